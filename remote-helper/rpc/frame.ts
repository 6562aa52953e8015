/**
 * One frame: what a message of a Duplex holds.
 *
 * ```
 * kind u8 | call u32 LE | head length u32 LE | head (MessagePack) | payload (the rest, raw)
 * ```
 *
 * The head is plain data: null, booleans, numbers, strings, arrays and objects. Bulk bytes are the payload and never pass
 * the codec. A key `__proto__` comes out as `__proto_`, so that no peer reaches a prototype.
 */
import { Packr, Unpackr } from 'msgpackr';
import { type ProblemError, problem } from './problem.ts';

/** Each kind's number on the wire; docs/protocol.md says who sends what when. */
export const frameKinds = {
  hello: 1,
  call: 2,
  result: 3,
  error: 4,
  cancel: 5,
  progress: 6,
  item: 7,
  data: 8,
  end: 9,
  credit: 10,
} as const;
export type FrameKind = keyof typeof frameKinds;

export interface Frame {
  readonly kind: FrameKind;
  /** Chosen by the client, from 1; 0 for `hello`. */
  readonly call: number;
  readonly head: unknown;
  readonly payload: Uint8Array;
}

/** Bytes: facts with a whole device tree are the largest heads; a piece of a stream is at most 1 MiB. */
export const largestHead = 8 * 2 ** 20;
export const largestPayload = 2 * 2 ** 20;
const prologue = 9;
export const largestFrame = prologue + largestHead + largestPayload;
const deepest = 64;

export const noBytes = new Uint8Array(0);

const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: false });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });
const kindOf = new Map<number, FrameKind>(Object.entries(frameKinds).map(([kind, at]) => [at, kind as FrameKind]));

/** The parts of a frame's message, the payload not copied. Throws `rpc.frame-oversized`. */
export function encodeFrame({ kind, call, head, payload }: Frame): Uint8Array[] {
  const packed = packr.pack(head);
  if (packed.length > largestHead) throw oversized('head', packed.length, largestHead);
  if (payload.length > largestPayload) throw oversized('payload', payload.length, largestPayload);
  const start = new Uint8Array(prologue + packed.length);
  const view = new DataView(start.buffer);
  view.setUint8(0, frameKinds[kind]);
  view.setUint32(1, call, true);
  view.setUint32(5, packed.length, true);
  start.set(packed, prologue);
  return payload.length === 0 ? [start] : [start, payload];
}

/** Throws `rpc.frame-malformed` or `rpc.frame-oversized`; after either nothing more of the connection can be trusted. */
export function decodeFrame(message: Uint8Array): Frame {
  if (message.length < prologue) throw malformed('it is shorter than a frame’s start', { bytes: message.length });
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const number = view.getUint8(0);
  const kind = kindOf.get(number);
  if (kind === undefined) throw malformed('its kind is unknown', { kind: number });
  const headLength = view.getUint32(5, true);
  if (headLength > largestHead) throw oversized('head', headLength, largestHead);
  const headEnd = prologue + headLength;
  if (headEnd > message.length) throw malformed('its head is cut off', { wanted: headEnd, bytes: message.length });
  const payload = message.subarray(headEnd);
  if (payload.length > largestPayload) throw oversized('payload', payload.length, largestPayload);
  let head: unknown;
  try {
    head = unpackr.unpack(message.subarray(prologue, headEnd));
  } catch (cause) {
    throw malformed('its head is not MessagePack', {}, cause);
  }
  if (!isPlain(head, 0)) throw malformed('its head holds something else than plain data', {});
  return { kind, call: view.getUint32(1, true), head, payload };
}

/** One message of its own: the parts may change as soon as this has returned. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const message = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}

function isPlain(value: unknown, depth: number): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return true;
  if (typeof value !== 'object' || depth >= deepest) return false;
  if (Array.isArray(value)) return value.every((each) => isPlain(each, depth + 1));
  const shape: unknown = Object.getPrototypeOf(value);
  if (shape !== Object.prototype && shape !== null) return false;
  return Object.values(value).every((each) => isPlain(each, depth + 1));
}

function malformed(what: string, data: Record<string, unknown>, cause?: unknown): ProblemError {
  return problem('rpc.frame-malformed', `A frame could not be read: ${what}.`, { data, cause });
}

function oversized(part: string, bytes: number, most: number): ProblemError {
  return problem('rpc.frame-oversized', `A frame’s ${part} has ${bytes} bytes; at most ${most} are allowed.`, {
    data: { part, bytes, most },
  });
}
