import { expect, test } from 'vitest';
import type { BuiltModule } from '../../contract/module.ts';
import type { Connection } from '../../contract/state.ts';
import { historyRows } from './history.ts';

const module = (sha256: string, more: Partial<BuiltModule> = {}): BuiltModule => ({
  path: `/cache/${sha256}/uiomem.ko`,
  sha256,
  size: 1,
  release: '6.1.0',
  architecture: 'arm64',
  vermagic: '6.1.0 SMP',
  srcversion: 'A1',
  ...more,
});
const connection = { state: 'open', kernel: '6.1.0', machine: 'aarch64' } as Connection;
const told = (...rows: ReturnType<typeof historyRows>) =>
  rows.map(({ fits, loaded, onBoard }) => [fits, loaded, onBoard]);

test('what is loaded is of the same source version for the same kernel', () => {
  const built = [
    module('one'),
    module('two', { srcversion: 'B2' }),
    module('three', { release: '6.12.0' }),
    module('four', { architecture: 'arm' }),
  ];
  const driver = { srcversion: 'A1', parameters: {} };
  expect(
    told(
      ...historyRows(
        built,
        { connection, driver },
        { architecture: 'arm64', uploaded: ['/home/root/modules/two/uiomem.ko'] },
      ),
    ),
  ).toEqual([
    [true, true, false],
    [true, false, true],
    [false, false, false],
    [false, false, false],
  ]);
});

test('without a board nothing is known to fit, and no source version is no match', () => {
  const closed = { connection: { state: 'closed' }, driver: { parameters: {} } } as const;
  expect(told(...historyRows([module('one')], closed, {}))).toEqual([[undefined, false, false]]);
  const { srcversion: _, ...bare } = module('one');
  expect(told(...historyRows([bare], { connection, driver: { parameters: {} } }, { architecture: 'arm64' }))).toEqual([
    [true, false, false],
  ]);
});
