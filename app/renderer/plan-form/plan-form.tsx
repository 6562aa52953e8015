/** A plan as a form over its text: what is typed here is written there, and only what must change does. */
import { type ReactNode, useEffect, useId, useMemo, useRef } from 'react';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { BoardState } from '../../contract/state.ts';
import { readPlan } from '../../plan/document.ts';
import { duplicateEdits, whyNoMore, writtenRegions } from '../../plan/duplicate-region.ts';
import { applyEdits } from '../../plan/edit.ts';
import type { Finding, PlanPath } from '../../plan/finding.ts';
import { type FormText, readForm, withValue } from '../../plan/form-text.ts';
import { freeInsmodName } from '../../plan/free-name.ts';
import { driverName } from '../../plan/loaded-driver.ts';
import { nextBoot } from '../../plan/persist/next-boot.ts';
import type { Plan } from '../../plan/schema.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { type KnownFacts, useFacts } from '../host/use-facts.ts';
import type { Lint } from '../plan/lint-store.ts';
import { type PlanText, useTexts } from '../plan/text-store.ts';
import { FieldFindings } from './field-findings.tsx';
import { type PlanForm as Form, isWithin, PlanFormProvider, usePlanForm } from './form-context.ts';
import { FormHead, findingKey } from './form-head.tsx';
import { LoadingSection } from './loading-section.tsx';
import './plan-form.css';
import { NodesInTree } from './nodes-in-tree.tsx';
import { PersistSection } from './persist-section.tsx';
import { PlanRow } from './plan-row.tsx';
import { RegionSection } from './region-section.tsx';

export interface PlanFormProps {
  readonly state: BoardState;
  readonly text: string;
  readonly lint: Lint;
  /** A place to go to, once; `onElsewhere`: the form has no field for it. */
  readonly reveal: PlanPath | undefined;
  onRevealed(): void;
  onElsewhere(): void;
  onText(text: string, apart: boolean): void;
  /** Show this line of the text. */
  onShow(finding: Finding): void;
}

