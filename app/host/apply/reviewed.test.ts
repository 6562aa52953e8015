import { expect, test } from 'vitest';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Step } from '../../plan/step.ts';
import { refuseChangedBoard, refuseChangedSteps, refuseHeld, reviewedOf } from './reviewed.ts';

const board = { bootId: 'a' } as BoardFacts;
const load: Step = {
  action: { kind: 'module.load', parameters: [{ name: 'uiomem0_size', value: '0x1000' }] },
  title: 'load the module with 1 region',
  where: 'board',
  shell: 'insmod uiomem.ko uiomem0_size=0x1000',
};
const build: Step = {
  action: { kind: 'module.build' },
  title: 'build the module',
  where: 'workstation',
  shell: 'make',
};
const write: Step = {
  action: { kind: 'persist.write', file: 'modprobe.d', text: 'options uiomem\n', replace: false },
  title: 'write /etc/modprobe.d/uiomem.conf',
  where: 'board',
  shell: 'cat > /etc/modprobe.d/uiomem.conf',
};
const dkms = (version?: string): Step => ({
  action: { kind: 'persist.dkms', ...(version !== undefined && { version }), replace: false },
  title: `have DKMS build it (${version ?? 'VERSION'})`,
  where: 'board',
  shell: `dkms add uiomem/${version ?? 'VERSION'}`,
});
const module = { path: '/uiomem.ko', sha256: 'm' };

const thrown = (work: () => void) => {
  try {
    work();
    return undefined;
  } catch (found) {
    return found;
  }
};
const changed = expect.objectContaining({ id: 'plan.steps-changed' });

test('a review keeps the boot, the driver and the steps, and is right for the same', () => {
  const driver = { driver: 'ours', parameters: {} } as const;
  const reviewed = reviewedOf({ ...board, uiomem: driver }, [load, write], module);
  expect(reviewed).toEqual({
    format: 1,
    bootId: 'a',
    driver,
    module: 'm',
    steps: [load, write].map(({ title }) => ({ title, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })),
  });
  refuseChangedBoard(reviewed, { ...board, uiomem: { ...driver } });
  refuseChangedSteps(reviewed, [structuredClone(load), structuredClone(write)], module);
});

test('that something has to be built first, or was built meanwhile, is no difference', () => {
  refuseChangedSteps(reviewedOf(board, [build, load], undefined), [load], module);
  refuseChangedSteps(reviewedOf(board, [load], undefined), [build, load], undefined);
  refuseChangedSteps(reviewedOf(board, [build, dkms()], undefined), [dkms('studio-1')], module);
});

test.each<[string, Step]>([
  ['what it does', { ...load, action: { kind: 'module.load', parameters: [] } }],
  ['the commands', { ...load, shell: 'insmod other.ko' }],
  ['what it finds in a file', { ...load, difference: '-theirs\n+ours' }],
])('another step is refused by %s, whatever it is called', (_what, other) => {
  expect(thrown(() => refuseChangedSteps(reviewedOf(board, [load], undefined), [other], undefined))).toEqual(changed);
});

test('one step more, and another module, are refused', () => {
  expect(thrown(() => refuseChangedSteps(reviewedOf(board, [load], module), [load, write], module))).toEqual(changed);
  const other = { ...module, sha256: 'n' };
  expect(thrown(() => refuseChangedSteps(reviewedOf(board, [load], module), [load], other))).toEqual(changed);
});

test('a board that has booted or that another host holds is refused', () => {
  const reviewed = reviewedOf(board, [load], undefined);
  expect(thrown(() => refuseChangedBoard(reviewed, { ...board, bootId: 'b' }))).toMatchObject({
    id: 'plan.board-rebooted',
  });
  const by = { who: 'grace@bench7', program: 'window' };
  expect(thrown(() => refuseHeld({ lease: { held: 'other', by, since: '2026' } }))).toMatchObject({ id: 'board.held' });
  refuseHeld({ lease: { held: 'ours' } });
  refuseHeld({ lease: { held: 'nobody' } });
});
