/** What a step does, in words for whoever decides: what it touches, what takes it back, what it interrupts. Pure. */
import { z } from 'zod';
import { type Holder, holder } from '../../../remote-helper/contract/device.ts';
import type { PersistText } from '../../../remote-helper/contract/persist.ts';
import { dkmsFolder, installPath, textPaths } from '../../../remote-helper/contract/persist-places.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Facts } from '../facts.ts';
import { driverName } from '../loaded-driver.ts';
import { dkmsConf } from '../persist/dkms.ts';
import { exactSize } from '../quantity.ts';
import type { Plan } from '../schema.ts';
import type { Action, Step } from '../step.ts';

/** `content`: the whole text that a file will have. */
const touched = z.object({
  what: z.enum(['file', 'module', 'device', 'group', 'folder']),
  name: z.string(),
  how: z.enum(['made', 'changed', 'removed', 'written']),
  content: z.string().optional(),
});
export type Touched = z.output<typeof touched>;

export const effect = z.object({
  /** Sentences. */
  does: z.string(),
  undo: z.string(),
  touches: z.array(touched),
  /** Devices that cease, and who holds them open now. */
  interrupts: z.object({ devices: z.array(z.string()), holders: z.array(holder) }).optional(),
  /** How long it takes, where that is worth a word. */
  takes: z.string().optional(),
});
export type Effect = z.output<typeof effect>;

/** What is known beside the facts. */
export interface EffectContext {
  readonly plan: Plan;
  readonly facts: Facts;
  /** Of the devices that are loaded, the helper's own among them. */
  readonly holders: readonly Holder[];
}

type Of<K extends Action['kind']> = Extract<Action, { kind: K }>;
type Tellers = { readonly [K in Action['kind']]: (action: Of<K>, context: EffectContext) => Effect };

/** The steps, each with its effect. */
export function withEffects(list: readonly Step[], context: EffectContext): (Step & { effect: Effect })[] {
  return list.map((step) => {
    const tell = tellers[step.action.kind] as (action: Action, context: EffectContext) => Effect;
    return { ...step, effect: tell(step.action, context) };
  });
}

const device = (name: string, how: Touched['how']): Touched => ({ what: 'device', name: `/dev/${name}`, how });
const asBefore = 'What stood there before comes back, byte for byte; what was not there is removed.';

const fileDoes: Readonly<Record<PersistText, string>> = {
  'modprobe.d': 'Gives the driver these parameters whenever modprobe loads it.',
  'modules-load.d': 'Has each boot load the driver.',
  udev: 'Says who may use the devices, and how their sync attributes start.',
};

const tellers: Tellers = {
  'module.build': ({ folder, on }, { facts }) => ({
    does: `Compiles ${folder === undefined ? 'the driver of this tool' : `the source in ${folder}`} for ${facts.board.kernel.release}. Nothing built for that kernel is there yet; what is built is kept for the next time.`,
    undo:
      on === 'board' ? 'Nothing has to be: the driver is not touched.' : 'Nothing has to be: the board is not touched.',
    touches: [],
    takes: on === 'board' ? 'minutes on a small board' : 'some seconds to a minute',
  }),
  'module.upload': ({ file }, { facts }) => ({
    does: `Sends ${file ?? 'uiomem.ko'} to the board, known by its digest; one that is there already is not sent again.`,
    undo: 'The file is removed, unless it was there before.',
    touches: [{ what: 'file', name: facts.workstation?.module?.path.split('/').at(-1) ?? 'uiomem.ko', how: 'made' }],
  }),
  'module.unload': (_action, { facts, holders }) => {
    const { uiomem, devices } = facts.board;
    const names = devices.map(({ name }) => name);
    return {
      does: `Takes the ${uiomem === undefined ? 'driver' : driverName(uiomem)} out of the kernel.`,
      undo: 'Its file is loaded again with the parameters that it has now; sync attributes then start anew.',
      touches: [{ what: 'module', name: 'uiomem', how: 'removed' }, ...names.map((name) => device(name, 'removed'))],
      interrupts: { devices: names, holders: holders.filter(({ ours }) => !ours) },
    };
  },
  'module.load': (_action, { plan }) => ({
    does:
      plan.regions.length === 0
        ? 'Puts the driver into the kernel; the plan names no region.'
        : `Puts the driver into the kernel, which makes ${plan.regions
            .map(({ device: name, address, size }) => `${name} (${exactSize(size)} at ${hex(address)})`)
            .join(', ')}.`,
    undo: 'The driver is unloaded.',
    touches: [
      { what: 'module', name: 'uiomem', how: 'made' },
      ...plan.regions.map(({ device: name }) => device(name, 'made')),
    ],
  }),
  'sync.set': ({ device: name, attributes }, { facts }) => {
    const now = facts.board.devices.find((each) => each.name === name)?.sync;
    const told = (from: Readonly<Record<string, unknown>>) =>
      Object.keys(attributes)
        .map((key) => `${key} ${valueText(from[key])}`)
        .join(', ');
    return {
      does: `Sets ${told(attributes)} of ${name}, for every program that uses it.`,
      undo: now === undefined ? 'It gets the values that it had.' : `It becomes ${told(now)} again.`,
      touches: [device(name, 'changed')],
    };
  },
  'persist.group': ({ name }) => ({
    does: `Makes the group ${name}, whose members may use the devices.`,
    undo: 'The group is removed.',
    touches: [{ what: 'group', name, how: 'made' }],
  }),
  'persist.write': ({ file, text, replace }, { facts }) => {
    const name = textPaths[file];
    const isThere = facts.board.persisted?.some(({ path }) => path === name) === true;
    return {
      does: `${fileDoes[file]}${replace && isThere ? ' What somebody else wrote there gives way, and is kept.' : ''}`,
      undo: isThere ? 'The file gets back what it holds now.' : 'The file is removed.',
      touches: [{ what: 'file', name, how: isThere ? 'changed' : 'made', content: text }],
    };
  },
  'persist.install': (_action, { facts }) => ({
    does: 'Puts the module where modprobe and each boot find it, and has depmod write its index.',
    undo: asBefore,
    touches: [{ what: 'file', name: installPath(facts.board.kernel.release), how: 'written' }],
  }),
  'persist.dkms': ({ version }) => ({
    does: 'Puts the source on the board, where DKMS builds and installs it for this kernel and for each that comes.',
    undo: 'DKMS gives it up, and the source is removed.',
    touches: [
      {
        what: 'folder',
        name: dkmsFolder(version ?? 'VERSION'),
        how: 'made',
        ...(version !== undefined && { content: dkmsConf(version) }),
      },
    ],
    takes: 'minutes: the board builds it',
  }),
  'persist.remove': ({ paths, group }, { facts }) => {
    const made = group ? facts.board.groups?.made : undefined;
    return {
      does: 'Takes away what an earlier plan left for the next boots; what that had replaced comes back.',
      undo: asBefore,
      touches: [
        ...paths.map((name): Touched => ({ what: 'file', name, how: 'removed' })),
        ...(made === undefined ? [] : [{ what: 'group', name: made, how: 'removed' } as const]),
      ],
    };
  },
};

function valueText(value: unknown): string {
  return typeof value === 'bigint' ? hex(value) : String(value);
}
