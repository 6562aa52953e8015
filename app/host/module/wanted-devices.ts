/** What an insmod line asks for, and whether it is there: pure, from parameters and the board's devices. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import { type ExplainedLine, explainLog } from '../../plan/messages/explain.ts';
import type { Context } from '../../plan/messages/message.ts';

export interface ModuleParameter {
  readonly name: string;
  readonly value: string;
}

export interface WantedDevice {
  /** 0..7: `uiomem<slot>_addr` and `_size`. */
  readonly slot: number;
  readonly address: bigint;
  readonly size: bigint;
}

/** Regions of an insmod line: those with a size other than 0. Values that are no number are left to the kernel. */
export function wantedDevices(parameters: readonly ModuleParameter[]): WantedDevice[] {
  const value = (name: string): bigint | undefined => {
    // The last of several wins, as in the kernel.
    const text = parameters.findLast((parameter) => parameter.name === name)?.value ?? '';
    return parseUlong(text);
  };
  const wanted: WantedDevice[] = [];
  for (let slot = 0; slot < 8; slot += 1) {
    const size = value(`uiomem${slot}_size`);
    if (size === undefined || size === 0n) continue;
    wanted.push({ slot, address: value(`uiomem${slot}_addr`) ?? 0n, size });
  }
  return wanted;
}

/** As the kernel reads a ulong parameter (kstrtoul with base 0): decimal, 0x hex, 0 octal, an optional plus. */
export function parseUlong(text: string): bigint | undefined {
  const digits = text.startsWith('+') ? text.slice(1) : text;
  if (/^0[xX][0-9a-fA-F]+$/.test(digits)) return BigInt(digits);
  if (/^0[0-7]*$/.test(digits)) return BigInt(`0o0${digits.slice(1)}`);
  return /^[1-9]\d*$/.test(digits) ? BigInt(digits) : undefined;
}

export interface MissingDevice {
  readonly name: string;
  readonly wanted: string;
  readonly found: string;
  readonly because?: string;
  readonly fix?: string;
  readonly cause?: Cause;
}

/** A line of the kernel in words, as data of a problem. */
export type Cause = ReturnType<typeof causeData>;

export function causeData({ text, explanation: { id, meaning, hint, fix } }: ExplainedLine) {
  return { id, line: text, meaning, ...(hint !== undefined && { hint }), ...(fix !== undefined && { fix }) };
}

/** Each wanted device that is not there, has another place, or has no character device to open. */
export function missingDevices(
  wanted: readonly WantedDevice[],
  devices: readonly UiomemDevice[],
  log: readonly KernelLogLine[],
  context: Context = {},
): MissingDevice[] {
  const refusals = explainLog(log, context);
  const missing: MissingDevice[] = [];
  for (const { slot, address, size } of wanted) {
    const name = `uiomem${slot}`;
    const device = devices.find((each) => each.name === name);
    const range = `${hex(size)} bytes at ${hex(address)}`;
    if (device === undefined) {
      const refusal = refusals.findLast(({ explanation }) => explanation.said.slot === String(slot));
      const cause = refusal && causeData(refusal);
      missing.push({
        name,
        wanted: range,
        found: 'no device',
        ...(cause !== undefined && { because: cause.meaning, cause }),
        ...(cause?.hint !== undefined && { fix: cause.hint }),
      });
    } else if (device.address !== address || device.size !== size) {
      missing.push({ name, wanted: range, found: `${hex(device.size)} bytes at ${hex(device.address)}` });
    } else if (device.node === undefined) {
      missing.push({
        name,
        wanted: `a character device /dev/${name}`,
        found: 'none (a regular file of that name does not count)',
        fix: 'Mount devtmpfs on /dev or run udev; remove a regular file of that name, which dd may have left.',
      });
    }
  }
  return missing;
}

/** Each wanted device that is there with another address or size. */
export function loadedOtherwise(
  wanted: readonly WantedDevice[],
  devices: readonly Pick<UiomemDevice, 'name' | 'address' | 'size'>[],
): { device: string; wanted: string; found: string }[] {
  const range = (address: bigint, size: bigint) => `${hex(size)} bytes at ${hex(address)}`;
  return wanted.flatMap(({ slot, address, size }) => {
    const device = devices.find(({ name }) => name === `uiomem${slot}`);
    if (device === undefined || (device.address === address && device.size === size)) return [];
    return [{ device: device.name, wanted: range(address, size), found: range(device.address, device.size) }];
  });
}

/** `module.device-missing` with the kernel's own lines since the load; undefined when all is there. */
export function deviceMissing(
  wanted: readonly WantedDevice[],
  devices: readonly UiomemDevice[],
  log: readonly KernelLogLine[],
  context: Context = {},
): ProblemError | undefined {
  const missing = missingDevices(wanted, devices, log, context);
  if (missing.length === 0) return undefined;
  const told = missing.map((each) => `${each.name}: wanted ${each.wanted}, found ${each.found}`);
  const reasons = missing.flatMap((each) => (each.because === undefined ? [] : [each.because]));
  const fix = missing.find((each) => each.fix !== undefined)?.fix;
  return problem('module.device-missing', [`${told.join('; ')}.`, ...reasons].join(' '), {
    ...(fix === undefined ? {} : { hint: fix }),
    data: {
      missing: missing.map(({ cause: _, ...each }) => each),
      causes: missing.flatMap(({ cause }) => cause ?? []),
      log: log.map((line) => line.text),
    },
  });
}
