/** From a line that somebody types at the board to regions of a plan: `insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000`. */
import { hex } from '../../remote-helper/contract/quantity.ts';
import { applyEdits } from './edit.ts';
import type { Edit } from './finding.ts';
import { blankPlan } from './new-plan.ts';
import { policyOfOption } from './parameters.ts';
import { parseQuantity, writtenSize } from './quantity.ts';

type Append = Extract<Edit, { op: 'append' }>;

interface NotSo {
  /** As a sentence. */
  readonly why: string;
}

/** `sudo`, a path, `.ko`, and modprobe in place of insmod make no difference. */
const head = /^(?:sudo\s+)?(?:\S*\/)?(?:insmod|modprobe)\s+(?:\S*\/)?uiomem(?:\.ko)?(?:\s|$)/;

export const isInsmodLine = (text: string): boolean => head.test(text.trim());

/**
 * A plan whose insmod line means the same, and the edits that put its regions into another; or why the line says none. Numbers are
 * those that the kernel takes, and sizes with units.
 */
export function planFromInsmod(line: string): { readonly text: string; readonly regions: readonly Append[] } | NotSo {
  const text = line.trim();
  if (!isInsmodLine(text))
    return { why: 'It is no line that loads uiomem: insmod uiomem.ko uiomem0_addr=0x… uiomem0_size=0x….' };
  const values = new Map<string, bigint>();
  for (const word of text.replace(head, '').split(/\s+/)) {
    if (word === '') continue;
    const [, name = '', , value] = /^([^=]*)(=(.*))?$/.exec(word) ?? [];
    if (!/^(uiomem[0-7]_(addr|size|option)|info_enable)$/.test(name)) {
      return {
        why: `${word} is no parameter of the driver: there are uiomem0_addr, _size and _option to uiomem7_…, and info_enable.`,
      };
    }
    if (value === undefined || value === '') return { why: `${name} has no value: write ${name}=NUMBER.` };
    const number = parseQuantity(value);
    if (number === undefined) return { why: `${value} is no number for ${name}.` };
    // insmod takes the last one.
    values.set(name, number);
  }
  const slots = [0, 1, 2, 3, 4, 5, 6, 7].filter((slot) => (values.get(`uiomem${slot}_size`) ?? 0n) > 0n);
  for (const name of values.keys()) {
    const slot = /^uiomem(\d)_(?:addr|option)$/.exec(name)?.[1];
    if (slot !== undefined && !slots.includes(Number(slot))) {
      return { why: `${name} is for a region without a size: the driver makes none of it.` };
    }
  }
  if (slots.length === 0) return { why: 'The line makes no region: uiomem0_size and uiomem0_addr make one.' };
  const regions = slots.map((slot) => regionOf(slot, values));
  const module =
    values.get('info_enable') === 0n ? [{ op: 'set' as const, path: ['module', 'info'], value: false }] : [];
  return { text: applyEdits(blankPlan(), [...module, ...regions]), regions };
}

function regionOf(slot: number, values: ReadonlyMap<string, bigint>): Append {
  const size = values.get(`uiomem${slot}_size`) ?? 0n;
  const { cache, shareable } = policyOfOption(values.get(`uiomem${slot}_option`));
  return {
    op: 'append',
    path: ['regions'],
    value: {
      device: `uiomem${slot}`,
      address: hex(values.get(`uiomem${slot}_addr`) ?? 0n),
      size: writtenSize(size),
      cache,
      ...(shareable && { shareable }),
    },
  };
}
