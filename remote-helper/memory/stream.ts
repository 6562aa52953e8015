/**
 * Dumping and loading whole ranges as streams. The digest of a dump is the host's to make: on the board it would cost as much
 * as the cipher that carries the bytes.
 */
import { hex } from '../contract/hex.ts';
import { onDemand } from '../on-demand.ts';
import { problem } from '../rpc/problem.ts';
import { slack } from './bulk-copy.ts';
import type { Mapping } from './mapping.ts';

/** Bytes of a piece: large against the cost of a frame, small against a board's memory. */
export const pieceSize = 256 * 1024;
/** Pieces under way: one is copied while the other is written. */
const piecesUnderWay = 2;

/** Sends the range in order; `send` resolves when a piece's bytes are no longer needed. */
export async function dump(
  mapping: Mapping,
  offset: bigint,
  size: bigint,
  send: (bytes: Uint8Array) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const pools = Array.from({ length: piecesUnderWay }, () => new Uint8Array(pieceSize + slack));
  const sent: Promise<void>[] = pools.map(() => Promise.resolve());
  let slot = 0;
  for (let at = 0n; at < size; slot = (slot + 1) % piecesUnderWay) {
    await sent[slot];
    signal.throwIfAborted();
    const length = Number(size - at < BigInt(pieceSize) ? size - at : BigInt(pieceSize));
    const piece = mapping.copyOut(offset + at, length, pools[slot] ?? new Uint8Array(pieceSize + slack));
    const sending = send(piece);
    // The next await may be on the other slot: a failure must not count as unhandled meanwhile.
    sending.catch(() => undefined);
    sent[slot] = sending;
    at += BigInt(length);
  }
  await Promise.all(sent);
}

/** Fills the range from the pieces and answers their digest. Throws `memory.upload-size` when they are not exactly as many bytes; what came is written then. */
export async function load(
  mapping: Mapping,
  offset: bigint,
  size: bigint,
  upload: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<string> {
  const hash = onDemand.crypto.createHash('sha256');
  let at = 0n;
  for await (const piece of upload) {
    signal.throwIfAborted();
    if (at + BigInt(piece.byteLength) > size) throw wrongSize('more', size);
    for (let from = 0; from < piece.byteLength; from += pieceSize) {
      const part = piece.subarray(from, from + pieceSize);
      mapping.copyIn(offset + at, part);
      at += BigInt(part.byteLength);
    }
    hash.update(piece);
  }
  if (at < size) throw wrongSize(hex(at), size);
  return hash.digest('hex');
}

function wrongSize(came: string, size: bigint): Error {
  return problem('memory.upload-size', `The load was to be ${hex(size)} bytes; ${came} came.`, {
    data: { wanted: hex(size), came },
  });
}
