/** Mapping regions and accessing them. */
import * as z from 'zod';
import { contract } from '../rpc/contract.ts';
import { u64 } from './quantity.ts';

/** `cpu`: through the CPU's cache. `device`: past it (opened with O_SYNC), as the device sees the memory. */
export const eye = z.enum(['cpu', 'device']);
export type Eye = z.output<typeof eye>;

/** `registers`: every access is one Atomics.load or store of the asked width, and nothing is read that was not asked for. */
export const content = z.enum(['memory', 'registers']);
export type Content = z.output<typeof content>;

/** Bits of one access. */
export const width = z.union([z.literal(8), z.literal(16), z.literal(32), z.literal(64)]);
export type Width = z.output<typeof width>;

/** Bytes of a range that can be watched: a screen full of rows, many times over. */
export const largestWatch = 0x4_0000;

/** One look at a watched range. `changes`: runs of bytes that differ from the look before (at first: all), in order. */
export const watchSample = z.object({
  /** Counts the looks that were sent, from 0. */
  sample: z.int().min(0),
  /** Looks so far, this one too, and those that found no change and were not sent. */
  looks: z.int().min(1),
  /** Milliseconds of a monotonic clock of the board. */
  at: z.number(),
  changes: z.array(z.object({ offset: z.int().min(0), size: z.int().min(1) })),
});
export type WatchSample = z.output<typeof watchSample>;

export const memoryContract = contract({
  /** Maps a range of a device; `size` absent: to the end. The mapping lives until `memory.unmap` or the helper's end. */
  'memory.map': {
    input: z.object({
      device: z.string(),
      eye,
      content,
      writable: z.boolean(),
      offset: u64.optional(),
      size: u64.optional(),
    }),
    output: z.object({ mapping: z.int(), address: u64, size: u64 }),
  },
  'memory.unmap': { input: z.object({ mapping: z.int() }), output: z.object({}) },
  /** Reads `size` bytes at `offset` of a mapping in accesses of `width` bits; offset and size are multiples of it. */
  'memory.read': {
    input: z.object({ mapping: z.int(), offset: u64, size: u64, width }),
    output: z.object({}),
    outputBytes: true,
  },
  /** Writes the bytes beside the input, in accesses of `width` bits. */
  'memory.write': {
    input: z.object({ mapping: z.int(), offset: u64, width }),
    output: z.object({}),
    inputBytes: true,
  },
  /**
   * Looks at a range again and again, each time as `memory.read` does, until it is cancelled. Sends what changed, its bytes
   * one run after the other beside the item; when nothing changes an empty one every second. A slow reader gets fewer looks.
   */
  'memory.watch': {
    input: z.object({
      mapping: z.int(),
      offset: u64,
      size: z.int().min(1).max(largestWatch),
      width,
      /** Milliseconds from one look to the next; a late one is made up for. */
      intervalMs: z.number().min(10).max(60_000),
    }),
    output: z.object({}),
    items: watchSample,
    itemBytes: true,
    itemWindow: 4,
    deadlineMs: 0,
  },
  /** Streams a range of a mapping of content `memory`. */
  'memory.dump': {
    input: z.object({ mapping: z.int(), offset: u64, size: u64 }),
    output: z.object({}),
    download: true,
    deadlineMs: 0,
  },
  /** Fills a range of a writable mapping of content `memory` from the upload, which must be exactly `size` bytes. */
  'memory.load': {
    input: z.object({ mapping: z.int(), offset: u64, size: u64 }),
    output: z.object({ sha256: z.string() }),
    upload: true,
    deadlineMs: 0,
  },
});
