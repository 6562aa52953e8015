import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlan } from './document.ts';
import { isInsmodLine, planFromInsmod } from './insmod-plan.ts';
import { insmodLine, meaningOf, moduleParameters } from './parameters.ts';

const planOf = (line: string) => {
  const made = planFromInsmod(line);
  return 'text' in made ? readPlan(made.text).plan : made.why;
};

test('the plan has the regions of the line', () => {
  expect(
    planOf('sudo insmod ./uiomem.ko uiomem1_addr=0x70000000 uiomem1_size=1MiB uiomem1_option=7 info_enable=0'),
  ).toMatchObject({
    module: { from: 'built-in', info: false },
    regions: [
      { device: 'uiomem1', load: 'insmod', address: 0x7000_0000n, size: 1n << 20n, cache: 'coherent', shareable: true },
    ],
  });
});

const region = fc.record({
  addr: fc.bigInt({ min: 1n, max: 2n ** 52n }),
  size: fc.bigInt({ min: 1n, max: 2n ** 40n }),
  option: fc.constantFrom(undefined, 0n, 1n, 2n, 3n, 6n, 7n),
});

test('what is loaded by the line and by the plan is the same', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(7), { minLength: 1 }),
      fc.array(region, { minLength: 8, maxLength: 8 }),
      fc.boolean(),
      (slots, all, info) => {
        const parameters = slots.flatMap((slot) =>
          Object.entries(all[slot] ?? {}).flatMap(([name, value]) =>
            value === undefined ? [] : [{ name: `uiomem${slot}_${name}`, value: String(value) }],
          ),
        );
        if (!info) parameters.push({ name: 'info_enable', value: '0' });
        const plan = planOf(insmodLine(parameters, '/lib/modules/uiomem.ko'));
        if (typeof plan !== 'object') throw new Error(plan);
        expect(meaningOf(moduleParameters(plan))).toBe(meaningOf(parameters));
      },
    ),
  );
});

test.each([
  ['insmod other.ko', 'It is no line that loads uiomem: insmod uiomem.ko uiomem0_addr=0x… uiomem0_size=0x….'],
  ['insmod uiomem.ko', 'The line makes no region: uiomem0_size and uiomem0_addr make one.'],
  [
    'modprobe uiomem uiomem8_addr=1',
    'uiomem8_addr=1 is no parameter of the driver: there are uiomem0_addr, _size and _option to uiomem7_…, and info_enable.',
  ],
  ['insmod uiomem.ko uiomem0_addr', 'uiomem0_addr has no value: write uiomem0_addr=NUMBER.'],
  ['insmod uiomem.ko uiomem0_size=much', 'much is no number for uiomem0_size.'],
  ['insmod uiomem.ko uiomem0_size=', 'uiomem0_size has no value: write uiomem0_size=NUMBER.'],
  ['insmod uiomem.ko uiomem0_addr=0x1000', 'uiomem0_addr is for a region without a size: the driver makes none of it.'],
])('%s is told', (line, why) => {
  expect(planOf(line)).toBe(why);
});

test('what is such a line', () => {
  const lines = ['insmod uiomem.ko', 'sudo /sbin/modprobe uiomem a=b', ' insmod /tmp/x/uiomem.ko'];
  expect(lines.map(isInsmodLine)).toEqual([true, true, true]);
  expect(['insmod', 'insmod uiomemx.ko', 'rmmod uiomem', 'echo insmod uiomem.ko'].map(isInsmodLine)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
