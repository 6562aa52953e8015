/** The plan of a board: its text, what is wrong with it, what it would do, and doing it. */
import { lazy, Suspense, useEffect, useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { closeImport, openImport, useImport } from '../address-import/import-store.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { blankPlanCommand, newPlanCommand } from '../copied-commands/plan.ts';
import { TaskFailures } from '../frame/task-failures.tsx';
import { useHost, useShell } from '../host/host-context.tsx';
import { useLink } from '../host/link.ts';
import { forgetFailure, runTask, useFailure } from '../host/tasks.ts';
import { leaveShare, openShare, useShares } from '../share-wizard/share-store.ts';
import { useRecent } from '../start-page/recent-store.ts';
import { draftKey } from './drafts.ts';
import { takeOpenRequest, useOpenRequest } from './open-request.ts';
import './plan-panel.css';
import { isUnsaved, planOfFile, rootFolder, useTexts, usualName } from './text-store.ts';
import { WrittenPlan } from './written-plan.tsx';

const ShareWizard = lazy(() => import('../share-wizard/share-wizard.tsx'));
const AddressImport = lazy(() => import('../address-import/address-import.tsx'));

export default function PlanPanel({ state }: { state: BoardState }) {
  const host = useHost();
  const shell = useShell();
  const { board, connection } = state;
  const name = board.name;
  const connected = connection.state === 'open';
  const plan = useTexts(({ texts }) => texts[name]);
  const { put } = useTexts.getState();
  const textKey = `plan-text:${name}`;
  const textFailure = useFailure(textKey);
  const home = useLink(({ link }) => (link.state === 'open' ? link.info.home : rootFolder));
  const wanted = useOpenRequest(({ board: asked }) => asked === name);
  const sharing = useShares(({ board: asked }) => asked === name);
  const importing = useImport(({ board: asked }) => asked === name);
  const [replacing, setReplacing] = useState<(() => void) | undefined>();

  /** What is there may be worth keeping: it is asked first. */
  const replace = (run: () => void) => {
    if (plan === undefined || !isUnsaved(plan)) run();
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
        if (opened.folder === undefined) {
          // A browser does not tell where a file lies.
          put(name, { text: opened.text, name: opened.name, folder: plan?.folder ?? home });
          return;
        }
        const found = await host.call('text.open', { kind: 'plan', path: `${opened.folder}/${opened.name}` });
        put(name, planOfFile(found));
        void useRecent.getState().note(host, found.path, name);
      });
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the wish alone starts it.
  useEffect(() => {
    if (!wanted) return;
    takeOpenRequest();
    open();
  }, [wanted]);

  /** A change of its own to undo. */
  const write = (text: string) => put(name, { name: usualName, folder: home, ...plan, text });

  const sources = (
    <>
      <Button icon="new-file" onClick={() => fresh(false)}>
        New plan
      </Button>
      {plan !== undefined && <CopyCommand command={blankPlanCommand()} />}
      <Button icon="server" disabled={!connected} onClick={() => fresh(true)}>
        From this board
      </Button>
      {plan !== undefined && <CopyCommand command={newPlanCommand(name)} />}
      <Button icon="folder-opened" onClick={open}>
        Open…
      </Button>
      <Button icon="circuit-board" onClick={() => openImport(name)}>
        Import addresses…
      </Button>
      <Button icon="combine" onClick={() => openShare(name)}>
        Share a range…
      </Button>
    </>
  );
  return (
    <div className="plan">
      {replacing !== undefined && (
        <Dialog
          title={`Replace the plan of ${name}?`}
          about={<p>What was written in it since it was saved is lost, but for Undo.</p>}
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
      {importing && (
        <Suspense>
          <AddressImport state={state} plan={plan} onAdd={write} onClose={closeImport} />
        </Suspense>
      )}
      {sharing && (
        <Suspense>
          <ShareWizard state={state} plan={plan} onText={write} onClose={leaveShare} />
        </Suspense>
      )}
      {textFailure !== undefined && (
        <ProblemBanner
          problem={textFailure}
          actions={<Button onClick={() => forgetFailure(textKey)}>Dismiss</Button>}
        />
      )}
      <TaskFailures keys={[draftKey(name)]} />
      {plan === undefined ? (
        <EmptyState icon="file-code" title={`No plan for ${name} yet`} actions={sources} command={newPlanCommand(name)}>
          <p>
            A plan is a text that says which module, which regions with which cache policy, and how they are loaded. It
            is checked as it is typed, and touches nothing until it is applied.
          </p>
        </EmptyState>
      ) : (
        <WrittenPlan state={state} plan={plan} sources={sources} />
      )}
    </div>
  );
}
