/** What is missing or slower while a board is reached by plain shell, and the way back to a helper. */
import type { Board } from '../../contract/board.ts';
import type { Connection } from '../../contract/state.ts';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { runtimeCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { chooseRuntime } from './board-actions.ts';

export function ShellModeNotice({
  board,
  connection: { limits },
}: {
  board: Board;
  connection: Extract<Connection, { state: 'open' }>;
}) {
  const host = useHost();
  return (
    <Banner
      tone="info"
      title={`${board.name} is reached by plain shell, without a helper.`}
      actions={
        <>
          <Button onClick={() => chooseRuntime(host, board.name, undefined)}>Choose again</Button>
          <CopyCommand command={runtimeCommand(board.name, 'ask')} />
        </>
      }
    >
      <ul className="limits" aria-label="What is missing or slower">
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </Banner>
  );
}
