/**
 * What a plan (`bringup.yaml`) can say. Numbers are written as people write them (quantity.ts) and read as bigint; what
 * is left out has the driver's own default.
 */
import { z } from 'zod';
import { direction, mappingMode } from '../../remote-helper/contract/device.ts';
import { content } from '../../remote-helper/contract/memory.ts';
import { deviceNamePattern, deviceNameWords } from './device-name.ts';
import { parseQuantity } from './quantity.ts';

/** Bytes or an address: 0 to 2^64 - 1. A YAML integer, or a text such as `"0x400000000"` or `256 KiB`. */
const quantity = z
  .union([z.bigint(), z.string()], 'a number such as 0x70000000, 4096 or 256 KiB')
  .transform((said, context) => {
    const value = typeof said === 'bigint' ? parseQuantity(String(said)) : parseQuantity(said);
    if (value !== undefined) return value;
    context.addIssue({
      code: 'custom',
      message: 'a number of at most 64 bits, such as 0x70000000, 4096 or 256 KiB',
      params: { id: 'plan.bad-number' },
    });
    return z.NEVER;
  });

/** insmod regions take the minors 0..7 (uiomem-interface: Names); a char device has 0..255. */
const minor = z
  .bigint('a number from 0 to 255')
  .refine((value) => value >= 0n && value <= 255n, 'a number from 0 to 255')
  .transform(Number);

/** A file name of /dev and /sys/class/uiomem. */
const deviceName = z
  .string('a name such as uiomem0')
  .regex(deviceNamePattern, `a name of ${deviceNameWords}, such as uiomem0`);

/**
 * - `noncoherent`: cached, synchronised by hand (the default of the driver)
 * - `coherent`: cached, and the hardware keeps caches and memory the same
 * - `off`: every mapping past the cache
 */
export const cachePolicy = z.enum(['noncoherent', 'coherent', 'off']);
export type CachePolicy = z.output<typeof cachePolicy>;

const syncSchema = z.strictObject({
  /** What an O_SYNC mapping becomes; `mode` and `always` are one attribute, so naming one gives the other its default. */
  mode: mappingMode.optional().describe('What a mapping with O_SYNC becomes.'),
  /** The mode applies to every mapping. */
  always: z
    .boolean('true or false')
    .optional()
    .describe('The mode applies to every mapping, not to those with O_SYNC alone.'),
  offset: quantity
    .optional()
    .describe('Where the range that is synchronised begins, in bytes from the start of the region.'),
  size: quantity.optional().describe('Bytes that are synchronised; without it up to the end of the region.'),
  direction: direction.optional().describe('Who writes and who reads: it decides what a sync does to the cache.'),
});

const regionSchema = z.strictObject({
  /** The device that the region becomes: /dev/<device>. Loaded by insmod, region N is uiomemN, N from 0 to 7. */
  device: deviceName.describe(
    'The device that the region becomes: /dev/NAME. Made by the module’s parameters it is uiomem0 to uiomem7.',
  ),
  /** `device-tree`: a node of the board's tree makes it, and the plan says what must come of it. */
  load: z
    .enum(['insmod', 'device-tree'])
    .default('insmod')
    .describe('Who makes the device: the module’s parameters, or a node of the board’s device tree.'),
  address: quantity.describe('Physical address of the first byte, a multiple of the page size.'),
  size: quantity.describe('Bytes, a multiple of the page size: 0x40000, 256 KiB, 1M.'),
  content: content
    .default('memory')
    .describe('What lies there: memory, or registers, of which each access is made exactly as asked.'),
  cache: cachePolicy
    .default('noncoherent')
    .describe(
      'How the CPU’s cache is used: noncoherent is synchronised by hand, coherent is kept so by the hardware, off goes past it.',
    ),
  shareable: z
    .boolean('true or false')
    .default(false)
    .describe('Several devices may have the range: the driver claims it for none.'),
  /** device-tree only: the minor number that the device must have. */
  minor: minor.optional().describe('The minor number that a device of the device tree must have, 0 to 255.'),
  sync: syncSchema.optional().describe('Sync attributes; what is named is set and verified.'),
  /** For readers and reports. */
  about: z
    .string('a text')
    .max(200, 'a text of at most 200 characters')
    .optional()
    .describe('What the region is for, and who uses it.'),
  /** Where the range was taken from, as `design_1.xsa: axi_bram_ctrl_0`: for readers, and for reports. */
  source: z
    .string('a text')
    .max(200, 'a text of at most 200 characters')
    .optional()
    .describe('Where the range was taken from, such as design_1.xsa: axi_bram_ctrl_0.'),
});

