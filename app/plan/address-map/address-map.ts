/** What a hardware design says of addresses: memories and registers, to choose the regions of a plan from. */
import { z } from 'zod';
import { u64 } from '../../../remote-helper/contract/quantity.ts';

const entry = z.object({
  /** Of the block as the design calls it; with the address block behind a slash where it has several. */
  name: z.string(),
  address: u64,
  /** Bytes; 0 is told among the notes. */
  size: u64,
  /** `registers`: what a read or a write does is not known to be nothing. */
  kind: z.enum(['memory', 'registers']),
  /** Who sees it at this address, as `processing_system7_0/M_AXI_GP0`; empty where the file does not tell. */
  masters: z.array(z.string()),
  /** The processor that runs Linux sees it at this address; true where the file does not tell. */
  byProcessor: z.boolean(),
  /** Memory of the processor system itself (DDR, OCM), as a master in the logic sees it. */
  ofProcessor: z.boolean(),
  /** What else one should know, as a sentence. */
  about: z.string().optional(),
  /** Where the source says so: `design_1.hwh, line 120`, `line 3`. */
  path: z.string(),
});
export type AddressEntry = z.output<typeof entry>;

/** In the order of addresses. */
export const addressMap = z.object({
  source: z.object({
    /** The file's name, without folders. */
    file: z.string(),
    format: z.enum(['xsa', 'hwh', 'csv', 'json']),
    /** Such as `Vivado 2023.2`. */
    tool: z.string().optional(),
    /** The block design. */
    design: z.string().optional(),
    /** Such as `xc7z020-clg400-1`. */
    part: z.string().optional(),
  }),
  entries: z.array(entry),
  /** What is odd and yet harmless, as sentences. */
  notes: z.array(z.string()),
});
export type AddressMap = z.output<typeof addressMap>;

/** What a reader of one format makes; the rest is the same for all. */
export interface RawMap {
  readonly source: Omit<AddressMap['source'], 'file' | 'format'>;
  readonly entries: readonly AddressEntry[];
  readonly notes: readonly string[];
}

/** A page of a board is a few ranges; what has more than this is no address map, and no window would show it. */
export const mostEntries = 5_000;
