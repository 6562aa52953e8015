/**
 * An insmod line judged before anything is sent. The kernel itself lets an unknown parameter and an address without a
 * size pass: insmod then succeeds, and there is no device.
 */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { lockedDown, withoutLockdown } from '../../plan/module-guards.ts';
import { driverOf } from './driver-kind.ts';
import { readModuleFile } from './module-file.ts';
import { readPacked } from './packed-module.ts';
import { type ModuleParameter, parseUlong } from './wanted-devices.ts';

/** Throws `module.lockdown-parameters`, and what {@link judgeParameters} throws by what the module file says it has. */
export async function checkParameters(
  parameters: readonly ModuleParameter[],
  file: string,
  kernel: Pick<BoardFacts['kernel'], 'lockdown'> = {},
): Promise<void> {
  const module = readModuleFile(await readPacked(file), file);
  judgeParameters(parameters, [...module.parameters.keys()]);
  // Of another driver it is not known whether its parameters are hardware's.
  if (driverOf(module) === 'ours') refuseUnderLockdown(parameters, kernel);
}

/**
 * The kernel refuses parameters that name hardware while it is locked down: LOCKDOWN_MODULE_PARAMETERS of
 * include/linux/security.h, which the level integrity includes; kernel/params.c answers EPERM. Throws `module.lockdown-parameters`.
 */
function refuseUnderLockdown(
  parameters: readonly ModuleParameter[],
  { lockdown }: Pick<BoardFacts['kernel'], 'lockdown'>,
): void {
  const names = parameters.map(({ name }) => name).filter((name) => /^uiomem[0-7]_addr$/.test(name));
  if (names.length === 0 || !lockedDown({ lockdown })) return;
  throw problem(
    'module.lockdown-parameters',
    `The board’s kernel is locked down (${lockdown}), and takes no physical addresses from the insmod line: ${names.join(', ')}.`,
    {
      hint: `Describe the regions in the device tree instead, or ${withoutLockdown}.`,
      data: { lockdown: lockdown ?? '', names },
    },
  );
}

const largestUlong = 2n ** 64n - 1n;

/**
 * Throws `module.parameter-unknown`, `module.parameter-value` or `module.parameter-incomplete`. `known` empty: the file
 * does not tell its parameters, and none is taken for unknown.
 */
export function judgeParameters(parameters: readonly ModuleParameter[], known: readonly string[]): void {
  for (const { name, value } of parameters) {
    if (known.length > 0 && !known.includes(name)) {
      throw problem('module.parameter-unknown', `The module has no parameter ${name}; the kernel would ignore it.`, {
        hint: `It has ${summary(known)}.`,
        data: { name, known },
      });
    }
    const number = parseUlong(value);
    if (/^(uiomem[0-7]_(addr|size|option)|info_enable)$/.test(name) && (number ?? largestUlong + 1n) > largestUlong) {
      throw problem(
        'module.parameter-value',
        `${name} must be a number of at most 64 bits, not ${JSON.stringify(value)}.`,
        {
          hint: 'Write it like 0x70000000, 1048576 or 1MiB.',
          data: { name, value },
        },
      );
    }
  }
  const given = (name: string): bigint =>
    parseUlong(parameters.findLast((each) => each.name === name)?.value ?? '') ?? 0n;
  for (let slot = 0; slot < 8; slot += 1) {
    const size = `uiomem${slot}_size`;
    const others = parameters
      .map(({ name }) => name)
      .filter((name) => name.startsWith(`uiomem${slot}_`) && name !== size);
    if (others.length === 0 || given(size) !== 0n) continue;
    throw problem(
      'module.parameter-incomplete',
      `${others.join(' and ')} but no ${size}, or 0: the module would load and make no device uiomem${slot}.`,
      { hint: `Add ${size}=BYTES.`, data: { slot, names: others } },
    );
  }
}

/** `uiomem0_addr … uiomem7_addr` as one: the eight regions have the same three. */
function summary(known: readonly string[]): string {
  return [...new Set(known.map((name) => name.replace(/^uiomem[0-7]_/, 'uiomem<0..7>_')))].join(', ');
}