export default function PlanForm(props: PlanFormProps) {
  const { state, text, lint, reveal, onRevealed, onElsewhere, onText, onShow } = props;
  const place = useRef<HTMLElement>(null);
  const { known: facts } = useFacts(state);
  const document = useMemo(() => readPlan(text), [text]);
  const readable = useMemo(() => readForm(text), [text]);
  const past = useTexts(({ histories }) => histories[state.board.name]?.past) ?? none;
  const form = useMemo(() => readable ?? lastReadable(past), [readable, past]);
  const { plan } = document;
  const readOnly = readable === undefined;
  // What the text itself says is known at once; what the board says of it comes a moment later.
  const findings = lint.stale && lint.findings === undefined ? document.findings : (lint.findings ?? []);
  const value = useMemo((): Form | undefined => {
    if (form === undefined) return undefined;
    return {
      board: state.board.name,
      text,
      form,
      findings,
      stale: lint.stale,
      readOnly,
      set: (path, written) => onText(withValue(text, path, written), false),
      edit: (edits) => onText(applyEdits(text, edits), true),
      replace: (before, after) => {
        const now = useTexts.getState().texts[state.board.name]?.text;
        if (now === before && after !== before) onText(after, true);
      },
    };
  }, [form, findings, lint.stale, readOnly, text, onText, state.board.name]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the wish alone starts it.
  useEffect(() => {
    if (reveal === undefined) return;
    const path = CSS.escape(reveal.join('.'));
    const field = place.current?.querySelector<HTMLElement>(`[data-plan-path="${path}"]`);
    if (field === null || field === undefined) return onElsewhere();
    field.focus();
    onRevealed();
  }, [reveal]);
  const [syntax] = document.findings;
  return (
    <section
      ref={place}
      className="plan-form"
      aria-label={`Form of the plan of ${state.board.name}`}
      onKeyDown={findingKey}
    >
      {readOnly && syntax !== undefined && (
        <Banner
          tone="bad"
          id={syntax.id}
          title={syntax.message}
          hint={
            value === undefined
              ? 'Mend it in the text: nothing of it can be read before.'
              : 'Mend it in the text: until then the form shows what was read before, and cannot be changed.'
          }
          actions={<Button onClick={() => onShow(syntax)}>Show in the text</Button>}
        />
      )}
      {lint.failure !== undefined && <ProblemBanner problem={lint.failure} />}
      {value !== undefined && (
        <PlanFormProvider value={value}>
          <FormHead state={state} form={place} />
          <WholePlan />
          <Part title="Module" of="module">
            <p className="small muted">{moduleNow(state, facts?.board)}</p>
            <table className="form-table form-narrow">
              <tbody>
                <PlanRow
                  path={['module', 'from']}
                  label="Driver"
                  control={{
                    kind: 'choice',
                    usual: 'built-in',
                    options: [
                      ['built-in', 'Of this tool, built for the board'],
                      ['folder', 'Of my source folder, built for the board'],
                      ['file', 'A .ko file of mine'],
                      ['loaded', 'Left as it is loaded'],
                    ],
                  }}
                />
                {(['folder', 'file'].includes(value.form.written(['module', 'from']) ?? '') ||
                  value.form.written(['module', 'path']) !== undefined) && (
                  <PlanRow
                    path={['module', 'path']}
                    label="Path"
                    control={{ kind: 'text', required: true, placeholder: '../uiomem' }}
                    note="Absolute, or from the plan’s folder."
                  />
                )}
                <PlanRow
                  path={['module', 'on']}
                  label="Built on"
                  control={{
                    kind: 'choice',
                    usual: 'workstation',
                    options: [
                      ['workstation', 'This machine'],
                      ['board', 'The board, with its own compiler'],
                    ],
                  }}
                />
                <PlanRow
                  path={['module', 'headers']}
                  label="Kernel headers"
                  control={{ kind: 'text', placeholder: 'looked for' }}
                />
                <PlanRow
                  path={['module', 'info']}
                  label="Tells what it installs"
                  control={{ kind: 'switch', usual: true }}
                />
              </tbody>
            </table>
          </Part>
          <Part title="Regions">
            <Regions plan={plan} state={state} facts={facts} />
          </Part>
          <Part title="Loading">
            <LoadingSection plan={plan} state={state} />
            <NodesInTree plan={plan} board={state.board.name} />
          </Part>
          <Part title="Persistence" of="persist">
            <PersistSection
              plan={plan}
              facts={facts}
              board={state.connection.state === 'open' ? state.board.name : undefined}
              isSaid={/^persist\s*:/m.test(text)}
            />
          </Part>
          <Overrides />
          {lint.notRun.length > 0 && (
            <Part title="Not judged">
              <ul className="not-run small muted">
                {lint.notRun.map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </Part>
          )}
        </PlanFormProvider>
      )}
    </section>
  );
}

function Regions({
  plan,
  state,
  facts,
}: {
  /** Absent while the text does not say a whole one. */
  plan: Plan | undefined;
  state: BoardState;
  facts: KnownFacts | undefined;
}) {
  const { form, readOnly, edit } = usePlanForm();
  const id = useId();
  const full = whyNoMore(form);
  const free = full === undefined ? freeInsmodName({ regions: writtenRegions(form) }, facts?.board) : undefined;
  const why = full ?? (free === undefined ? allTaken : undefined);
  return (
    <>
      {Array.from({ length: form.count(['regions']) }, (_, index) => (
        <RegionSection
          // biome-ignore lint/suspicious/noArrayIndexKey: a region is its place in the list; its name is typed here.
          key={index}
          index={index}
          region={plan?.regions[index]}
          state={state}
          facts={facts}
          onDuplicate={free === undefined ? undefined : () => edit(duplicateEdits(form, index, free))}
        />
      ))}
      <div className="row row-wrap">
        <Button
          icon="add"
          disabled={readOnly || free === undefined}
          aria-describedby={why === undefined ? undefined : id}
          onClick={() =>
            edit([{ op: 'append', path: ['regions'], value: { device: free ?? '', address: '', size: '' } }])
          }
        >
          Add a region
        </Button>
        {why !== undefined && (
          <span id={id} className="small muted">
            {why.text} <span className="mono">{why.id}</span>
          </span>
        )}
      </div>
    </>
  );
}

const allTaken = {
  id: 'regions.too-many',
  text: 'Each name that a module parameter can give, uiomem0 to uiomem7, is taken by the plan or by a node of the device tree.',
};

const none: readonly PlanText[] = [];

/** Pure. Of the versions before, oldest first, the newest that a form can show. */
function lastReadable(past: readonly PlanText[]): FormText | undefined {
  for (const { text } of past.toReversed()) {
    const form = readForm(text);
    if (form !== undefined) return form;
  }
  return undefined;
}

/** What is loaded now, and what the next boot loads, as sentences. */
function moduleNow({ board, connection, driver }: BoardState, facts: BoardFacts | undefined): string {
  if (connection.state !== 'open') return `${board.name} is not connected: what it has loaded is not known.`;
  const now =
    driver === undefined
      ? 'no driver is loaded'
      : `${driverName(driver)} is loaded${driver.srcversion === undefined ? '' : ` (srcversion ${driver.srcversion})`}`;
  const next = facts === undefined ? undefined : nextBoot(facts);
  const then =
    next === undefined
      ? ''
      : next.loads
        ? ` Next boot: it is loaded by ${next.because}.`
        : ` Next boot: ${next.because}.`;
  return `Now: ${now}.${then}`;
}

/** Keys that have a row; what is found elsewhere in a part is told at its head. */
const partRows = {
  module: ['from', 'path', 'headers', 'on', 'info'],
  persist: ['boot', 'group', 'dkms', 'replace'],
} as const;

function Part({ title, of, children }: { title: string; of?: keyof typeof partRows; children: ReactNode }) {
  const { findings } = usePlanForm();
  const rows = of === undefined ? [] : partRows[of].map((key) => `${of}.${key}`);
  const rest =
    of === undefined ? [] : findings.filter((each) => isWithin(each, [of]) && !rows.includes(each.path.join('.')));
  return (
    <section className="form-part" aria-label={title}>
      <h3>{title}</h3>
      <FieldFindings findings={rest} />
      {children}
    </section>
  );
}

/** What is found that belongs to no part. */
function WholePlan() {
  const { findings } = usePlanForm();
  const ofParts = (finding: Finding) =>
    finding.path[0] === 'module' ||
    finding.path[0] === 'persist' ||
    (finding.path[0] === 'regions' && finding.path.length > 1) ||
    (finding.path[0] === 'overrides' && finding.path.length > 1);
  return <FieldFindings findings={findings.filter((finding) => !ofParts(finding))} />;
}

function Overrides() {
  const { form, findings, readOnly, edit } = usePlanForm();
  const count = form.count(['overrides']);
  if (count === 0) return null;
  return (
    <Part title="Overrides">
      <ul className="form-overrides" aria-label="Overrides">
        {Array.from({ length: count }, (_, index) => {
          const at = ['overrides', index];
          const [finding, region] = [form.written([...at, 'finding']), form.written([...at, 'region'])];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an override is its place in the list.
            <li key={index} className="stack">
              <p className="row row-wrap">
                <span className="mono">{finding}</span>
                {region !== undefined && <span className="small muted">of {region}</span>}
                <span>{form.written([...at, 'reason'])}</span>
                <span className="grow" />
                <Button disabled={readOnly} onClick={() => edit([{ op: 'remove', path: at }])}>
                  Take back
                </Button>
              </p>
              <FieldFindings findings={findings.filter((each) => isWithin(each, at))} />
            </li>
          );
        })}
      </ul>
    </Part>
  );
}
