/** From the module as it is loaded to the module as a plan wants it: each parameter, and what comes of the devices. */
import type { UiomemDevice } from '../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { hex } from '../../remote-helper/contract/quantity.ts';
import { ofAnother } from './loaded-driver.ts';
import { givenParameters, moduleParameters, policyOfOption, sameParameters } from './parameters.ts';
import { parseQuantity } from './quantity.ts';
import { type Plan, slotOf } from './schema.ts';

type Loaded = NonNullable<BoardFacts['uiomem']>;

export interface ParameterChange {
  readonly name: string;
  /** Addresses and sizes in hex; absent: nobody gave it, and it has the driver's own value. */
  readonly loaded: string | undefined;
  readonly planned: string | undefined;
  readonly change: 'comes' | 'goes' | 'changes' | 'stays';
}

/** The value of a parameter that nobody gives (uiomem-interface: Module parameters). */
const ownValue = (name: string): bigint => (name.endsWith('_option') ? 2n : name === 'info_enable' ? 1n : 0n);

/** The kernel shows addresses and sizes in decimal, which nobody compares with a plan's. */
function readable(name: string, text: string): string {
  const value = /_(addr|size)$/.test(name) ? parseQuantity(text) : undefined;
  return value === undefined ? text : hex(value);
}

/** Equal for values that mean the same. */
function meaning(name: string, text: string | undefined): string {
  const value = text === undefined ? ownValue(name) : parseQuantity(text);
  if (value === undefined) return `as written: ${text}`;
  // Without a cache the coherent bit says nothing.
  return name.endsWith('_option') ? JSON.stringify(policyOfOption(value)) : String(value);
}

/** Pure. Every parameter that is given on either side, by name; values are the same that mean the same. */
export function parameterChanges(plan: Plan, loaded: Loaded | undefined): ParameterChange[] {
  const planned = new Map(moduleParameters(plan).map(({ name, value }) => [name, value]));
  const given = new Map(givenParameters(loaded?.parameters ?? {}).map(({ name, value }) => [name, value]));
  return [...new Set([...planned.keys(), ...given.keys()])].sort().map((name): ParameterChange => {
    const [now, wanted] = [given.get(name), planned.get(name)];
    const same = meaning(name, now) === meaning(name, wanted);
    const change = same ? 'stays' : now === undefined ? 'comes' : wanted === undefined ? 'goes' : 'changes';
    return { name, loaded: now && readable(name, now), planned: wanted, change };
  });
}

export interface DeviceOutcome {
  readonly name: string;
  /** `again`: as it is now; `changed`: as the plan has it; `by-node`: as its node in the device tree says; `not`: it does not come back. */
  readonly outcome: 'again' | 'changed' | 'by-node' | 'not';
}

/**
 * Pure. What becomes of the devices when the module is unloaded and loaded again for the plan; undefined where it can stay as it
 * is, as far as its parameters tell, and where none is loaded.
 */
export function devicesAfterReload(
  plan: Plan,
  loaded: Loaded | undefined,
  devices: readonly UiomemDevice[],
): DeviceOutcome[] | undefined {
  if (loaded === undefined || plan.module.from === 'loaded') return undefined;
  const isAnother = plan.module.from === 'built-in' && ofAnother(loaded) === true;
  if (!isAnother && sameParameters(moduleParameters(plan), loaded.parameters)) return undefined;
  const changes = parameterChanges(plan, loaded);
  return devices.map(({ name, origin }): DeviceOutcome => {
    const region = plan.regions.find((each) => each.device === name && each.load === 'insmod');
    if (region === undefined) return { name, outcome: origin.kind === 'device-tree' ? 'by-node' : 'not' };
    const slot = `uiomem${slotOf(name)}_`;
    const isSame =
      origin.kind === 'insmod' && changes.every((each) => !each.name.startsWith(slot) || each.change === 'stays');
    return { name, outcome: isSame ? 'again' : 'changed' };
  });
}
