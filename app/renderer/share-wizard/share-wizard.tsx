/** *Share a range…*: two devices or more on one range, from who uses it to what the plan says of it. */
import { useMemo } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { nodeRegionsOf } from '../../devicetree/uiomem/region-differences.ts';
import { readPlan } from '../../plan/document.ts';
import { applyEdits } from '../../plan/edit.ts';
import { blankPlan } from '../../plan/new-plan.ts';
import { type Fault, readDraft, type ShareDraft } from '../../plan/share/share-draft.ts';
import { nextUser, sharePlan } from '../../plan/share/share-plan.ts';
import { overlapsOf, type SharedRange } from '../../plan/share/sharers.ts';
import { splitEdits, splitOf } from '../../plan/share/split.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { openNewNodes } from '../device-tree/plan-link.ts';
import { useFacts } from '../host/use-facts.ts';
import type { PlanText } from '../plan/text-store.ts';
import { AttributesStep } from './attributes-step.tsx';
import { RangeStep } from './range-step.tsx';
import { ResultStep } from './result-step.tsx';
import { dropShare, keepShare, noDraft, type ShareStep, shareSteps, useShares } from './share-store.ts';
import './share-wizard.css';
import { UsersStep } from './users-step.tsx';

/** Where no board tells its page size: that of most kernels. Lint tells the rest. */
const usualPage = 4096n;

const titles: Readonly<Record<ShareStep, string>> = {
  range: 'Range',
  users: 'Devices',
  attributes: 'Attributes',
  result: 'Result',
};

const stepOfField: Readonly<Record<Fault['field'], ShareStep>> = {
  address: 'range',
  size: 'range',
  users: 'users',
  device: 'users',
  about: 'users',
  offset: 'users',
  'part-size': 'users',
  reason: 'attributes',
};

export default function ShareWizard({
  state,
  plan: written,
  onText,
  onClose,
}: {
  state: BoardState;
  plan: PlanText | undefined;
  onText(text: string): void;
  onClose(): void;
}) {
  const { name } = state.board;
  const begun = useShares((shares) => shares.begun[name]);
  const { step, draft } = begun ?? { step: 'range', draft: noDraft };
  const { known } = useFacts(state);
  const text = written === undefined || written.text.trim() === '' ? blankPlan() : written.text;
  const plan = useMemo(() => readPlan(text).plan, [text]);
  const page = known === undefined ? usualPage : BigInt(known.board.pageSize);
  const reading = useMemo(() => readDraft(draft, page), [draft, page]);
  const overlaps = useMemo(() => overlapsOf(plan, known?.board), [plan, known]);
  const facts = useMemo(
    () => (known === undefined ? undefined : { board: known.board, profile: known.profile }),
    [known],
  );
  const shared = useMemo(
    () => (step === 'result' ? sharePlan(text, reading.users, draft.reason, facts) : undefined),
    [step, text, reading, draft.reason, facts],
  );
  const next = nextUser(draft, plan, known?.board);
  const index = shareSteps.indexOf(step);
  const go = (to: ShareStep | undefined) => to !== undefined && keepShare(name, { step: to });
  const change = (changed: ShareDraft) => keepShare(name, { draft: changed });
  /** Nothing is faulted that nobody has filled in yet. */
  const fault = (field: Fault['field'], user?: number) => {
    if ((field === 'address' || field === 'size') && draft[field] === '') return undefined;
    return reading.faults.find((each) => each.field === field && each.user === user)?.message;
  };
  const split = (range: SharedRange) => {
    const found = splitOf(range, page);
    if (plan === undefined || 'why' in found) return;
    onText(applyEdits(text, splitEdits(found.parts, plan)));
    onClose();
  };
  /** A range alone gets two devices to begin with. */
  const onward = () => {
    if (step === 'range' && draft.users.length < 2 && next !== undefined) {
      const first = draft.users[0] ?? next;
      const second = nextUser({ ...draft, users: [first] }, plan, known?.board);
      change({ ...draft, users: second === undefined ? [first] : [first, second] });
    }
    go(shareSteps[index + 1]);
  };
  const isLast = step === 'result';
  return (
    <Dialog
      wide="widest"
      title={`Share a range of ${name}`}
      confirm={
        isLast
          ? {
              label: 'Put it in the plan',
              disabled: shared === undefined || reading.faults.length > 0,
              run() {
                if (shared === undefined) return;
                onText(shared.text);
                dropShare(name);
                onClose();
              },
            }
          : { label: 'Next', run: onward }
      }
      cancel="Leave"
      extra={
        <>
          <Button disabled={index === 0} onClick={() => go(shareSteps[index - 1])}>
            Back
          </Button>
          <Button disabled={begun === undefined} onClick={() => dropShare(name)}>
            Start again
          </Button>
          <span className="share-stays small muted">What is filled in stays when you leave.</span>
        </>
      }
      onClose={onClose}
    >
      <nav aria-label="Steps" className="share-steps">
        {shareSteps.map((each, at) => (
          <Button
            key={each}
            kind="quiet"
            aria-current={each === step ? 'step' : undefined}
            onClick={() => go(each)}
          >{`${at + 1} ${titles[each]}`}</Button>
        ))}
      </nav>
      <div className="share">
        {step === 'range' && (
          <RangeStep
            draft={draft}
            plan={plan}
            overlaps={overlaps}
            page={page}
            fault={fault}
            onDraft={change}
            onChosen={(chosen) => keepShare(name, { draft: chosen, step: 'users' })}
            onSplit={split}
          />
        )}
        {step === 'users' && <UsersStep draft={draft} fault={fault} next={next} onDraft={change} />}
        {step === 'attributes' && (
          <AttributesStep draft={draft} users={reading.users} reasonFault={fault('reason')} onDraft={change} />
        )}
        {isLast && (
          <ResultStep
            before={text}
            shared={shared}
            devices={draft.users.map(({ device }) => device)}
            faults={reading.faults}
            onFault={({ field }) => go(stepOfField[field])}
            onOpen={(regions) => {
              openNewNodes(name, regions, plan === undefined ? [] : nodeRegionsOf(plan));
              onClose();
            }}
          />
        )}
      </div>
    </Dialog>
  );
}
