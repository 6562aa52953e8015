/** Writing one value, from wherever: one access of its width, and for memory a look at what is there then. */
import type { Width } from '../../../remote-helper/contract/memory.ts';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { bytesOfValue, cellDigits } from './cell-text.ts';
import type { DeviceSession } from './device-session.ts';
import type { CellNote, CellWrite } from './view-state.ts';

export interface ValueAt {
  readonly offset: bigint;
  readonly value: bigint;
  readonly width: Width;
}

/**
 * Writes in the view's byte order, and keeps what was there for *Restore value* where that is known. Answers what reads back
 * otherwise, as `memory.read-back`; throws what the host throws.
 */
export async function writeValue(session: DeviceSession, at: ValueAt): Promise<Problem | undefined> {
  const { offset, value, width } = at;
  const size = width / 8;
  const written = bytesOfValue(value, width, session.view.getState().bigEndian);
  // A register is not read for this: its value of before is what was shown, if anything was.
  const previous =
    session.content === 'memory'
      ? await session.read({ offset, size: BigInt(size) }, width)
      : session.source.shows(offset, size)
        ? session.source.cache.read(offset, size)
        : undefined;
  await session.write(offset, written, width);
  if (previous !== undefined) {
    const write = { offset, width, previous: previous.slice(), written };
    session.view.setState(({ writes }) => ({ writes: [...writes, write].slice(-100) }));
  }
  return await readBack(session, offset, written, width);
}

/** A cell of the view, in its width. Answers what there is to say at the cell; undefined when all is well. */
export async function writeCell(session: DeviceSession, offset: bigint, value: bigint): Promise<CellNote | undefined> {
  const { width } = session.view.getState();
  try {
    return noteOf(offset, 'warn', await writeValue(session, { offset, value, width }));
  } catch (thrown) {
    return noteOf(offset, 'bad', problemOf(thrown));
  }
}

/** Puts back what the last write replaced, in its width. */
export async function restoreLast(session: DeviceSession): Promise<CellNote | undefined> {
  const last: CellWrite | undefined = session.view.getState().writes.at(-1);
  if (last === undefined) return undefined;
  const { offset, previous, width } = last;
  try {
    await session.write(offset, previous, width);
    session.view.setState(({ writes: all }) => ({ writes: all.filter((write) => write !== last) }));
    const differs = await readBack(session, offset, previous, width);
    return noteOf(offset, 'warn', differs) ?? { offset, tone: 'good', text: 'Restored.' };
  } catch (thrown) {
    return noteOf(offset, 'bad', problemOf(thrown));
  }
}

/** What memory has instead; a register is not read for this. */
async function readBack(
  session: DeviceSession,
  offset: bigint,
  bytes: Uint8Array,
  width: Width,
): Promise<Problem | undefined> {
  if (session.content !== 'memory') return undefined;
  const there = await session.read({ offset, size: BigInt(bytes.length) }, width);
  session.source.take(offset, there);
  if (same(there, bytes)) return undefined;
  const { bigEndian } = session.view.getState();
  const text = (each: Uint8Array) => `0x${cellDigits(each, 0, each.length, bigEndian)}`;
  return {
    id: 'memory.read-back',
    message: `Wrote ${text(bytes)}, reads back ${text(there)}.`,
    hint: 'Something else writes here, the range is not writable, or it is no memory.',
  };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function noteOf(offset: bigint, tone: 'bad' | 'warn', problem: Problem | undefined): CellNote | undefined {
  if (problem === undefined) return undefined;
  const { id, message, hint } = problem;
  return { offset, tone, text: message, id, ...(hint !== undefined && { hint }) };
}
