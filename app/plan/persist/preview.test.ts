import { expect, test } from 'vitest';
import type { BoardFacts, PersistedFile } from '../../../remote-helper/contract/facts.ts';
import { installPath, textPaths } from '../../../remote-helper/contract/persist-places.ts';
import { readPlan } from '../document.ts';
import { corpusFacts } from '../testing/corpus.ts';
import { wantedTexts } from './actions.ts';
import { notKept, persistPreview } from './preview.ts';

const board = corpusFacts('zynqmp');
const text = `version: 1
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M, sync: { direction: cpu-writes } }
  - { device: frames, load: device-tree, address: 0x71000000, size: 1M }
persist: { boot: true }
`;
function planOf(given: string) {
  const { plan } = readPlan(given);
  if (plan === undefined) throw new Error('there is no plan');
  return plan;
}
const plan = planOf(text);
const file = (kind: PersistedFile['kind'], path: string, more: Partial<PersistedFile>): PersistedFile => ({
  kind,
  path,
  sha256: '0',
  ours: true,
  ...more,
});
const preview = (given: string, persisted: BoardFacts['persisted']) =>
  persistPreview(planOf(given), { board: { ...board, persisted } }).map(({ path, now, outcome }) => [
    path,
    now,
    outcome,
  ]);
const module = installPath(board.kernel.release);
const wanted = (path: string) => wantedTexts(plan).find((each) => each.path === path)?.text ?? '';

test('each file that is written, with what is there now', () => {
  expect(preview(text, [])).toEqual([
    [module, 'new', 'written'],
    [textPaths['modprobe.d'], 'new', 'written'],
    [textPaths['modules-load.d'], 'new', 'written'],
    [textPaths.udev, 'new', 'written'],
  ]);
  const there = [
    file('module', module, {}),
    file('modprobe.d', textPaths['modprobe.d'], { text: wanted(textPaths['modprobe.d']) }),
    file('modules-load.d', textPaths['modules-load.d'], { text: '# by hand\nuiomem\n', ours: false }),
    file('udev', textPaths.udev, { text: '# mine\n', ours: false, changed: true }),
  ];
  expect(preview(text, there)).toEqual([
    [module, 'same', 'stays'],
    [textPaths['modprobe.d'], 'same', 'stays'],
    [textPaths['modules-load.d'], 'foreign', 'refused'],
    [textPaths.udev, 'changed', 'refused'],
  ]);
  expect(
    preview(text.replace('boot: true', 'boot: true, replace: true'), there).map(([, , outcome]) => outcome),
  ).toEqual(['stays', 'stays', 'written', 'written']);
});

test('what an earlier plan left goes, and without facts nobody knows', () => {
  const left = [
    file('udev', textPaths.udev, { text: '# before\n' }),
    file('modprobe.d', textPaths['modprobe.d'], { text: 'options uiomem\n', unfinished: true }),
  ];
  const none = text.replace('persist: { boot: true }\n', '');
  expect(preview(none, left)).toEqual([
    [textPaths.udev, 'ours', 'goes'],
    [textPaths['modprobe.d'], 'ours', 'goes'],
  ]);
  expect(preview(text, left)[1]).toEqual([textPaths['modprobe.d'], 'ours', 'written']);
  const unknown = persistPreview(plan, undefined);
  expect(unknown.map(({ now, outcome, before }) => [now, outcome, before])).toEqual(
    unknown.map(() => ['unknown', 'written', undefined]),
  );
  expect(unknown[0]?.path).toContain('/RELEASE/');
});

test('what is there stands beside what would be, where it is another', () => {
  const there = [file('udev', textPaths.udev, { text: `# before\n${wanted(textPaths.udev)}` })];
  const [, , , udev] = persistPreview(plan, { board: { ...board, persisted: there } });
  expect([udev?.before, udev?.text]).toEqual([`# before\n${wanted(textPaths.udev)}`, wanted(textPaths.udev)]);
  const same = [file('udev', textPaths.udev, { text: wanted(textPaths.udev) })];
  const [, , , kept] = persistPreview(plan, { board: { ...board, persisted: same } });
  expect([kept?.before, kept?.text]).toEqual([undefined, wanted(textPaths.udev)]);
});

test('what no boot brings back, and why', () => {
  const told = (given: string) => notKept(planOf(given), { board }).map(({ what }) => what);
  const nodes = 'Nodes of the device tree that came by an overlay, for frames.';
  expect(told(text)).toEqual([nodes, 'The use of the devices by others than root.']);
  expect(told(text.replace('boot: true', 'group: uiomem, boot: true'))).toEqual([nodes]);
  expect(told(text.replace('persist: { boot: true }\n', ''))).toEqual([
    'The module with uiomem0.',
    'The sync attributes of uiomem0.',
    nodes,
    'The use of the devices by others than root.',
  ]);
});
