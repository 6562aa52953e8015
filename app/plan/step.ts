/** One thing that applying a plan does: data that a table in host/apply performs, with the same as shell text. */
import { z } from 'zod';
import { direction, mappingMode } from '../../remote-helper/contract/device.ts';
import { persistText } from '../../remote-helper/contract/persist.ts';
import { u64 } from '../../remote-helper/contract/quantity.ts';

export const parameter = z.object({ name: z.string(), value: z.string() });

/** As `sync.set` of the helper takes it. */
export const syncAttributes = z.object({
  mode: mappingMode.optional(),
  always: z.boolean().optional(),
  offset: u64.optional(),
  size: u64.optional(),
  direction: direction.optional(),
});

/** What stays for the next boots; each is a procedure of the helper of the same name, and taken back by `persist.restore`. */
export const persistAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('persist.group'), name: z.string() }),
  z.object({ kind: z.literal('persist.write'), file: persistText, text: z.string(), replace: z.boolean() }),
  /** The module that was sent, to where modprobe finds it. */
  z.object({ kind: z.literal('persist.install'), replace: z.boolean() }),
  /** The source of `module.build`. */
  z.object({
    kind: z.literal('persist.dkms'),
    folder: z.string().optional(),
    /** Absent: known once it is built. */
    version: z.string().optional(),
    replace: z.boolean(),
  }),
  z.object({ kind: z.literal('persist.remove'), paths: z.array(z.string()), group: z.boolean() }),
]);
export type PersistAction = z.output<typeof persistAction>;

export const action = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('module.build'),
    /** The source folder, relative to the plan; absent: the driver of the tool. */
    folder: z.string().optional(),
    headers: z.string().optional(),
    /** `board`: built there, with the board's own headers and compiler. */
    on: z.enum(['workstation', 'board']).optional(),
  }),
  z.object({
    kind: z.literal('module.upload'),
    /** A .ko file, relative to the plan; absent: what was built. */ file: z.string().optional(),
  }),
  z.object({ kind: z.literal('module.unload') }),
  z.object({ kind: z.literal('module.load'), parameters: z.array(parameter) }),
  z.object({ kind: z.literal('sync.set'), device: z.string(), attributes: syncAttributes }),
  ...persistAction.options,
]);
export type Action = z.output<typeof action>;
export type ActionKind = Action['kind'];

export const step = z.object({
  action,
  title: z.string(),
  where: z.enum(['workstation', 'board']),
  /** The same by hand: on the board as root, in the folder that has uiomem.ko. */
  shell: z.string(),
  /** Of a file: from what is on the board to what will be, as lines of a unified difference. */
  difference: z.string().optional(),
});
export type Step = z.output<typeof step>;
