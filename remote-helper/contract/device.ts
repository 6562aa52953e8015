/** uiomem devices as their class files show them (`/sys/class/uiomem/<name>/`), parsed. */
import * as z from 'zod';
import { u64 } from './quantity.ts';

/** Bits of `sync_direction`: 0 both, 1 CPU writes and device reads, 2 device writes and CPU reads. */
export const direction = z.enum(['both', 'cpu-writes', 'device-writes']);
export type Direction = z.output<typeof direction>;

/** Bits 1..0 of `sync_mode` in order 0..3: what a mapping becomes when the mode applies to it. */
export const mappingMode = z.enum(['as-is', 'non-cached', 'write-combine', 'dma-coherent']);
export type MappingMode = z.output<typeof mappingMode>;

export const owner = z.enum(['cpu', 'device']);
export type Owner = z.output<typeof owner>;

export const syncState = z.object({
  mode: mappingMode,
  /** Bit 2 of `sync_mode`: the mode applies to every mapping. */
  always: z.boolean(),
  offset: u64,
  size: u64,
  direction,
  owner,
});
export type SyncState = z.output<typeof syncState>;

export const uiomemDevice = z.lazy(() =>
  z.object({
    name: z.string(),
    /** `/dev/<name>`, when it is there and a character device. */
    node: z.string().optional(),
    /** Permission bits and owner of the node, as in `crw-rw---- root uiomem`. */
    nodeMode: z.string().optional(),
    major: z.int(),
    minor: z.int(),
    address: u64,
    size: u64,
    cached: z.boolean(),
    coherent: z.boolean(),
    /** Absent with drivers that do not tell. */
    shareable: z.boolean().optional(),
    syncOperation: z.string(),
    driverVersion: z.string(),
    ioctlVersion: z.int(),
    sync: syncState,
    /** Where the device came from: region N of the insmod line, or a node of the device tree. */
    origin: z.union([
      z.object({ kind: z.literal('insmod'), slot: z.int().min(0).max(7) }),
      z.object({ kind: z.literal('device-tree'), path: z.string() }),
      z.object({ kind: z.literal('unknown') }),
    ]),
  }),
);
export type UiomemDevice = z.output<typeof uiomemDevice>;

/** A process that has a device open or mapped. `ours` is the helper itself. */
export const holder = z.object({ pid: z.int(), command: z.string(), device: z.string(), ours: z.boolean() });
export type Holder = z.output<typeof holder>;
