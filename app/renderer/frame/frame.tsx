/** The window: its parts at the left, boards beside them, the workbench, and the state of the board that is meant at the bottom. */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { CommandPalette } from '../command-palette/command-palette.tsx';
import { useTheme } from '../design/theme.ts';
import { themeChoices } from '../design/theme-choice.ts';
import { Dock } from '../dock/dock.tsx';
import {
  closePanel,
  closePanelsOf,
  cycleTabs,
  maximizeActive,
  openPanel,
  openTerminal,
  resizeActive,
  showTerminal,
  toggleBottom,
  useDock,
} from '../dock/dock-store.ts';
import { panelRef } from '../dock/panel-ref.ts';
import { useBoard, useHost, useShell } from '../host/host-context.tsx';
import { useHostState } from '../host/state-store.ts';
import { useDrafts } from '../plan/drafts.ts';
import { requestOpen } from '../plan/open-request.ts';
import { PlanLints } from '../plan/plan-lints.tsx';
import { planTellingWork, showPlanStage } from '../plan/plan-view.ts';
import { ActivityBar } from './activity-bar.tsx';
import { AddBoardDialog } from './add-board-dialog.tsx';
import { BoardList } from './board-list.tsx';
import { windowCommands } from './commands.ts';
import './frame.css';
import { cycleRegions, rememberFocus } from './focus-way.ts';
import { HelpDialog } from './help-dialog.tsx';
import { HostGone } from './host-notice.tsx';
import { noteBoots } from './reboot.ts';
import type { ShortcutId } from './shortcut-list.ts';
import { useShortcuts } from './shortcuts.ts';
import { StatusBar } from './status-bar.tsx';

const none: readonly BoardState[] = [];

