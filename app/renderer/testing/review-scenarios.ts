/** States of a plan that is reviewed, and of what came of it. */
import type { Facts } from '../../plan/facts.ts';
import { examplePlan } from '../../plan/new-plan.ts';
import type { PlanStage } from '../plan/plan-view.ts';
import { applyScenarios } from './apply-scenarios.ts';
import { reviewed } from './plan-handlers.ts';
import { devices, driver, emulatedFacts, open, others, zynq } from './sample.ts';
import { pause, type Scenario, type Script } from './script.ts';

const show = (stage: PlanStage, text = examplePlan()) =>
  ({ panels: [{ kind: 'plan', board: 'zynq' }], text, stage }) as const;

const lasting = `${examplePlan()}
persist:
  boot: true
`;

/** One error, and one that is overridden. */
const doubtful = `version: 1
name: shared on purpose
regions:
  - { device: uiomem3, address: 0x70000000, size: 1M, shareable: true }
  - { device: uiomem4, address: 0x70000000, size: 1M, shareable: true, cache: off }
  - { device: uiomem5, address: 0x71000800, size: 4K }
overrides:
  - { finding: region.shared-differently, reason: the two are never open at the same time }
`;

/** Whatever is loaded is right. */
const asLoaded = 'version: 1\nmodule: { from: loaded }\nregions: []\n';

/** Other regions than are loaded. */
const another = `version: 1
regions:
  - { device: uiomem3, address: 0x70000000, size: 1M, sync: { direction: device-writes } }
`;

/** As the board is while the sample's driver is loaded. */
const loadedFacts: Facts = {
  board: { ...emulatedFacts, uiomem: driver, devices: devices.map(({ device }) => device) },
};

/** With the driver, and no region. */
const emptyFacts: Facts = { board: { ...emulatedFacts, uiomem: { ...driver, parameters: { info_enable: '1' } } } };

const holders = [
  { pid: 812, command: '/usr/bin/grabber --device /dev/uiomem1', device: 'uiomem1', ours: false },
  { pid: 640, command: 'node helper.cjs', device: 'uiomem0', ours: true },
];

const ofApply = (name: string): Scenario => {
  const scenario = applyScenarios[name]?.();
  if (scenario === undefined) throw new Error(`there is no state ${name}`);
  return { ...scenario, show: show('result') };
};

const reboot = (host: Script) =>
  host.put('zynq', (before) => ({
    ...before,
    boot: before.boot + 1,
    connection: { ...open, bootId: '9a0e1f77-0000-4000-8000-000000000002' },
  }));

export const reviewScenarios: Readonly<Record<string, () => Scenario>> = {
  review: () => ({ state: { boards: [zynq(), ...others] }, show: show('review', lasting) }),
  'review-errors': () => ({ state: { boards: [zynq(), ...others] }, show: show('review', doubtful) }),
  'review-interrupts': () => ({
    state: { boards: [zynq(), ...others] },
    handlers: (host) => ({
      'plan.steps': async ({ text }) => reviewed(host, 'zynq', text, loadedFacts, holders),
    }),
    show: show('review', another),
  }),
  'review-nothing': () => ({
    state: { boards: [zynq({ devices: [] }), ...others] },
    handlers: (host) => ({
      'plan.lint': async () => ({ findings: [], notRun: [] }),
      'plan.steps': async ({ text }) => reviewed(host, 'zynq', text, emptyFacts, []),
    }),
    show: show('review', asLoaded),
  }),
  'review-rebooted': () => ({
    state: { boards: [zynq(), ...others] },
    async play(host) {
      await pause(1500);
      reboot(host);
    },
    show: show('review'),
  }),
  'review-unfinished': () => ({
    state: { boards: [zynq(), ...others] },
    handlers: (host) => ({
      'plan.steps': async ({ text }) => ({
        ...reviewed(host, 'zynq', text, { board: emulatedFacts }, []),
        unfinished:
          'An apply of “frame buffers” that grace@bench7 began at 2026-11-29T09:12:44Z did not come to its end; it got to its step 2.',
      }),
    }),
    show: show('review'),
  }),
  'result-none': () => ({ state: { boards: [zynq(), ...others] }, show: show('result') }),
  'result-running': () => ofApply('apply-running'),
  'result-done': () => ofApply('apply-done'),
  'result-failed': () => ofApply('apply-failed'),
};
