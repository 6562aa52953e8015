/** States of a board's device-tree window. */
import type { StandingTree } from '../../contract/device-tree.ts';
import type { TreeWindow } from '../device-tree/tree-store.ts';
import type { PanelRef } from '../dock/panel-ref.ts';
import { board, closed, others, zynq } from './sample.ts';
import type { Scenario } from './script.ts';
import { banksPath, overlayPath } from './text-handlers.ts';

const panels: readonly PanelRef[] = [{ kind: 'tree', board: 'zynq' }];

const shown = (tree: Partial<TreeWindow>, more: Partial<Scenario> = {}): Scenario => ({
  state: { boards: [zynq(), ...others] },
  show: { panels, tree },
  ...more,
});

export const standing: readonly StandingTree[] = [
  {
    name: 'bram',
    way: 'run-time',
    state: 'applied',
    ours: true,
    files: [],
    devices: ['uiomem0'],
    blocked: ['/usr/bin/capture (4711) has /dev/uiomem0 open.'],
  },
  {
    name: 'frames',
    way: 'extlinux',
    state: 'booted',
    ours: true,
    files: ['/boot/extlinux/extlinux.conf', '/boot/uiomem-studio/frames.dtbo'],
    devices: ['frames'],
    blocked: [],
  },
  { name: 'hat', way: 'run-time', state: 'applied', ours: false, files: [], devices: [], blocked: [] },
];

const unfolded = ['/', '/amba_pl@0', '/reserved-memory'];

export const treeScenarios: Readonly<Record<string, () => Scenario>> = {
  tree: () => shown({ source: overlayPath, unfolded, node: '/amba_pl@0/bram@a0000000' }),
  'tree-empty': () => shown({ unfolded }),
  'tree-closed': () => ({ ...shown({ source: overlayPath }), state: { boards: [board('zynq', closed), ...others] } }),
  'tree-both': () => shown({ source: overlayPath, view: 'both', filter: 'uiomem' }),
  'tree-form': () => shown({ source: banksPath, view: 'both', unfolded }),
  'tree-rehearse': () => shown({ source: overlayPath, stage: 'rehearse', unfolded }),
  'tree-apply': () => shown({ source: overlayPath, stage: 'apply', unfolded }),
  'tree-standing': () => shown({ stage: 'apply', unfolded }, { trees: { standing: [...standing] } }),
};
