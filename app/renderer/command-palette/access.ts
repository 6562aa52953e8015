/** What the palette does with a line that names an address: looks once, or writes one value as the hex view does. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Width } from '../../../remote-helper/contract/memory.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState, KnownDevice } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { type MemoryPlace, readCommand, writeCommand } from '../copied-commands/memory.ts';
import { openPanel } from '../dock/dock-store.ts';
import { bytesOfValue, cellDigits } from '../memory/cell-text.ts';
import { circumstancesOf, sessionFor } from '../memory/circumstances.ts';
import { deviceSession } from '../memory/device-session.ts';
import { withCaret } from '../memory/view-state.ts';
import { whyLocked } from '../memory/why-locked.ts';
import { writeValue } from '../memory/write-cell.ts';
import { type AccessLine, deviceAt } from './access-line.ts';

/** Bytes that are shown in the palette itself; more has its place in the view. */
const mostShown = 64n;

export interface AccessEntry {
  readonly id: string;
  readonly title: string;
  /** The command line that does the same. */
  readonly command?: string;
  /** Answers what there is to say then, or to mind; undefined: the palette closes. */
  run(host: Client<HostContract>): Promise<string | Problem | undefined>;
}

/** What can be done with the line on the board, likeliest first, or why nothing. */
export function accessEntries(line: AccessLine, state: BoardState | undefined): readonly AccessEntry[] | string {
  if (state?.devices === undefined) return 'No board is connected whose devices could have that address.';
  const known = deviceAt(line, state.devices);
  if ('why' in known) return known.why;
  const { device } = known;
  const offset = line.address - device.address;
  const size = line.kind === 'read' ? line.size : BigInt(line.width / 8);
  const show: AccessEntry = {
    id: 'show',
    title: `Show ${hex(line.address)} in the view of ${device.name}`,
    async run() {
      const { view } = sessionOf(state, known);
      view.setState((before) => ({
        ...withCaret(before, device.size, offset, false),
        anchor: offset + size - 1n,
      }));
      openPanel({ kind: 'device', board: state.board.name, name: device.name });
      return undefined;
    },
  };
  const { connection } = state;
  if (connection.state !== 'open') return [show];
  if (line.kind === 'read') return size > mostShown ? [show] : [readEntry(state, known, line.address, size), show];
  const locked = whyLocked(state);
  if (locked !== undefined) return `${locked.text} ${locked.hint}`;
  if (!sessionOf(state, known).unlockedUnder(connection.since)) {
    return [{ ...show, title: `${device.name} is read-only in this window: open it there, and unlock editing` }];
  }
  const { value, width } = line;
  const write: AccessEntry = {
    id: 'write',
    title: `Write ${hex(value)} to ${hex(line.address)} (${device.name} + ${hex(offset)}, ${width} bits)`,
    command: writeCommand(
      placeOf(state, known, offset, width),
      bytesOfValue(value, width, sessionOf(state, known).view.getState().bigEndian),
    ),
    async run(host) {
      const session = sessionFor(host, state, known);
      const differs = await writeValue(session, { offset, value, width });
      if (differs !== undefined) return differs;
      const checked = session.content === 'memory' ? 'it reads back so' : 'a register is not read back';
      return `Wrote ${hex(value)} to ${hex(line.address)}: ${checked}.`;
    },
  };
  return [write, show];
}

function readEntry(state: BoardState, known: KnownDevice, address: bigint, size: bigint): AccessEntry {
  const width = widthFor(address, size);
  const offset = address - known.device.address;
  const times = size / BigInt(width / 8);
  return {
    id: 'read',
    title: `Read ${size} ${size === 1n ? 'byte' : 'bytes'} at ${hex(address)} (${known.device.name} + ${hex(offset)}, ${times} × ${width} bits)`,
    command: readCommand(placeOf(state, known, offset, width), size),
    async run(host) {
      const session = sessionFor(host, state, known);
      const bytes = await session.read({ offset, size }, width);
      const { bigEndian } = session.view.getState();
      const cell = width / 8;
      const values = Array.from(
        { length: bytes.length / cell },
        (_, index) => `0x${cellDigits(bytes, index * cell, cell, bigEndian)}`,
      );
      return `${hex(address)}: ${values.join(' ')}`;
    },
  };
}

/** By words where that is possible: what logic has at 8 bytes is two registers more often than one of 64 bits. */
function widthFor(address: bigint, size: bigint): Width {
  const fits = (bytes: bigint) => address % bytes === 0n && size % bytes === 0n;
  if (fits(4n)) return 32;
  return fits(2n) ? 16 : 8;
}

const sessionOf = ({ board, boot }: BoardState, { device }: KnownDevice) => deviceSession(board.name, boot, device);

/** As the session's own accesses: what is not known to be memory is accessed as registers are. */
function placeOf(state: BoardState, known: KnownDevice, offset: bigint, width: Width): MemoryPlace {
  const { eye, saidMemory } = sessionOf(state, known).view.getState();
  const content = circumstancesOf(state, known, saidMemory).content ?? 'registers';
  return {
    board: state.board.name,
    device: known.device.name,
    content,
    eye: content === 'registers' ? 'device' : eye,
    offset,
    width,
  };
}