export function Frame() {
  const shell = useShell();
  const host = useHost();
  const known = useHostState((state) => state.known);
  const boards = known?.state.boards ?? none;
  const chosen = useDock((dock) => dock.board);
  const active = useDock((dock) => dock.active);
  const [boardsShown, toggleBoards] = useBoardsShown(active);
  const [help, setHelp] = useState(false);
  /** Who logs in where, as far as it was said; absent: no board is being added. */
  const [adding, setAdding] = useState<string | undefined>();
  const [palette, setPalette] = useState(false);
  // What was used last, else the default, else the first.
  const names = boards.map(({ board }) => board.name);
  const name = [chosen, known?.state.default, names[0]].find((each) => each !== undefined && names.includes(each));
  const state = useBoard(name ?? '');
  useStepsShown(state);
  useEffect(rememberFocus, []);
  useEffect(() => noteBoots(boards), [boards]);
  // As one text: the list is another one with each change of any board.
  const allNames = known === undefined ? undefined : names.join('\n');
  useEffect(() => {
    if (allNames !== undefined) closePanelsOf((board) => !allNames.split('\n').includes(board));
  }, [allNames]);

  const run = useCallback(
    (id: ShortcutId) => {
      switch (id) {
        case 'help':
          return setHelp(true);
        case 'palette':
          return setPalette(true);
        case 'next-region':
          return cycleRegions(1);
        case 'previous-region':
          return cycleRegions(-1);
        case 'boards':
          return toggleBoards();
        case 'bottom':
          return toggleBottom(name === undefined ? { kind: 'problems' } : { kind: 'steps', board: name });
        case 'start':
        case 'problems':
        case 'settings':
          return openPanel({ kind: id });
        case 'next-tab':
          return cycleTabs(1);
        case 'previous-tab':
          return cycleTabs(-1);
        case 'close-tab': {
          const { active: id } = useDock.getState();
          return id === undefined ? undefined : closePanel(id);
        }
        case 'maximize':
          return maximizeActive();
        case 'wider':
        case 'narrower':
        case 'taller':
        case 'shorter':
          return resizeActive(id);
        case 'theme': {
          const { choice, choose } = useTheme.getState();
          return choose(themeChoices[(themeChoices.indexOf(choice) + 1) % themeChoices.length] ?? 'system');
        }
        default:
          return name === undefined ? undefined : openOf(name, id);
      }
    },
    [name, toggleBoards],
  );
  useDrafts();
  useShortcuts(known !== undefined, run);
  useEffect(() => shell.onCommand((command) => run(command === 'plan.open' ? 'open-plan' : 'theme')), [shell, run]);

  return (
    <div className="frame">
      <h1 className="unseen">uiomem studio</h1>
      <PlanLints boards={boards} />
      <ActivityBar active={active && panelRef(active)?.kind} boardsShown={boardsShown} run={run} />
      {boardsShown && <BoardList boards={boards} chosen={name} onAdd={() => setAdding('')} />}
      <div className="frame-middle">
        <HostGone />
        <main className="frame-main" aria-label="Workbench">
          {known === undefined ? (
            <p role="status" className="page muted">
              Asking the host which boards there are…
            </p>
          ) : (
            <Dock first={name} />
          )}
        </main>
      </div>
      <StatusBar
        state={state}
        onSteps={() => name !== undefined && openPanel({ kind: 'steps', board: name })}
        onFindings={() => openPanel({ kind: 'problems' })}
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

/** What opens a window of a board. */
function openOf(
  board: string,
  id: 'plan' | 'review' | 'module' | 'tree' | 'open-plan' | 'memory' | 'log' | 'steps' | 'terminal' | 'new-terminal',
): void {
  switch (id) {
    case 'terminal':
      showTerminal(board);
      break;
    case 'new-terminal':
      openTerminal(board);
      break;
    case 'memory':
      openMemory(board);
      break;
    case 'review':
      openPanel({ kind: 'plan', board });
      showPlanStage(board, 'review');
      break;
    case 'open-plan':
      openPanel({ kind: 'plan', board });
      showPlanStage(board, 'edit');
      requestOpen(board);
      break;
    default:
      openPanel({ kind: id, board });
  }
}

/** The device that one is at, or the first one; without any, the board's page says why there is none. */
function openMemory(board: string): void {
  const { active } = useDock.getState();
  const ref = active === undefined ? undefined : panelRef(active);
  if (ref?.kind === 'device' && ref.board === board) return;
  const devices = useHostState.getState().known?.state.boards.find((each) => each.board.name === board)?.devices;
  const name = devices?.[0]?.device.name;
  openPanel(name === undefined ? { kind: 'board', board } : { kind: 'device', board, name });
}

const narrow = matchMedia('(width < 800px)');

/** Beside the workbench, where there is room for it; else in front of it until something was opened. */
function useBoardsShown(active: string | undefined): readonly [shown: boolean, toggle: () => void] {
  const isNarrow = useSyncExternalStore(
    (told) => {
      narrow.addEventListener('change', told);
      return () => narrow.removeEventListener('change', told);
    },
    () => narrow.matches,
  );
  const [beside, setBeside] = useState(true);
  const [inFront, setInFront] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is in front goes when something else is used.
  useEffect(() => setInFront(false), [active, isNarrow]);
  const toggle = useCallback(() => {
    if (isNarrow) setInFront((shown) => !shown);
    else setBeside((shown) => !shown);
  }, [isNarrow]);
  return [isNarrow ? inFront : beside, toggle];
}

/** Pixels: what failed, why, and what was rolled back. */
const roomForFailure = 264;

/** Work that begins or fails is shown, whoever began it, unless the plan's own panel tells it. */
function useStepsShown(state: BoardState | undefined): void {
  const id = state?.work?.id;
  const outcome = state?.work?.outcome;
  const board = state?.board.name;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each outcome of each work, not again after the user has hidden it.
  useEffect(() => {
    if (board === undefined || (outcome !== 'running' && outcome !== 'failed')) return;
    const unless = planTellingWork(board, outcome);
    openPanel(
      { kind: 'steps', board },
      { quiet: true, ...(unless && { unless }), ...(outcome === 'failed' && { height: roomForFailure }) },
    );
  }, [id, outcome]);
}
