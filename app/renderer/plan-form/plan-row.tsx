/** One value of the plan: its name, how it is written, what is loaded now and what the next boot makes of it. */
import { type ReactNode, useId } from 'react';
import type { Column } from '../../plan/columns.ts';
import type { PlanPath } from '../../plan/finding.ts';
import { aboutOf, FormRow } from '../components/form-row.tsx';
import { Icon } from '../components/icon.tsx';
import { SelectBox } from '../components/select.tsx';
import { FieldFindings } from './field-findings.tsx';
import { isAt, usePlanForm } from './form-context.ts';

export interface Columns {
  readonly planned: Column | undefined;
  readonly loaded: Column | undefined;
  readonly next: Column | undefined;
}

export type Control =
  /** `required`: it stays when it is emptied, as a value that is wrong. */
  | { readonly kind: 'text'; readonly placeholder?: string; readonly required?: true }
  | { readonly kind: 'switch'; readonly usual: boolean }
  /** `usual`: what the plan means when it does not say. */
  | {
      readonly kind: 'choice';
      readonly usual: string;
      readonly options: readonly (readonly [value: string, label: string])[];
      /** What choosing does; absent: the value is written. */
      choose?(value: string): void;
    }
  /** Changed elsewhere. */
  | { readonly kind: 'shown'; readonly text: string };

export interface PlanRowProps {
  readonly path: PlanPath;
  readonly label: string;
  /** Of what: read with the label, as in `Address of uiomem0`. */
  readonly of?: string;
  readonly control: Control;
  readonly columns?: Columns;
  /** The key in the columns; absent: the last of the path. */
  readonly column?: string;
  readonly note?: string;
  /** Behind the control. */
  readonly beside?: ReactNode;
  /** Below it, before what is wrong with it. */
  readonly children?: ReactNode;
}

export function PlanRow({ path, label, of, control, columns, column, note, beside, children }: PlanRowProps) {
  const { findings } = usePlanForm();
  const id = useId();
  const own = findings.filter((finding) => isAt(finding, path));
  const told = own.length > 0 || note !== undefined;
  const key = column ?? String(path.at(-1));
  const cell = (title: string, value: string | undefined) => (
    <ColumnCell key={title} title={title} planned={columns?.planned?.[key]} value={value} />
  );
  return (
    <FormRow
      id={id}
      label={label}
      of={of}
      control={
        <PlanControl
          id={id}
          path={path}
          control={control}
          isWrong={own.some(({ severity }) => severity === 'error')}
          about={told ? aboutOf(id) : undefined}
        />
      }
      beside={beside}
      cells={
        columns === undefined ? [] : [cell('Loaded now', columns.loaded?.[key]), cell('Next boot', columns.next?.[key])]
      }
      told={
        told ? (
          <>
            {note !== undefined && <p className="small muted">{note}</p>}
            <FieldFindings findings={own} />
          </>
        ) : undefined
      }
    >
      {children}
    </FormRow>
  );
}

/** Marked when it is not what the plan wants: by a sign and a word, not by its colour alone. */
function ColumnCell({
  title,
  planned,
  value,
}: {
  title: string;
  planned: string | undefined;
  value: string | undefined;
}) {
  const differs = planned !== undefined && value !== undefined && planned !== value;
  return (
    <td className={`form-column mono ${differs ? 'form-differs' : ''}`} data-title={title}>
      <span className="form-value">
        {value ?? (planned === undefined ? '' : '–')}
        {differs && (
          <>
            <Icon name="diff-modified" />
            <span className="unseen">differs</span>
          </>
        )}
      </span>
    </td>
  );
}

function PlanControl({
  id,
  path,
  control,
  isWrong,
  about,
}: {
  id: string;
  path: PlanPath;
  control: Control;
  isWrong: boolean;
  about: string | undefined;
}) {
  const { form, readOnly, set } = usePlanForm();
  const written = form.written(path);
  const wrong = { 'aria-invalid': isWrong, 'aria-describedby': about, 'data-plan-path': path.join('.') };
  if (control.kind === 'text') {
    return (
      <input
        {...wrong}
        id={id}
        className="input input-mono"
        spellCheck={false}
        autoComplete="off"
        placeholder={control.placeholder}
        value={written ?? ''}
        readOnly={readOnly}
        onChange={({ target }) =>
          set(path, target.value === '' && control.required !== true ? undefined : target.value)
        }
      />
    );
  }
  if (control.kind === 'switch') {
    return (
      <input
        {...wrong}
        id={id}
        type="checkbox"
        className="form-check"
        checked={(written ?? String(control.usual)) === 'true'}
        disabled={readOnly}
        onChange={({ target }) => set(path, target.checked)}
      />
    );
  }
  if (control.kind === 'shown') {
    return (
      <output id={id} tabIndex={-1} aria-describedby={about} data-plan-path={path.join('.')}>
        {control.text}
      </output>
    );
  }
  const value = written ?? control.usual;
  const choose = control.choose ?? ((chosen: string) => set(path, chosen));
  const known = control.options.some(([each]) => each === value);
  return (
    <span className="row">
      <SelectBox {...wrong} id={id} value={value} disabled={readOnly} onChange={({ target }) => choose(target.value)}>
        {!known && <option value={value}>{value}</option>}
        {control.options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </SelectBox>
      {written === undefined && <span className="small muted">as usual</span>}
    </span>
  );
}
