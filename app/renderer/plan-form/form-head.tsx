/** How much is wrong with the plan, the way from one finding to the next, and all at once what has one answer. */
import type { KeyboardEvent, RefObject } from 'react';
import type { JudgedBy } from '../../contract/plan.ts';
import type { BoardState } from '../../contract/state.ts';
import type { Finding } from '../../plan/finding.ts';
import { fixAll } from '../../plan/fix-all.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { lintCommand } from '../copied-commands/plan.ts';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, runTask, useFailure, useTask } from '../host/tasks.ts';
import { useTexts } from '../plan/text-store.ts';
import { countWords } from './finding-counts.ts';
import { usePlanForm } from './form-context.ts';

/** `form`: where the findings are shown. */
export function FormHead({ state, form }: { state: BoardState; form: RefObject<HTMLElement | null> }) {
  const { findings, readOnly } = usePlanForm();
  const fixes = findings.filter(({ fix }) => fix !== undefined).length;
  return (
    <div className="form-head">
      <span role="status">{capital(countWords(findings))}</span>
      {findings.length > 0 && (
        <span className="row">
          <IconButton
            icon="arrow-up"
            label="Previous finding"
            shortcut="Shift+F8"
            onClick={() => toFinding(form.current, 'before')}
          />
          <IconButton
            icon="arrow-down"
            label="Next finding"
            shortcut="F8"
            onClick={() => toFinding(form.current, 'next')}
          />
        </span>
      )}
      {fixes > 1 && <FixAll state={state} count={fixes} disabled={readOnly} findings={findings} />}
    </div>
  );
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function FixAll({
  state: { board, connection },
  count,
  disabled,
  findings,
}: {
  state: BoardState;
  count: number;
  disabled: boolean;
  findings: readonly Finding[];
}) {
  const host = useHost();
  const { text, stale, replace } = usePlanForm();
  const plan = useTexts(({ texts }) => texts[board.name]);
  const key = `plan-fixes:${board.name}`;
  const task = useTask(key);
  const failure = useFailure(key);
  const connected = connection.state === 'open';
  const folder = plan?.folder ?? '/';
  const by: JudgedBy = connected ? { kind: 'board', board: board.name } : { kind: 'none' };
  const mend = () =>
    runTask(key, 'Mend the plan', async (signal) => {
      const after = await fixAll(text, async (each) =>
        // What is shown was found in this text.
        each === text && !stale
          ? findings
          : (await host.call('plan.lint', { text: each, folder, by }, { signal })).findings,
      );
      replace(text, after);
    });
  return (
    <>
      <span className="row">
        <Button icon="lightbulb" disabled={disabled || task !== undefined} onClick={() => void mend()}>
          {`Fix all ${count} that have one answer`}
        </Button>
        {plan !== undefined && (
          <CopyCommand command={lintCommand(plan.file?.path ?? plan.name, connected ? board.name : undefined, true)} />
        )}
      </span>
      {failure !== undefined && (
        <ProblemBanner problem={failure} actions={<Button onClick={() => forgetFailure(key)}>Dismiss</Button>} />
      )}
    </>
  );
}

/** F8 and Shift+F8, as in editors. */
export function findingKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'F8' || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  toFinding(event.currentTarget, event.shiftKey ? 'before' : 'next');
}

/** From where the focus is, and round. */
function toFinding(form: HTMLElement | null, way: 'next' | 'before'): void {
  const all = [...(form?.querySelectorAll<HTMLElement>('[data-finding]') ?? [])];
  const listed = way === 'next' ? all : all.reverse();
  const from = document.activeElement;
  const wanted = way === 'next' ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const isBeyond = (each: HTMLElement) => {
    if (from === null || from === each || !form?.contains(from)) return false;
    const at = from.compareDocumentPosition(each);
    // What holds the focus is where one is.
    return (at & wanted) !== 0 && (at & Node.DOCUMENT_POSITION_CONTAINS) === 0;
  };
  const to = listed.find(isBeyond) ?? listed[0];
  to?.focus();
  to?.scrollIntoView({ block: 'nearest' });
}
