/** Boards with their state, and under each connected one its devices. */
import type { BoardState } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { arrowList } from './arrow-list.ts';
import './board-list.css';
import { destinationText } from '../connection/destination.ts';
import { openPanel } from '../dock/dock-store.ts';
import { DeviceItem } from './device-item.tsx';
import { boardColour, boardWord } from './words.ts';

export function BoardList({
  boards,
  chosen,
  onAdd,
}: {
  boards: readonly BoardState[];
  chosen: string | undefined;
  onAdd(): void;
}) {
  return (
    <nav className="side" aria-label="Boards" data-region tabIndex={-1}>
      <div className="side-head">
        <h2>Boards</h2>
        <span className="grow" />
        <IconButton icon="add" label="Add a board" onClick={onAdd} />
      </div>
      <ul className="board-list" aria-label="Boards" onKeyDown={arrowList}>
        {boards.map((state, index) => (
          <BoardItem key={state.board.name} state={state} index={index} chosen={state.board.name === chosen} />
        ))}
        {boards.length === 0 && <li className="side-empty muted">No board is known yet.</li>}
      </ul>
    </nav>
  );
}

function BoardItem({ state, index, chosen }: { state: BoardState; index: number; chosen: boolean }) {
  const { board, connection, devices } = state;
  const word = boardWord(state);
  return (
    <li>
      <button
        type="button"
        data-item
        data-region-start={chosen ? '' : undefined}
        className="board-item"
        aria-current={chosen}
        onClick={() => openPanel({ kind: 'board', board: board.name })}
      >
        <span className="swatch" style={{ background: boardColour(index) }} />
        <span className="grow stack board-item-words">
          <span className="row">
            <span className="board-name truncate">{board.name}</span>
            <span className="grow" />
            <Badge tone={word.tone} icon={word.icon} spin={word.busy === true}>
              {word.text}
            </Badge>
          </span>
          <span className="small muted truncate mono">{destinationText(board)}</span>
        </span>
      </button>
      {devices !== undefined && (
        <ul className="device-list" aria-label={`Devices of ${board.name}`}>
          {devices.map((known) => (
            <DeviceItem
              key={known.device.name}
              board={board.name}
              device={known.device}
              stale={connection.state !== 'open'}
            />
          ))}
          {devices.length === 0 && (
            <li className="device-none small muted">
              <Icon name="circle-slash" /> No uiomem devices
            </li>
          )}
        </ul>
      )}
    </li>
  );
}
