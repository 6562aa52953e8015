/** States of a board's module panel. */
import type { BoardState } from '../../contract/state.ts';
import type { PanelRef } from '../dock/panel-ref.ts';
import { brokenFile, failedLines, type ModuleSample, missingRows, mySource } from './module-sample.ts';
import { board, closed, devices, driver, minutesAgo, open, others } from './sample.ts';
import type { Scenario } from './script.ts';

const loaded = (more: Partial<BoardState> = {}) => board('zynq', open, { devices: [...devices], driver, ...more });
const absent = () => board('zynq', open, { devices: [] });
const panels: readonly PanelRef[] = [{ kind: 'module', board: 'zynq' }];

function shown(
  first: BoardState,
  module: NonNullable<NonNullable<Scenario['show']>['module']> = {},
  modules: Partial<ModuleSample> = {},
): Scenario {
  return { state: { boards: [first, ...others] }, show: { panels, module }, modules };
}

const mine = { source: 'folder', folder: mySource } as const;

export const moduleScenarios: Readonly<Record<string, () => Scenario>> = {
  module: () => shown(loaded({ toolDriver: { version: driver.version, builds: [driver.srcversion] } })),
  'module-closed': () => shown(board('zynq', closed)),
  'module-absent': () => shown(absent(), {}, { rows: missingRows }),
  'module-file': () => shown(absent(), { choice: { from: 'file', file: '~/driver/uiomem-6.1.46.ko' } }),
  'module-building': () => shown(absent(), { choice: mine, task: 'build', heldAt: 3 }),
  'module-build-failed': () => shown(absent(), { choice: mine, task: 'build' }, { lines: failedLines, failing: true }),
  'module-uploading': () => shown(absent(), { task: 'upload', heldAt: 3 }),
  'module-in-use': () =>
    shown(
      loaded(),
      { choice: { from: 'loaded' }, task: 'unload' },
      {
        holders: [
          { pid: 4711, command: '/usr/bin/capture --channel 2', device: 'uiomem1', ours: false },
          { pid: 812, command: 'node helper.cjs', device: 'uiomem0', ours: true },
        ],
      },
    ),
  'module-held': () =>
    shown(
      loaded({
        driver: { ...driver, driver: 'reference', version: '1.1.0-beta.1' },
        lease: { held: 'other', by: { who: 'grace@bench7', program: 'command line' }, since: minutesAgo(48) },
      }),
    ),
  code: () => ({
    state: { boards: [absent(), ...others] },
    show: { panels: [{ kind: 'code', name: brokenFile }], place: { file: brokenFile, line: 9, column: 17 } },
  }),
};
