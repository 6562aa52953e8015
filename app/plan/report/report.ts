/** The report of a bring-up: what was done to a board, by what, with which result, and what the board is now. */
import { z } from 'zod';
import { iomemLine } from '../../../remote-helper/contract/facts.ts';
import { kernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import { u64 } from '../../../remote-helper/contract/quantity.ts';
import { regionStatus } from '../compare.ts';
import { explanation } from '../messages/message.ts';
import { account } from './account.ts';

export const reportFormat = 1;

/** A part of the board's memory map, as in its window. */
const mapRow = z.object({
  address: u64,
  size: u64,
  kind: z.string(),
  name: z.string(),
  /** Where it was read; empty for what nobody speaks of. */
  from: z.string(),
});

const place = z.object({ address: u64, size: u64, cache: z.string(), shareable: z.boolean().optional() });

export const report = z.object({
  format: z.literal(reportFormat),
  /** ISO 8601, of the workstation that wrote the report; what it says of the board is of that time, but for `apply`. */
  written: z.string(),
  /** Of the tool that wrote it. */
  tool: z.string(),
  apply: account,
  /** Where `apply` was read: the workstation that worked, or the journal on the board, which has less. */
  source: z.enum(['workstation', 'journal']),
  /** What the report does not know and a reader would expect, as sentences. */
  unknown: z.array(z.string()),
  /** Places where a secret stood and was left out. */
  withheld: z.int().min(0),
  board: z.object({
    name: z.string(),
    model: z.string().optional(),
    compatible: z.array(z.string()),
    bootId: z.string(),
    emulated: z.boolean(),
    kernel: z.object({
      release: z.string(),
      build: z.string(),
      machine: z.string(),
      vermagic: z.string().optional(),
      compiler: z.string().optional(),
    }),
    /** How root was reached, and `shell` without a helper. */
    mode: z.enum(['helper', 'shell']),
    /** Bytes. */
    pageSize: z.int(),
    /** Bytes of the smallest data cache line; absent: the machine does not tell. */
    cacheLine: z.int().optional(),
    addressBits: z.int().optional(),
    fpga: z.array(z.object({ kind: z.string(), name: z.string(), state: z.string() })),
  }),
  /** Around the plan's regions and the devices. Absent: the kernel hid its addresses. */
  map: z.array(mapRow).optional(),
  /** Lines of /proc/iomem that touch a region of the plan or a device. */
  iomem: z.array(iomemLine.omit({ by: true })).optional(),
  /** The driver that is loaded; absent: none is. */
  loaded: z
    .object({
      driver: z.string().optional(),
      version: z.string().optional(),
      srcversion: z.string().optional(),
      parameters: z.record(z.string(), z.string()),
    })
    .optional(),
  /** The board beside the plan; absent: there is no plan to compare it with. */
  verification: z
    .object({
      /** `applied`: the plan's text as it was applied; `file`: one that was given to the report. */
      against: z.enum(['applied', 'file']),
      sha256: z.string(),
      ok: z.boolean(),
      regions: z.array(regionStatus.extend({ plan: place.optional(), now: place.optional() })),
    })
    .optional(),
  /** Lines that are about the driver. Absent: the log cannot be read. */
  kernel: z
    .object({
      /** `boot`: where the apply began is not known. */
      since: z.enum(['apply', 'boot']),
      lines: z.array(z.object({ line: kernelLogLine, explanation: explanation.optional() })),
      /** Lines before them that were left out. */
      left: z.int().min(0),
    })
    .optional(),
  /** Files that the next boot follows. Absent: the facts do not tell. */
  files: z
    .array(
      z.object({
        path: z.string(),
        kind: z.string(),
        sha256: z.string(),
        /** `ours`: as the tool wrote it; `changed`: somebody changed it since; `other`: somebody else's. */
        state: z.enum(['ours', 'changed', 'other', 'unfinished']),
        replaced: z.boolean(),
      }),
    )
    .optional(),
});
export type Report = z.output<typeof report>;