const moduleSchema = z.strictObject({
  /** `built-in`: the driver of this tool, built for the board. `folder`, `file`: `path` names it. `loaded`: left alone. */
  from: z
    .enum(['built-in', 'folder', 'file', 'loaded'])
    .default('built-in')
    .describe('The driver of this tool, a source folder or a .ko file of yours, or the one that is loaded.'),
  /** The source folder or the .ko file, relative to the plan. */
  path: z
    .string('a path')
    .min(1, 'a path')
    .optional()
    .describe('The source folder or the .ko file, relative to the plan.'),
  /** Kernel headers or a kernel tree to build against, or a folder of a product that holds it, relative to the plan; otherwise looked for. */
  headers: z
    .string('a path')
    .min(1, 'a path')
    .optional()
    .describe('Kernel headers or a kernel tree to build against; without it they are looked for.'),
  /** Where it is built; `board` takes the board's own headers and compiler (`headers` is then a folder there). Absent: workstation. */
  on: z
    .enum(['workstation', 'board'])
    .optional()
    .describe('Where the module is built: on this machine, or on the board with its own headers and compiler.'),
  /** `info_enable`: the driver prints what it installs and removes. */
  info: z.boolean('true or false').default(true).describe('The driver prints what it installs and removes.'),
});

/** What stays on the board for its next boots; files of the tool, written and removed by steps (docs/plan.md). */
const persistSchema = z.strictObject({
  /** Every boot loads the module with the plan's parameters: modprobe.d, modules-load.d, the module in /lib/modules. */
  boot: z.boolean('true or false').default(true).describe('Every boot loads the module with these regions.'),
  /** The group that may use the devices and their sync files: a udev rule, 0660. Made when it is not there. */
  group: z
    .string('a group such as uiomem')
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'a group such as uiomem')
    .optional()
    .describe('The group that may use the devices and their sync files.'),
  /** The board builds the module itself by DKMS, for this kernel and for each that comes. */
  dkms: z
    .boolean('true or false')
    .default(false)
    .describe('The board builds the module by DKMS, for this kernel and for each that comes.'),
  /** Files of somebody else in the tool's places, or ours that somebody changed, give way; they come back on removal. */
  replace: z
    .boolean('true or false')
    .default(false)
    .describe('Files of somebody else in these places give way; they come back on removal.'),
});
export type Persist = z.output<typeof persistSchema>;

/** A finding that somebody overrides knowingly (lint/overrides.ts says which can be): it is a warning then. */
const overrideSchema = z.strictObject({
  finding: z
    .string('the id of a finding')
    .regex(/^[a-z]+\.[a-z-]+$/, 'the id of a finding, such as region.shared-differently')
    .describe('The id of the finding that is overridden.'),
  /** Of this device only; absent: wherever it is found. */
  region: deviceName.optional().describe('The device that it is overridden for; without it wherever it is found.'),
  reason: z
    .string('why, in words')
    .min(10, 'why, in at least 10 characters')
    .max(500, 'why, in at most 500 characters')
    .describe('Why this is right here.'),
});

export const planSchema = z.strictObject({
  /** Of this format. */
  version: z.literal(1n, 'version: 1').transform(Number).describe('The format of the plan: 1.'),
  /** For reports. */
  name: z.string('a text').optional().describe('What the bring-up is called in reports.'),
  module: moduleSchema.default({ from: 'built-in', info: true }).describe('Which module makes the devices.'),
  regions: z
    .array(regionSchema, 'a list of regions')
    .default([])
    .describe('Ranges of physical memory that become devices.'),
  persist: persistSchema.optional().describe('What stays on the board for its next boots.'),
  overrides: z
    .array(overrideSchema, 'a list of overrides')
    .optional()
    .describe('Errors of judgement that are taken on knowingly, each with a reason.'),
});

export type Plan = z.output<typeof planSchema>;
export type PlanModule = Plan['module'];
export type Region = Plan['regions'][number];
export type RegionSync = NonNullable<Region['sync']>;

/** Every key by the place it can stand in; list indexes are `*`. For the nearest known one of an unknown key. */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(planSchema.shape),
  module: Object.keys(moduleSchema.shape),
  'regions.*': Object.keys(regionSchema.shape),
  'regions.*.sync': Object.keys(syncSchema.shape),
  persist: Object.keys(persistSchema.shape),
  'overrides.*': Object.keys(overrideSchema.shape),
};

/** N of an insmod region's device name; undefined for names that insmod cannot make. */
export function slotOf(device: string): number | undefined {
  const digit = /^uiomem([0-7])$/.exec(device)?.[1];
  return digit === undefined ? undefined : Number(digit);
}
