/** Writing one value: one access of the cell's width, and for memory a look at what is there then. */
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { bytesOfValue, cellDigits } from './cell-text.ts';
import type { DeviceSession } from './device-session.ts';
import type { CellNote, CellWrite } from './view-state.ts';

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Answers what there is to say at the cell; undefined when all is well. */
export async function writeCell(session: DeviceSession, offset: bigint, value: bigint): Promise<CellNote | undefined> {
  const { width, bigEndian } = session.view.getState();
  const size = width / 8;
  const written = bytesOfValue(value, width, bigEndian);
  try {
    // A register is not read for this: its value of before is what was shown, if anything was.
    const previous =
      session.content === 'memory'
        ? await session.read({ offset, size: BigInt(size) }, width)
        : session.source.shows(offset, size)
          ? session.source.cache.read(offset, size)
          : undefined;
    const note = await put(session, offset, written);
    if (previous !== undefined) {
      const write = { offset, width, previous: previous.slice(), written };
      session.view.setState(({ writes }) => ({ writes: [...writes, write].slice(-100) }));
    }
    return note;
  } catch (thrown) {
    return noteOf(offset, thrown);
  }
}

/** Puts back what the last write replaced. */
export async function restoreLast(session: DeviceSession): Promise<CellNote | undefined> {
  const { writes, width: now } = session.view.getState();
  const last: CellWrite | undefined = writes.at(-1);
  if (last === undefined) return undefined;
  try {
    if (last.width !== now) session.view.setState({ width: last.width });
    const note = await put(session, last.offset, last.previous);
    session.view.setState(({ writes: all }) => ({ writes: all.filter((write) => write !== last) }));
    return note ?? { offset: last.offset, tone: 'good', text: 'Restored.' };
  } catch (thrown) {
    return noteOf(last.offset, thrown);
  }
}

async function put(session: DeviceSession, offset: bigint, bytes: Uint8Array): Promise<CellNote | undefined> {
  const { width, bigEndian } = session.view.getState();
  await session.write(offset, bytes, width);
  if (session.content !== 'memory') return undefined;
  const there = await session.read({ offset, size: BigInt(bytes.length) }, width);
  session.source.take(offset, there);
  if (same(there, bytes)) return undefined;
  return {
    offset,
    tone: 'warn',
    text: `Wrote 0x${cellDigits(bytes, 0, bytes.length, bigEndian)}, reads back 0x${cellDigits(there, 0, there.length, bigEndian)}.`,
    hint: 'Something else writes here, the range is not writable, or it is no memory.',
    id: 'memory.read-back',
  };
}

function noteOf(offset: bigint, thrown: unknown): CellNote {
  const { id, message, hint } = problemOf(thrown);
  return { offset, tone: 'bad', text: message, id, ...(hint !== undefined && { hint }) };
}
