/** What a board's state says of how one of its devices is accessed. */
import type { BoardState, KnownDevice } from '../../contract/state.ts';
import { type Circumstances, type DeviceSession, deviceSession, type HostClient } from './device-session.ts';

/** The device is not among those that the board has now. */
export function isGone({ devices }: BoardState, { device }: KnownDevice): boolean {
  return devices !== undefined && !devices.some((each) => each.device.name === device.name);
}

/** `saidMemory`: as in the view's state. */
export function circumstancesOf(board: BoardState, known: KnownDevice, saidMemory: boolean): Circumstances {
  return {
    content: known.content ?? (saidMemory ? 'memory' : undefined),
    reachable: board.connection.state === 'open' && !isGone(board, known),
  };
}

/** The session of a device, up to date: for one who accesses it from elsewhere than its view, which need not be shown. */
export function sessionFor(host: HostClient, board: BoardState, known: KnownDevice): DeviceSession {
  const session = deviceSession(board.board.name, board.boot, known.device);
  session.reachThrough(host);
  session.setCircumstances(circumstancesOf(board, known, session.view.getState().saidMemory));
  if (board.connection.state === 'open') session.connectedSince(board.connection.since);
  return session;
}
