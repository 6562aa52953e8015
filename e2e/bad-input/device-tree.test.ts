/** What is refused when a board's device tree is to be changed: each by its id, and with nothing of it left on the board. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { failure, frames, overlayBytes, traces } from '../testing/tree-board.ts';

const name = 'bad-tree';
const board = name;
const conf = '/boot/extlinux/extlinux.conf';
let host: EmulatedHost;

beforeAll(async () => {
  host = await emulatedHost(name);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const install = (overlay: Uint8Array) =>
  host.client.call('deviceTree.apply', { board, way: 'extlinux', name: 'frames' }, { bytes: overlay });

test('device-tree.bad-overlay: what the loader would refuse is refused before the board is touched', async () => {
  const before = await traces(host);
  const label = overlayBytes('&no_such_label { more { }; };');
  expect(await failure(install(label))).toMatchObject({
    id: 'device-tree.bad-overlay',
    data: { findings: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]) },
  });
  expect(await failure(install(Buffer.from('no tree at all')))).toMatchObject({ id: 'device-tree.bad-overlay' });
  expect(await traces(host)).toBe(before);
});

test('boot.read-only: the boot partition cannot be written', async () => {
  await host.shell('mount --bind /boot /boot && mount -o remount,bind,ro /boot');
  try {
    const before = await traces(host);
    expect(await failure(install(frames))).toMatchObject({
      id: 'boot.read-only',
      hint: expect.stringContaining('mount -o remount,rw /boot'),
    });
    expect(await traces(host)).toBe(before);
  } finally {
    await host.shell('umount /boot');
  }
});

test('boot.no-space: the boot partition is full', async () => {
  const before = await traces(host);
  await host.shell(
    "free=$(df -k /boot | awk 'END {print $(NF-2)}'); fallocate -l $((free * 1024 - 8192)) /boot/fill || dd if=/dev/zero of=/boot/fill bs=1M 2>/dev/null; sync; df -k /boot",
  );
  try {
    expect(await failure(install(frames))).toMatchObject({ id: 'boot.no-space' });
  } finally {
    await host.shell('rm -f /boot/fill');
  }
  expect(await traces(host)).toBe(before);
});

test('boot.absent: what is written there does not last, or the boot partition is not mounted', async () => {
  const before = await traces(host);
  await host.shell('mount -t tmpfs tmpfs /boot');
  const inMemory = await failure(install(frames));
  await host.shell('umount /boot');
  expect(inMemory).toMatchObject({
    id: 'boot.absent',
    message: expect.stringContaining('gone at the next boot'),
  });
  // What is mounted there is a folder of a disk, and waits elsewhere.
  await host.shell(
    "mkdir /run/away; mount --bind /boot /run/away; umount /boot; touch /etc/fstab; cp /etc/fstab /run/fstab; echo 'LABEL=boot /boot ext4 defaults 0 2' >> /etc/fstab",
  );
  const notMounted = await failure(install(frames));
  await host.shell('mount --bind /run/away /boot; umount /run/away; rmdir /run/away; cp /run/fstab /etc/fstab');
  expect(notMounted).toMatchObject({
    id: 'boot.absent',
    message: expect.stringContaining('is not mounted'),
    hint: 'Mount it on the board: mount /boot.',
  });
  expect(await traces(host)).toBe(before);
});

test('device-tree.not-as-reviewed: a file changed between the review and the write', async () => {
  const input = { board, way: 'extlinux' as const, name: 'frames' };
  const { reviewed } = await host.client.call('deviceTree.preview', input, { bytes: frames });
  const text = await host.shell(`cat ${conf}`);
  await host.shell(`echo '# by hand' >> ${conf}`);
  const before = await traces(host);
  expect(await failure(host.client.call('deviceTree.apply', { ...input, reviewed }, { bytes: frames }))).toMatchObject({
    id: 'device-tree.not-as-reviewed',
  });
  expect(await traces(host)).toBe(before);
  await host.shell(`cat > ${conf}`, text);
});

test('boot.changed-since: somebody wrote to the file after the tool; each of the ways out', async () => {
  const before = await traces(host);
  const text = await host.shell(`cat ${conf}`);
  const byHand = () => host.shell(`echo '# by hand' >> ${conf}`);
  const remove = (changed: 'refuse' | 'discard' | 'keep') =>
    host.client.call('deviceTree.remove', { board, name: 'frames', unload: false, changed });

  await install(frames);
  await byHand();
  const changed = await traces(host);
  expect(await failure(remove('refuse'))).toMatchObject({ id: 'boot.changed-since', data: { path: conf } });
  expect(await failure(host.client.call('deviceTree.restore', { board, changed: 'refuse' }))).toMatchObject({
    id: 'boot.changed-since',
    data: { path: conf },
  });
  expect(await traces(host)).toBe(changed);
  await remove('keep');
  expect(await host.shell(`cat ${conf}`)).toBe(`${text}# by hand\n`);
  expect(await failure(host.client.call('deviceTree.restore', { board, changed: 'discard' }))).toBeUndefined();
  expect(await traces(host)).toBe(before);

  await install(frames);
  await byHand();
  await remove('discard');
  expect(await traces(host)).toBe(before);
  expect(await failure(host.client.call('deviceTree.restore', { board, changed: 'refuse' }))).toMatchObject({
    id: 'boot.nothing-to-restore',
  });
});

test('device-tree.bad-argument and device-tree.way-not-possible', async () => {
  const wordless = host.client.call('deviceTree.preview', {
    board,
    way: 'kernel-arguments',
    name: 'x',
    arguments: ['init=/bin/sh'],
  });
  expect(await failure(wordless)).toMatchObject({
    id: 'device-tree.bad-argument',
    data: { refusals: [{ id: 'kernel-argument.not-allowed', argument: 'init=/bin/sh' }] },
  });
  const other = host.client.call('deviceTree.preview', { board, way: 'armbian', name: 'x' }, { bytes: frames });
  expect(await failure(other)).toMatchObject({
    id: 'device-tree.way-not-possible',
    message: 'There is no /boot/armbianEnv.txt.',
  });
});

test('board.not-back: it does not answer within its time, and the way back is told', async () => {
  await install(frames);
  const reboot = host.client.call('deviceTree.reboot', { board, withinMs: 10_000 });
  // The cable is out before it could be back.
  await sleep(3_000);
  await host.link(false);
  const found = await failure(reboot);
  expect(found).toMatchObject({ id: 'board.not-back', data: { board } });
  expect(Number(found?.data?.waitedMs)).toBeGreaterThanOrEqual(10_000);
  expect(JSON.stringify(found?.data?.recovery)).toContain(conf);
  await host.link(true);
});
