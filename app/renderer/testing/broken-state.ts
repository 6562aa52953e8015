/** States that no contract lets through, so that a panel throws when it is drawn: put into the window past the host. */
import type { BoardState } from '../../contract/state.ts';
import { useHostState } from '../host/state-store.ts';
import { useTexts } from '../plan/text-store.ts';

export type Breakable = 'board' | 'device' | 'plan' | 'steps';

/** Of the first board. The next change that the host tells mends all but the plan, which a text mends. */
export function breakPanel(panel: Breakable): void {
  const { known } = useHostState.getState();
  const [first, ...others] = known?.state.boards ?? [];
  if (known === undefined || first === undefined) return;
  if (panel === 'plan') {
    useTexts.getState().change(first.board.name, { name: undrawable });
    return;
  }
  const broken = { board: brokenBoard, device: brokenDevice, steps: brokenSteps }[panel](first);
  useHostState.setState({ known: { ...known, state: { ...known.state, boards: [broken, ...others] } } });
}

/** React draws no object. */
const undrawable = {} as never;

/** The kernel is in the bar below, too; the model is on the board's page alone. */
function brokenBoard(board: BoardState): BoardState {
  const { connection } = board;
  return connection.state === 'open' ? { ...board, connection: { ...connection, model: undrawable } } : board;
}

function brokenDevice(board: BoardState): BoardState {
  return { ...board, devices: (board.devices ?? []).map((known) => ({ ...known, content: undrawable })) };
}

function brokenSteps(board: BoardState): BoardState {
  return board.work === undefined ? board : { ...board, work: { ...board.work, steps: undrawable } };
}
