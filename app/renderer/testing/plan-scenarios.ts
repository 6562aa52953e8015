/** States of a plan as it is written, of addresses that are imported into it, and of a range that it shares. */
import zynqmpDesign from '../../plan/address-map/fixtures/zynqmp.hwh?raw';
import { blankPlan, examplePlan } from '../../plan/new-plan.ts';
import type { PanelRef } from '../dock/panel-ref.ts';
import type { ShareStep } from '../share-wizard/share-store.ts';
import { board, closed, devices, others, zynq, zynqmpFacts } from './sample.ts';
import type { Scenario } from './script.ts';

const plan: PanelRef = { kind: 'plan', board: 'zynq' };

export const brokenPlan = examplePlan()
  .replace('"0x70000000"', '"0x40000800"')
  .replace('content: memory   ', 'content: registers');

/** A region that the design of the import has, too. */
const designPlan = `${blankPlan().replace('regions: []', 'regions:')}  - device: uiomem4
    address: "0xa0040000"
    size: 64 KiB
    content: registers
    cache: off
`;

/** Two regions that have half of each in common, and refuse each other. */
const overlappingPlan = (half = '7') => `${blankPlan().replace('regions: []', 'regions:')}  - device: uiomem0
    address: "0x${half}0000000"
    size: 1 MiB
  - device: uiomem5
    address: "0x${half}0080000"
    size: 1 MiB
    cache: off
`;

const nodesPlan = `${blankPlan().replace('regions: []', 'regions:')}  - device: frames # of the camera
    load: device-tree
    address: "0xa0100000"
    size: 1 MiB
  - device: ring
    load: device-tree
    address: "0xa0200000"
    size: 64 KiB
    cache: off
    sync: { mode: write-combine }
`;

const sharing = (step: ShareStep, text = overlappingPlan()): Scenario => ({
  state: { boards: [zynq(), ...others] },
  show: {
    panels: [plan],
    text,
    share: {
      step,
      draft: {
        address: '0x70000000',
        size: '1536 KiB',
        users: [
          {
            device: 'uiomem0',
            about: 'the capture program, from the camera’s DMA',
            load: 'insmod',
            cache: 'noncoherent',
            direction: 'device-writes',
            part: { offset: '0', size: '1 MiB' },
          },
          { device: 'uiomem5', about: 'the viewer', load: 'insmod', cache: 'off' },
          { device: 'overlay', about: '', load: 'device-tree', cache: 'off' },
        ],
        reason: step === 'result' ? 'The viewer is started when the capture has ended.' : '',
      },
    },
  },
});

export const planScenarios: Readonly<Record<string, () => Scenario>> = {
  'plan-empty': () => ({ state: { boards: [zynq(), ...others] }, show: { panels: [plan] } }),
  plan: () => ({
    state: { boards: [zynq(), ...others] },
    show: { panels: [plan], text: examplePlan() },
  }),
  /** Devices that nodes make, which are written in the device-tree window. */
  'plan-nodes': () => ({
    state: { boards: [zynq(), ...others] },
    show: { panels: [plan], text: nodesPlan },
  }),
  'plan-findings': () => ({
    state: { boards: [zynq(), ...others] },
    show: {
      panels: [plan],
      text: brokenPlan,
    },
  }),
  'plan-offline': () => ({
    state: { boards: [board('zynq', closed), ...others], default: 'zynq' },
    show: { panels: [plan], text: examplePlan() },
  }),
  /** Somebody else keeps parameters of the driver on the board. */
  'plan-persisted': () => ({
    state: { boards: [zynq(), ...others] },
    handlers: () => ({
      'board.facts': async () => ({
        ...zynqmpFacts(devices),
        persisted: [
          {
            kind: 'modprobe.d',
            path: '/etc/modprobe.d/uiomem.conf',
            text: 'options uiomem uiomem0_size=0x2000\n',
            sha256: 'aa',
            ours: false,
          },
        ],
      }),
    }),
    show: { panels: [plan], text: `${examplePlan()}persist: { boot: true }\n` },
  }),
  'plan-import': () => ({
    state: { boards: [zynq(), ...others] },
    handlers: () => ({ 'board.facts': async () => zynqmpFacts(devices) }),
    show: { panels: [plan], text: designPlan, design: { name: 'capture.hwh', text: zynqmpDesign } },
  }),
  'plan-import-failed': () => ({
    state: { boards: [zynq(), ...others] },
    show: {
      panels: [plan],
      text: examplePlan(),
      design: { name: 'capture.hwh', text: zynqmpDesign.slice(0, 900) },
    },
  }),
  share: () => sharing('range'),
  'share-own': () => sharing('range', overlappingPlan('6')),
  'share-users': () => sharing('users'),
  'share-attributes': () => sharing('attributes'),
  'share-result': () => sharing('result'),
};
