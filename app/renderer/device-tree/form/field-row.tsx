/** One field of a node: its name, how it is written, and what is wrong with it. */
import { type ReactNode, useId } from 'react';
import { hex } from '../../../../remote-helper/contract/quantity.ts';
import type { FieldName } from '../../../devicetree/uiomem/form/node-form.ts';
import { parseQuantity } from '../../../plan/quantity.ts';
import { readBack } from '../../../plan/read-back.ts';
import { aboutOf, FormRow } from '../../components/form-row.tsx';
import { SelectBox } from '../../components/select.tsx';
import { type FieldControl, fieldWords } from './field-words.ts';
import { LineField } from './line-field.tsx';
import { useNode } from './node-context.ts';
import { NodeFindings } from './node-findings.tsx';

/** A field by its words. */
export function PlainRow({ name, children }: { name: FieldName; children?: ReactNode }) {
  const { node } = useNode();
  const words = fieldWords[node.kind][name];
  if (words === undefined) return null;
  return (
    <FieldRow name={name} label={words.label} control={words.control}>
      {children}
    </FieldRow>
  );
}

/** `children`: below the control. `choose`: what choosing does instead of writing the value. */
export function FieldRow({
  name,
  label,
  control,
  beside,
  children,
  choose,
}: {
  name: FieldName;
  label: string;
  control: FieldControl;
  beside?: ReactNode;
  children?: ReactNode;
  choose?: (value: string | undefined) => void;
}) {
  const { node, field, refused, readOnly, change } = useNode();
  const id = useId();
  const shown = field(name);
  const refusal = refused.get(name);
  const findings = [...(refusal === undefined ? [] : [refusal]), ...(shown?.findings ?? [])];
  const marks = {
    id,
    'aria-invalid': findings.some(({ severity }) => severity === 'error'),
    'aria-describedby': findings.length > 0 ? aboutOf(id) : undefined,
  };
  const value = shown?.value;
  const give = choose ?? ((next: string | undefined) => change([{ field: name, value: next }]));
  const told = control.kind === 'number' && value !== undefined ? toldOf(value, control.unit) : undefined;
  return (
    <FormRow
      id={id}
      label={label}
      of={node.title}
      control={
        control.kind === 'flag' ? (
          <input
            {...marks}
            type="checkbox"
            className="form-check"
            checked={value !== undefined}
            disabled={readOnly}
            onChange={({ target }) => give(target.checked ? 'true' : undefined)}
          />
        ) : control.kind === 'choice' ? (
          <Choice {...marks} control={control} value={value} disabled={readOnly} onValue={give} />
        ) : (
          <LineField
            {...marks}
            placeholder={control.placeholder}
            value={value ?? ''}
            readOnly={readOnly}
            onValue={(text) => give(text === '' ? undefined : text)}
          />
        )
      }
      beside={
        <>
          {told !== undefined && <span className="form-read-back mono muted">= {told}</span>}
          {beside}
        </>
      }
      told={findings.length > 0 ? <NodeFindings findings={findings} /> : undefined}
    >
      {children}
    </FormRow>
  );
}

/** Pure. A size in its other notations; of an address the number, where it was written as another: it is a place, and no amount. */
function toldOf(value: string, unit: 'address' | 'size'): string | undefined {
  if (unit === 'size') return readBack(value, unit);
  const number = parseQuantity(value);
  return number === undefined || /^0x/i.test(value.trim()) ? undefined : hex(number);
}

/** What is not said is the first of the options. */
function Choice({
  control,
  value,
  onValue,
  ...rest
}: {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
  control: Extract<FieldControl, { kind: 'choice' }>;
  value: string | undefined;
  disabled: boolean;
  onValue(value: string | undefined): void;
}) {
  const isKnown = value === undefined || control.options.some(([each]) => each === value);
  return (
    <SelectBox {...rest} value={value ?? ''} onChange={({ target }) => onValue(target.value || undefined)}>
      <option value="">{`${control.usual} (not said)`}</option>
      {!isKnown && <option value={value}>{value}</option>}
      {control.options.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </SelectBox>
  );
}
