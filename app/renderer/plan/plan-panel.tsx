/** The plan of a board: its text, what is wrong with it, what it would do, and doing it. */

import { lazy, Suspense, useEffect, useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { applyEdits } from '../../plan/edit.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { TextField } from '../components/text-field.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import { applyCommand, lintCommand, newPlanCommand, stepsCommand } from '../copied-commands/plan.ts';
import { useHost, useShell } from '../host/host-context.tsx';
import { useLink } from '../host/link.ts';
import { forgetFailure, runTask, useFailure, useTask } from '../host/tasks.ts';
import { useRecent } from '../start-page/recent-store.ts';
import { ApplyDialog } from './apply-dialog.tsx';
import { applyKey } from './apply-task.ts';
import { FindingsList } from './findings-list.tsx';
import { type Lint, notLinted, useLints } from './lint-store.ts';
import { takeOpenRequest, useOpenRequest } from './open-request.ts';
import './plan-panel.css';
import { revealFinding, takeReveal, useReveal } from './reveal-request.ts';
import { saveText } from './save-text.ts';
import { ReviewSteps, useReview } from './steps-review.tsx';
import { type PlanText, rootFolder, useTexts, usualName } from './text-store.ts';
import { whyNot } from './why-not.ts';

const TextEditor = lazy(() => import('../editor/text-editor.tsx'));

export default function PlanPanel({ state }: { state: BoardState }) {
  const host = useHost();
  const shell = useShell();
  const { board, connection } = state;
  const name = board.name;
  const connected = connection.state === 'open';
  const plan = useTexts(({ texts }) => texts[name]);
  const { put, change } = useTexts.getState();
  const lint = useLints(({ byBoard }) => byBoard[name]) ?? notLinted;
  const textKey = `plan-text:${name}`;
  const textFailure = useFailure(textKey);
  const home = useLink(({ link }) => (link.state === 'open' ? link.info.home : rootFolder));
  const wanted = useOpenRequest(({ board: asked }) => asked === name);
  const [replacing, setReplacing] = useState<(() => void) | undefined>();

  /** What is there may be worth keeping: it is asked first. */
  const replace = (run: () => void) => {
    if (plan === undefined || plan.text.trim() === '') run();
    else setReplacing(() => run);
  };
  const fresh = (fromBoard: boolean) =>
    replace(() => {
      void runTask(textKey, 'Write a plan', async (signal) => {
        const { text } = await host.call('plan.new', { board: name, fromBoard }, { signal });
        put(name, { text, name: usualName, folder: plan?.folder ?? home });
      });
    });
  const open = () =>
    replace(() => {
      void runTask(textKey, 'Open a plan', async () => {
        const opened = await shell.openPlan();
        if (opened === undefined) return;
        put(name, { text: opened.text, name: opened.name, folder: opened.folder ?? plan?.folder ?? home });
        // A browser does not tell where a file lies.
        if (opened.folder !== undefined) {
          void useRecent.getState().note(host, `${opened.folder}/${opened.name}`, name);
        }
      });
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the wish alone starts it.
  useEffect(() => {
    if (!wanted) return;
    takeOpenRequest();
    open();
  }, [wanted]);

  const sources = (
    <>
      <Button icon="new-file" onClick={() => fresh(false)}>
        New plan
      </Button>
      <Button icon="server" disabled={!connected} onClick={() => fresh(true)}>
        From this board
      </Button>
      <Button icon="folder-opened" onClick={open}>
        Open…
      </Button>
    </>
  );
  return (
    <div className="plan">
      {replacing !== undefined && (
        <Dialog
          title={`Replace the plan of ${name}?`}
          about={<p>The text that is shown now is lost unless it was saved.</p>}
          confirm={{
            label: 'Replace',
            kind: 'danger',
            run() {
              setReplacing(undefined);
              replacing();
            },
          }}
          onClose={() => setReplacing(undefined)}
        />
      )}
      {textFailure !== undefined && (
        <ProblemBanner
          problem={textFailure}
          actions={<Button onClick={() => forgetFailure(textKey)}>Dismiss</Button>}
        />
      )}
      {plan === undefined ? (
        <EmptyState icon="file-code" title={`No plan for ${name} yet`} actions={sources} command={newPlanCommand(name)}>
          <p>
            A plan is a text that says which module, which regions with which cache policy, and how they are loaded. It
            is checked as it is typed, and touches nothing until it is applied.
          </p>
        </EmptyState>
      ) : (
        <Written state={state} plan={plan} lint={lint} sources={sources} onChange={(part) => change(name, part)} />
      )}
    </div>
  );
}

function Written({
  state,
  plan,
  lint,
  sources,
  onChange,
}: {
  state: BoardState;
  plan: PlanText;
  lint: Lint;
  sources: React.ReactNode;
  onChange(part: Partial<PlanText>): void;
}) {
  const { board, connection, lease, work } = state;
  const shell = useShell();
  const [beside, setBeside] = useState<'findings' | 'review'>('findings');
  const [asking, setAsking] = useState<'apply' | 'resume' | undefined>();
  const reveal = useReveal(({ reveal: wanted }) => (wanted?.board === board.name ? wanted : undefined));
  const { findings } = lint;
  const applying = useTask(applyKey(board.name));
  const failure = useFailure(applyKey(board.name));
  const errors = findings?.filter(({ severity }) => severity === 'error').length ?? 0;
  const connected = connection.state === 'open';
  const why = whyNot({ connected, held: lease.held === 'other', running: work?.outcome === 'running', errors });
  return (
    <>
      <div className="plan-bar" role="toolbar" aria-label="Plan">
        {sources}
        <Button icon="save" onClick={() => saveText(plan.name, plan.text)}>
          Save as…
        </Button>
        <span className="grow" />
        <CopyCommand command={applyCommand(plan.name, board.name)} />
        <Button
          kind="primary"
          icon="play"
          disabled={why !== undefined || applying !== undefined}
          onClick={() => setAsking('apply')}
        >
          Apply…
        </Button>
      </div>
      {/* Where the wish went when it came to no step. */}
      {failure !== undefined && work?.problem?.message !== failure.message && (
        <ProblemBanner
          problem={failure}
          actions={
            <>
              {failure.id === 'plan.unfinished' && (
                <Button kind="primary" onClick={() => setAsking('resume')}>
                  Go on with it…
                </Button>
              )}
              <Button onClick={() => forgetFailure(applyKey(board.name))}>Dismiss</Button>
            </>
          }
        />
      )}
      <div className="plan-body">
        <section className="plan-text" aria-label="Text of the plan">
          <div className="plan-file">
            <span className="truncate">{plan.name}</span>
            <TextField
              inline
              mono
              className="grow"
              label="Relative paths start at"
              value={plan.folder}
              onValue={(folder) => onChange({ folder })}
              error={plan.folder.startsWith('/') ? undefined : 'An absolute folder.'}
              title={
                shell.kind === 'browser'
                  ? 'A browser does not tell where a file was: name the folder when the plan has relative paths.'
                  : 'The folder of the file.'
              }
            />
          </div>
          <Suspense
            fallback={
              <p role="status" className="plan-loading muted">
                Loading the editor…
              </p>
            }
          >
            <TextEditor
              label={`Plan of ${board.name}`}
              text={plan.text}
              findings={findings ?? []}
              reveal={reveal}
              onRevealed={takeReveal}
              onText={(text) => onChange({ text })}
            />
          </Suspense>
        </section>
        <section className="plan-beside" aria-label="Findings and review">
          <div className="row row-wrap">
            <ToggleGroup<'findings' | 'review'>
              label="Beside the text"
              value={beside}
              options={[
                { value: 'findings', label: findings === undefined ? 'Findings' : `Findings (${findings.length})` },
                { value: 'review', label: 'Review', disabled: !connected },
              ]}
              onValue={setBeside}
            />
            <CopyCommand
              command={
                beside === 'review'
                  ? stepsCommand(plan.name, board.name)
                  : lintCommand(plan.name, connected ? board.name : undefined)
              }
            />
            <span className="grow" />
            <span className="small muted" role="status">
              {lint.stale ? 'checking…' : connected ? `checked against ${board.name}` : 'checked by itself'}
            </span>
          </div>
          {why !== undefined && <p className="small muted">{why}</p>}
          <div className="plan-list">
            {beside === 'findings' ? (
              <FindingsList
                lint={lint}
                command={lintCommand(plan.name, connected ? board.name : undefined, true)}
                onShow={(finding) => revealFinding(board.name, finding)}
                onFix={({ fix }) => fix !== undefined && onChange({ text: applyEdits(plan.text, fix.edits) })}
              />
            ) : (
              <Reviewed board={board.name} plan={plan} />
            )}
          </div>
        </section>
      </div>
      {asking !== undefined && (
        <ApplyDialog
          state={state}
          plan={plan}
          resume={asking === 'resume'}
          onClose={() => {
            setAsking(undefined);
          }}
        />
      )}
    </>
  );
}

function Reviewed({ board, plan }: { board: string; plan: PlanText }) {
  return <ReviewSteps review={useReview(board, plan)} board={board} />;
}
