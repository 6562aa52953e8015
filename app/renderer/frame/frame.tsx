/** The window: boards at the left, what is open of one in the middle, steps below it, state at the bottom. */
import { useCallback, useEffect, useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { CommandPalette } from '../command-palette/command-palette.tsx';
import { useTheme } from '../design/theme.ts';
import { themeChoices } from '../design/theme-choice.ts';
import { useBoard, useHost, useShell } from '../host/host-context.tsx';
import { useHostState } from '../host/state-store.ts';
import { requestOpen } from '../plan/open-request.ts';
import { AddBoardDialog } from './add-board-dialog.tsx';
import { BoardList } from './board-list.tsx';
import { BoardTabs } from './board-tabs.tsx';
import { windowCommands } from './commands.ts';
import { FirstStart } from './first-start.tsx';
import './frame.css';
import { HelpDialog } from './help-dialog.tsx';
import { HostGone } from './host-notice.tsx';
import { overviewTab, useLayout } from './layout-store.ts';
import type { ShortcutId } from './shortcut-list.ts';
import { cycleRegions, rememberFocus, useShortcuts } from './shortcuts.ts';
import { StatusBar } from './status-bar.tsx';
import { StepsDock } from './steps-dock.tsx';

const none: readonly BoardState[] = [];

export function Frame() {
  const shell = useShell();
  const host = useHost();
  const known = useHostState((state) => state.known);
  const boards = known?.state.boards ?? none;
  const layout = useLayout();
  const [help, setHelp] = useState(false);
  /** Who logs in where, as far as it was said; absent: no board is being added. */
  const [adding, setAdding] = useState<string | undefined>();
  const [palette, setPalette] = useState(false);
  // What was chosen, else the default, else the first.
  const names = boards.map(({ board }) => board.name);
  const name = [layout.board, known?.state.default, names[0]].find(
    (each) => each !== undefined && names.includes(each),
  );
  const index = boards.findIndex(({ board }) => board.name === name);
  const state = useBoard(name ?? '');
  useStepsShown(state);
  useEffect(rememberFocus, []);

  const run = useCallback(
    (id: ShortcutId) => {
      const { steps, setSteps, openPlan, openLog, closeTab, tabs } = useLayout.getState();
      switch (id) {
        case 'help':
          return setHelp(true);
        case 'palette':
          return setPalette(true);
        case 'next-region':
          return cycleRegions(1);
        case 'previous-region':
          return cycleRegions(-1);
        case 'steps':
          return setSteps({ open: !steps.open });
        case 'plan':
          if (name !== undefined) openPlan(name);
          return;
        case 'log':
          if (name !== undefined) openLog(name);
          return;
        case 'open-plan':
          if (name !== undefined) {
            openPlan(name);
            requestOpen(name);
          }
          return;
        case 'close-tab':
          if (name !== undefined) closeTab(name, tabs[name]?.chosen ?? overviewTab);
          return;
        case 'theme': {
          const { choice, choose } = useTheme.getState();
          choose(themeChoices[(themeChoices.indexOf(choice) + 1) % themeChoices.length] ?? 'system');
        }
      }
    },
    [name],
  );
  useShortcuts(known !== undefined, run);
  useEffect(() => shell.onCommand((command) => run(command === 'plan.open' ? 'open-plan' : 'theme')), [shell, run]);

  return (
    <div className="frame">
      <h1 className="unseen">uiomem studio</h1>
      <BoardList boards={boards} chosen={name} onAdd={() => setAdding('')} />
      <div className="frame-middle">
        <HostGone />
        <main className="frame-main" aria-label={name ?? 'No board'} data-region tabIndex={-1}>
          {state !== undefined ? (
            <BoardTabs key={state.board.name} state={state} index={index} />
          ) : known === undefined ? (
            <p role="status" className="page muted">
              Asking the host which boards there are…
            </p>
          ) : (
            <FirstStart onAdd={() => setAdding('')} />
          )}
        </main>
        {state !== undefined && <StepsDock state={state} />}
      </div>
      <StatusBar
        state={state}
        index={index}
        onSteps={() => layout.setSteps({ open: true })}
        onFindings={() => name !== undefined && layout.openPlan(name)}
        onHelp={() => setHelp(true)}
      />
      {adding !== undefined && <AddBoardDialog from={adding} onClose={() => setAdding(undefined)} />}
      {help && <HelpDialog onClose={() => setHelp(false)} />}
      {palette && (
        <CommandPalette
          commands={windowCommands(boards, host, run, () => setAdding(''))}
          state={state}
          onDestination={setAdding}
          onClose={() => setPalette(false)}
        />
      )}
    </div>
  );
}

/** Pixels: what failed, why, and what was rolled back. */
const roomForFailure = 264;

/** Work that begins or fails is shown, whoever began it. */
function useStepsShown(state: BoardState | undefined): void {
  const id = state?.work?.id;
  const outcome = state?.work?.outcome;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each outcome of each work, not again after the user has hidden it.
  useEffect(() => {
    const { steps, setSteps } = useLayout.getState();
    if (outcome === 'running') setSteps({ open: true });
    if (outcome === 'failed') setSteps({ open: true, height: Math.max(steps.height, roomForFailure) });
  }, [id, outcome]);
}
