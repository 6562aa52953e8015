/** A host of its own process for tests that kill it: `hold-session.ts BOARD DEVICE [writable]` opens a session, maps, prints `mapped` and stays. */
import type { Board } from '../../app/contract/board.ts';
import { Secrets } from '../../app/host/boards/secrets.ts';
import { openSession } from '../../app/host/session/open-session.ts';

const [board = '', device = '', writable] = process.argv.slice(2);
const session = await openSession(JSON.parse(board) as Board, { secrets: new Secrets() });
const mapped = await session.helper.call('memory.map', {
  device,
  eye: 'cpu',
  content: 'memory',
  writable: writable !== undefined,
});
// A read makes sure that the child is there too.
await session.helper.call('memory.read', { mapping: mapped.mapping, offset: 0n, size: 4n, width: 32 });
console.log('mapped');
