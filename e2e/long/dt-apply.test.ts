/**
 * An overlay brought to a board and taken away again without a trace: in the running kernel, and by what its loader reads. The
 * tree and files are looked at by the system's ssh, memory through the board's RAM file.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { frames, isFrames, throughBoots, traces } from '../testing/tree-board.ts';

const name = 'dt-apply';
const board = name;
let host: EmulatedHost;

beforeAll(async () => {
  host = await emulatedHost(name, { kernel: '6.1-debug' });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const standing = async () => (await host.client.call('deviceTree.ways', { board })).standing;

test('applied to the running kernel as it was reviewed, its memory is there, and removed it leaves no trace', async () => {
  const before = await traces(host);
  await host.client.call('module.load', { board, parameters: [] });
  const input = { board, way: 'run-time' as const, name: 'frames' };
  const { reviewed, changes, recovery } = await host.client.call('deviceTree.preview', input, { bytes: frames });
  expect([changes[0]?.difference, recovery]).toEqual([expect.stringMatching(/\+\s*uiomem@72000000 \{/), []]);
  const steps: string[] = [];
  const applied = await host.client.call(
    'deviceTree.apply',
    { ...input, reviewed },
    { bytes: frames, onItem: ({ title, state }) => void steps.push(`${title} ${state}`) },
  );
  expect(applied.devices).toEqual(['frames']);
  expect(applied.standing).toMatchObject({
    name: 'frames',
    state: 'applied',
    ours: true,
    devices: ['frames'],
    blocked: [],
  });
  expect(steps).toContain('put the overlay onto the running kernel done');
  expect(await host.shell('cat /sys/kernel/config/device-tree/overlays/uiomem-studio-frames/status')).toBe('applied\n');
  await isFrames(host, board);
  const removed = await host.client.call('deviceTree.remove', {
    board,
    name: 'frames',
    unload: true,
    changed: 'refuse',
  });
  expect(removed.removed).toEqual([
    '/sys/kernel/config/device-tree/overlays/uiomem-studio-frames',
    '/dev/frames',
    'the module uiomem',
  ]);
  expect(await traces(host)).toBe(before);
  expect(await standing()).toEqual([]);
});

test('by extlinux: counts at the next boot, is there, and given back it is gone', async () => {
  await throughBoots(host, board, 'extlinux');
}, 600_000);
