/** The boards, those that were connected last first, with what can be done to each. */
import { useState } from 'react';
import type { Board } from '../../contract/board.ts';
import type { BoardState } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { ProblemBanner } from '../components/banner.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import { connect, disconnect } from '../connection/board-actions.ts';
import { destinationText } from '../connection/destination.ts';
import { EditBoardDialog } from '../connection/edit-board-dialog.tsx';
import { ForgetBoardDialog, removeKey } from '../connection/forget-board-dialog.tsx';
import { connectCommand, disconnectCommand } from '../copied-commands/board.ts';
import { boardColour, boardWord, instantWord } from '../frame/words.ts';
import { useHost } from '../host/host-context.tsx';
import { useTasks } from '../host/tasks.ts';
import { useRecent } from './recent-store.ts';

export function BoardSection({
  boards,
  onOpenBoard,
  onAdd,
}: {
  boards: readonly BoardState[];
  onOpenBoard(name: string): void;
  onAdd(): void;
}) {
  const host = useHost();
  const told = useRecent((recent) => recent.told);
  const failed = useTasks((tasks) => tasks.failed);
  const [editing, setEditing] = useState<Board | undefined>();
  const [forgetting, setForgetting] = useState<string | undefined>();
  const last = new Map(told?.boards.map(({ board, at }) => [board, at]));
  const shown = boards
    .map((state, index) => ({ state, index, at: last.get(state.board.name) }))
    .toSorted((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
  return (
    <section className="start-section" aria-label="Boards">
      <div className="row">
        <h3>Boards</h3>
        <span className="grow" />
        <Button icon="add" onClick={onAdd}>
          Add a board
        </Button>
      </div>
      {boards.length === 0 && <p className="muted">No board is known yet.</p>}
      {boards.map(({ board: { name } }) => {
        const failure = failed[removeKey(name)];
        return failure !== undefined && <ProblemBanner key={name} problem={failure} />;
      })}
      <ul className="start-list" aria-label="Boards, last connected first">
        {shown.map(({ state, index, at }) => (
          <BoardRow
            key={state.board.name}
            state={state}
            colour={boardColour(index)}
            at={at}
            onOpen={() => onOpenBoard(state.board.name)}
            onConnect={() => {
              onOpenBoard(state.board.name);
              void connect(host, state.board.name);
            }}
            onDisconnect={() => void disconnect(host, state.board.name)}
            onEdit={() => setEditing(state.board)}
            onForget={() => setForgetting(state.board.name)}
          />
        ))}
      </ul>
      {editing !== undefined && (
        <EditBoardDialog
          board={editing}
          onEdited={() => void useRecent.getState().load(host)}
          onClose={() => setEditing(undefined)}
        />
      )}
      {forgetting !== undefined && <ForgetBoardDialog board={forgetting} onClose={() => setForgetting(undefined)} />}
    </section>
  );
}

function BoardRow({
  state,
  colour,
  at,
  onOpen,
  onConnect,
  onDisconnect,
  onEdit,
  onForget,
}: {
  state: BoardState;
  colour: string;
  /** When it was connected last. */
  at: string | undefined;
  onOpen(): void;
  onConnect(): void;
  onDisconnect(): void;
  onEdit(): void;
  onForget(): void;
}) {
  const { board, connection, emulated } = state;
  const word = boardWord(state);
  const isClosed = connection.state === 'closed' || connection.state === 'failed';
  const connectable = isClosed && emulated?.running !== false;
  return (
    <li className="start-row">
      <button type="button" className="start-open" onClick={onOpen}>
        <span className="start-swatch" style={{ background: colour }} />
        <span className="start-name truncate">{board.name}</span>
        <span className="mono muted truncate">{destinationText(board)}</span>
        <Badge tone={word.tone} icon={word.icon} spin={word.busy === true}>
          {word.text}
        </Badge>
        <span className="small muted truncate">{at === undefined ? '' : `connected ${instantWord(at)}`}</span>
      </button>
      <Menu
        entries={[
          connectable
            ? { label: 'Connect', icon: 'plug', command: connectCommand(board.name), run: onConnect }
            : {
                label: 'Disconnect',
                icon: 'debug-disconnect',
                command: disconnectCommand(board.name),
                disabled: isClosed,
                run: onDisconnect,
              },
          { label: 'Edit…', icon: 'edit', run: onEdit },
          'line',
          { label: 'Forget this board…', icon: 'trash', run: onForget },
        ]}
      >
        <IconButton icon="ellipsis" label={`More for ${board.name}`} />
      </Menu>
    </li>
  );
}
