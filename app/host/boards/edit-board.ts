/** A board as it is to be listed after the user has said it anew. Pure. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board, BoardEdit } from '../../contract/board.ts';
import { targetOf } from './kept-secrets.ts';

export interface Edited {
  readonly board: Board;
  /** It is another machine, user or key: what vouched for it and opened it before is none of its business. */
  readonly elsewhere: boolean;
}

/**
 * `ownFile`: the known_hosts file that a board of a name has when it was reflashed. Throws `board.edit-emulated` when something is
 * changed that the tool decides.
 */
export function editBoard(before: Board, to: BoardEdit, ownFile: (name: string) => string): Edited {
  const elsewhere = targetOf(before) !== targetOf({ ...before, ...said(to) });
  if (before.emulated !== undefined) {
    if (elsewhere || to.name !== before.name) {
      throw problem(
        'board.edit-emulated',
        `${before.name} is run by the tool, which decides how it is called and reached.`,
        {
          hint: 'Only whether a node is brought can be changed. Start one under another name: board emulated up NAME.',
          data: { board: before.name },
        },
      );
    }
    const { runtime: _before, ...kept } = before;
    return { board: { ...kept, ...(to.runtime !== undefined && { runtime: to.runtime }) }, elsewhere: false };
  }
  const { knownHostsFile } = before;
  const own = knownHostsFile === ownFile(before.name);
  const moved = before.host.toLowerCase() !== to.host.toLowerCase() || before.port !== to.port;
  // A file of its own names the address that the board had when it was reflashed.
  const vouching = !own ? knownHostsFile : moved ? undefined : ownFile(to.name);
  return {
    board: { ...defined(to), ...(vouching !== undefined && { knownHostsFile: vouching }) },
    elsewhere,
  };
}

/** Undefined is said too: what was there before is gone. */
const said = ({ host, port, user, identityFile }: BoardEdit) => ({ host, port, user, identityFile });

function defined({ name, host, port, user, identityFile, runtime }: BoardEdit): Board {
  return {
    name,
    host,
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
    ...(identityFile !== undefined && { identityFile }),
    ...(runtime !== undefined && { runtime }),
  };
}
