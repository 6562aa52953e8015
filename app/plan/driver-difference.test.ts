import { expect, it, test } from 'vitest';
import { driverDifference, reloadCommand } from './driver-difference.ts';

const loaded = (version: string | undefined, srcversion?: string, driver: 'ours' | 'reference' = 'ours') => ({
  driver,
  parameters: {},
  ...(version !== undefined && { version }),
  ...(srcversion !== undefined && { srcversion }),
});
const tool = (version: string | undefined, ...builds: string[]) => ({
  ...(version !== undefined && { version }),
  builds,
});

test.each([
  ['the same', loaded('0.1.0-studio', 'A'), tool('0.1.0-studio', 'A'), undefined],
  ['the one that was built last', loaded('0.1.0-studio', 'B'), tool('0.1.0-studio', 'A', 'B'), undefined],
  ['nothing built here', loaded('0.1.0-studio', 'B'), tool('0.1.0-studio'), undefined],
  ['without a source version', loaded('0.1.0-studio'), tool('0.1.0-studio', 'A'), undefined],
  ['of other source', loaded('0.1.0-studio', 'B'), tool('0.1.0-studio', 'A'), 'build'],
  ['of other source, versions not told', loaded(undefined, 'B'), tool(undefined, 'A'), 'build'],
  ['older', loaded('0.1.0-studio', 'B'), tool('0.2.0-studio', 'A'), 'older'],
  ['older by number', loaded('0.9.0-studio'), tool('0.10.0-studio'), 'older'],
  [
    'older, and built here before the tool was renewed',
    loaded('0.1.0-studio', 'A'),
    tool('0.2.0-studio', 'A'),
    'older',
  ],
  ['newer', loaded('1.0.0-studio', 'B'), tool('0.2.0-studio', 'A'), 'newer'],
  ['another’s', loaded('1.1.0', 'B', 'reference'), tool('0.2.0-studio', 'A'), undefined],
] as const)('%s', (_what, there, own, kind) => {
  expect(driverDifference(there, own)?.kind).toBe(kind);
});

it('says both versions, or both source versions', () => {
  expect(driverDifference(loaded('0.1.0-studio'), tool('0.2.0-studio'))).toMatchObject({
    id: 'driver.other-version',
    message: 'The driver that is loaded is older than this tool’s: loaded is 0.1.0-studio, the tool has 0.2.0-studio.',
  });
  expect(driverDifference(loaded('0.2.0-studio', 'B'), tool('0.2.0-studio', 'A'))).toMatchObject({
    id: 'driver.other-build',
    message:
      'The driver that is loaded is of other source than the one built here, under the same version 0.2.0-studio.',
    hint: expect.stringMatching(/source version is B.* built here A/),
  });
  expect([driverDifference(undefined, tool('1')), driverDifference(loaded('1'), undefined)]).toEqual([
    undefined,
    undefined,
  ]);
});

it('reloads with the regions that are there', () => {
  const parameters = {
    info_enable: '1',
    uiomem0_addr: '1879048192',
    uiomem0_size: '1048576',
    uiomem0_option: '2',
    uiomem1_addr: '0',
    uiomem1_size: '0',
    uiomem1_option: '2',
  };
  expect(reloadCommand('zynq', { parameters })).toBe(
    'uiomem-studio module unload --board zynq && uiomem-studio module load --board zynq uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem0_option=2',
  );
});
