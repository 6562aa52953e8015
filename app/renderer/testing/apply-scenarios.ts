/** States of an apply: under way, done, failed, rolled back. */
import type { Work } from '../../contract/state.ts';
import { minutesAgo, others, zynq } from './sample.ts';
import type { Scenario } from './script.ts';

const steps: Work['steps'] = [
  {
    index: 0,
    title: 'build the module for 6.6.52-xilinx',
    state: 'done',
    milliseconds: 14_320,
    text: 'make -C /usr/src/linux-headers-6.6.52-xilinx M=/home/ada/.cache/uiomem-studio/build modules\n  CC [M]  uiomem.o\n  MODPOST Module.symvers\n  LD [M]  uiomem.ko\n',
  },
  {
    index: 1,
    title: 'copy the module to the board',
    state: 'done',
    milliseconds: 420,
    text: '58 KiB, sha256 7c1e9b42…\n',
  },
  { index: 2, title: 'load the module with 2 regions', state: 'planned' },
  { index: 3, title: 'set direction of uiomem1', state: 'planned' },
];

const loadFailed = {
  id: 'module.load-failed',
  message: 'The module was not loaded: insmod said "Device or resource busy" (EBUSY).',
  hint: '0x70000000 to 0x70ffffff is claimed by "reserved-framebuffer"; choose another range or remove that node.',
};

const work = (
  outcome: Work['outcome'],
  change: (list: Work['steps']) => Work['steps'],
  more: Partial<Work> = {},
): Work => ({
  id: 'work-1',
  kind: 'apply',
  plan: 'zcu102 frame buffers',
  startedAt: minutesAgo(0.4),
  steps: change(steps),
  outcome,
  ...more,
});

/** An apply that has ended well, as a window finds it that is opened later. */
export const appliedBefore = work('done', (list) => list);

export const applyScenarios: Readonly<Record<string, () => Scenario>> = {
  'apply-running': () => ({
    state: {
      boards: [
        zynq({
          work: work('running', (list) =>
            list.map((step) =>
              step.index === 2
                ? { ...step, state: 'started', text: 'insmod uiomem.ko uiomem0_addr=0x70000000 …\n' }
                : step,
            ),
          ),
        }),
        ...others,
      ],
    },
  }),
  'apply-done': () => ({
    state: {
      boards: [
        zynq({ work: work('done', (list) => list.map((step) => ({ milliseconds: 130, ...step, state: 'done' }))) }),
        ...others,
      ],
    },
  }),
  'apply-failed': () => ({
    state: {
      boards: [
        zynq({
          work: work(
            'failed',
            (list) =>
              list.map((step) => {
                if (step.index === 2)
                  return {
                    ...step,
                    state: 'undo-failed',
                    milliseconds: 810,
                    text: 'rmmod: ERROR: Module uiomem is in use\n',
                  };
                return step.index < 2 ? { ...step, state: 'undone' } : step;
              }),
            { problem: loadFailed },
          ),
        }),
        ...others,
      ],
    },
  }),
  'apply-rolled-back': () => ({
    state: {
      boards: [
        zynq({
          work: work(
            'failed',
            (list) =>
              list.map((step) => {
                if (step.index === 2)
                  return {
                    ...step,
                    state: 'failed',
                    milliseconds: 810,
                    text: 'insmod: ERROR: could not insert module uiomem.ko: Device or resource busy\n',
                  };
                return step.index < 2 ? { ...step, state: 'undone' } : step;
              }),
            { problem: loadFailed },
          ),
        }),
        ...others,
      ],
    },
  }),
};
