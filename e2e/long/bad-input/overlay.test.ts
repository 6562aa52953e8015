/** What is refused when an overlay is to come to a running kernel, or to leave it: by its id, and with nothing of it left on the board. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmulatedHost, emulatedHost } from '../../testing/emulated-host.ts';
import { failure, frames, overlayBytes, ownSession, traces } from '../../testing/tree-board.ts';

const name = 'bad-overlay';
const board = name;
let host: EmulatedHost;

beforeAll(async () => {
  host = await emulatedHost(name, { kernel: '6.1-debug' });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const apply = (overlay: Uint8Array) =>
  host.client.call('deviceTree.apply', { board, way: 'run-time', name: 'frames' }, { bytes: overlay });

test('device-tree.bad-overlay: what the kernel would refuse is refused before the board is touched', async () => {
  const before = await traces(host);
  expect(await failure(apply(overlayBytes('&no_such_label { more { }; };')))).toMatchObject({
    id: 'device-tree.bad-overlay',
    data: { findings: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]) },
  });
  expect(await traces(host)).toBe(before);
});

test('overlay.refused: the kernel’s own words, and nothing is left half applied', async () => {
  const before = await traces(host);
  await using session = await ownSession(host);
  const bytes = overlayBytes('&no_such_label { more { }; };');
  const found = await failure(session.helper.call('overlay.apply', { name: 'wrong' }, { bytes }));
  expect(found).toMatchObject({ id: 'overlay.refused', data: { name: 'wrong', status: 'unapplied', errno: 'EINVAL' } });
  expect(JSON.stringify(found?.data?.lines)).toContain("node label 'no_such_label' not found in live devicetree");
  expect(await traces(host)).toBe(before);
});

test('device-tree.exists, device-tree.blocked and device-tree.not-there', async () => {
  const before = await traces(host);
  await host.client.call('module.load', { board, parameters: [] });
  await apply(frames);
  expect(await failure(apply(frames))).toMatchObject({ id: 'device-tree.exists', data: { name: 'frames' } });
  await host.shell('(exec 3<>/dev/frames; exec sleep 300) >/dev/null 2>&1 & echo $! > /run/holder; sleep 1');
  const remove = (id: string) =>
    host.client.call('deviceTree.remove', { board, name: id, unload: true, changed: 'refuse' });
  expect(await failure(remove('frames'))).toMatchObject({
    id: 'device-tree.blocked',
    data: { blocked: [expect.stringMatching(/^Process \d+ \(sleep 300\) has frames open\.$/)] },
  });
  expect(await host.shell('ls /dev/frames')).toBe('/dev/frames\n');
  await host.shell('kill $(cat /run/holder); sleep 1; rm /run/holder');
  expect(await failure(remove('other'))).toMatchObject({
    id: 'device-tree.not-there',
    data: { there: ['frames (run-time)'] },
  });
  await remove('frames');
  expect(await traces(host)).toBe(before);
});
