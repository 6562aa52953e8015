import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { loadedColumn, nextBootColumn, plannedColumn } from './columns.ts';
import { compareWithBoard } from './compare.ts';
import { insmodLine, moduleParameters } from './parameters.ts';
import { cachePolicy, type Plan } from './schema.ts';
import { afterLoading, emulatedBoard } from './testing/emulated-facts.ts';

const plans = fc
  .uniqueArray(fc.nat(7), { minLength: 1, maxLength: 4 })
  .chain((slots) =>
    fc.tuple(
      ...slots.map((slot) =>
        fc.record({
          device: fc.constant(`uiomem${slot}`),
          load: fc.constant('insmod' as const),
          address: fc.constant(0x7000_0000n + BigInt(slot) * 0x10_0000n),
          size: fc.constantFrom(0x1000n, 0x3000n, 0x4_0000n, 0x10_0000n),
          content: fc.constant('memory' as const),
          cache: fc.constantFrom(...cachePolicy.options),
          shareable: fc.boolean(),
        }),
      ),
    ),
  )
  .map((regions): Plan => ({ version: 1, module: { from: 'built-in', info: true }, regions }));

/** The board whose next boot loads the module with these parameters. */
function persisted(plan: Plan): BoardFacts {
  const options = insmodLine(moduleParameters(plan)).replace('insmod uiomem.ko', 'options uiomem');
  const file = { sha256: '', size: 0, mode: '0644', mtime: '' };
  return {
    ...emulatedBoard,
    persisted: [
      { ...file, kind: 'module', path: '/lib/modules/6.1/updates/uiomem.ko' },
      { ...file, kind: 'modules-load.d', path: '/etc/modules-load.d/uiomem.conf', text: 'uiomem\n' },
      { ...file, kind: 'modprobe.d', path: '/etc/modprobe.d/uiomem.conf', text: `${options}\n` },
    ] as unknown as BoardFacts['persisted'],
  };
}

test('what was loaded as planned reads as it was planned, and so does the next boot of what is kept', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const board = afterLoading(plan);
      for (const region of plan.regions) {
        const planned = plannedColumn(region);
        const device = board.devices.find(({ name }) => name === region.device);
        expect(device && loadedColumn(device)).toMatchObject(planned);
        const { load, address, size, cache, shareable } = planned;
        expect(nextBootColumn(region.device, persisted(plan))).toEqual({ load, address, size, cache, shareable });
      }
    }),
  );
});

test('the columns differ where the comparison says so', () => {
  fc.assert(
    fc.property(plans, plans, (wanted, loaded) => {
      const board = afterLoading(loaded);
      for (const region of wanted.regions) {
        const device = board.devices.find(({ name }) => name === region.device);
        if (device === undefined) continue;
        const [planned, now] = [plannedColumn(region), loadedColumn(device)];
        const differing = ['address', 'size', 'cache', 'shareable'].filter((key) => planned[key] !== now[key]);
        const status = compareWithBoard(wanted, board).find((each) => each.device === region.device)?.status;
        expect([region.device, differing.length === 0]).toEqual([region.device, status === 'same']);
      }
    }),
  );
});

test('the next boot says why it makes none, and nothing where the facts do not tell', () => {
  expect(nextBootColumn('uiomem0', { ...emulatedBoard, persisted: undefined })).toBeUndefined();
  expect(nextBootColumn('uiomem0', { ...emulatedBoard, persisted: [] })).toMatchObject({
    why: expect.stringMatching(/^The module is not loaded: there is no uiomem\.ko in .*\.$/),
  });
  const plan: Plan = { version: 1, module: { from: 'built-in', info: true }, regions: [] };
  expect(nextBootColumn('uiomem7', persisted(plan))).toEqual({ why: 'No parameter and no node makes uiomem7.' });
  expect(nextBootColumn('uiomem1', persisted(plan))).toMatchObject({ load: 'device-tree' });
});
