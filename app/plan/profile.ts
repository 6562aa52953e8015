/** What is known of a kind of board from its manuals, beside what a board tells of itself. */
import { z } from 'zod';
import { u64 } from '../../remote-helper/contract/quantity.ts';

/** Where a fact was read: a manual with its section, a kernel file, a device tree of the vendor. */
const source = z.string().min(1);

const memory = z.object({
  /** Such as `OCM`, `DDR low`, `PL through M_AXI_HPM0_FPD`. */
  name: z.string(),
  address: u64,
  size: u64,
  /** `ram`: Linux's by default; `on-chip`: memory outside Linux; `logic`: what the design or a device puts there. */
  kind: z.enum(['ram', 'on-chip', 'logic']),
  /** What one has to know before it is touched. */
  note: z.string().optional(),
  source,
});
export type ProfileMemory = z.output<typeof memory>;

const port = z.object({
  /** As the manual calls it, such as `S_AXI_HPC0_FPD`. */
  name: z.string(),
  /** `yes`: snoops the CPU's caches; `no`; `depends`: on what `note` says. */
  coherent: z.enum(['yes', 'no', 'depends']),
  note: z.string().optional(),
  source,
});

/** A file of resources/boards/ ; every fact names its source. */
export const boardProfile = z.strictObject({
  /** The file's name without `.yaml`. */
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  /** Any of these in the root's `compatible` chooses it, the board's most specific name first; none: by architecture alone. */
  compatible: z.array(z.string()),
  /** `uname -m` of its Linux. */
  machines: z.array(z.string()),
  /** Bits of a physical address that the interconnect carries. */
  addressBits: z.object({ value: z.int().min(32).max(64), source }).optional(),
  /** Bytes of a data cache line of the cores that run Linux. */
  cacheLine: z.object({ value: z.int().positive(), source }).optional(),
  /** Set when `memories` are all from which a region of memory can be taken: elsewhere are registers, or nothing answers. */
  map: z.object({ source }).optional(),
  memories: z.array(memory),
  /** Ways by which logic and devices reach memory. */
  ports: z.array(port),
  /** Usual boot loader, and where one says what it starts. */
  boot: z.object({ loader: z.string(), files: z.array(z.string()), note: z.string().optional(), source }).optional(),
  /** Ranges from which regions are usually taken: names of `memories`, and why. */
  usual: z.array(z.object({ memory: z.string(), why: z.string(), source })),
});
export type BoardProfile = z.output<typeof boardProfile>;
