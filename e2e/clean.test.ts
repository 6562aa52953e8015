/** What the tool leaves on a board, and that nothing of it is there after `board clean`: judged by a list of the whole file system. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Problem, problemOf } from '../remote-helper/rpc/problem.ts';
import { boardProcesses, writableRoots } from './testing/boards.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';
import { frames } from './testing/tree-board.ts';

const name = 'clean';
const plan = `version: 1
name: to be cleaned
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M, content: memory }
`;
const folder = process.cwd();
let host: EmulatedHost;

beforeAll(async () => {
  host = await emulatedHost(name);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const failure = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );

/**
 * Every path of the root file system, with the digest of files, and the temporary file systems of the board beside it; logs
 * of logins excepted, which the board writes whenever somebody logs in.
 */
const everything = () =>
  host.shell(`${writableRoots}
for m in $roots; do find $m -xdev \\( -path /proc -o -path /sys -o -path /var/log -o -path /run/utmp \\) -prune -o -print; done | sort -u >/dev/shm/.list
sort -u /dev/shm/.list | while IFS= read -r p; do if [ -f "$p" ] && [ ! -h "$p" ]; then echo "f $p"; else echo "  $p"; fi; done | grep -v /dev/shm/.list
for m in $roots; do find $m -xdev \\( -path /proc -o -path /sys -o -path /var/log -o -path /run/utmp -o -path /dev/shm/.list \\) -prune -o -type f -exec sha256sum {} +; done | sort -u; rm -f /dev/shm/.list`);

test('after a session with everything that leaves something the board is as it was before the first', async () => {
  const { client, board } = host;
  const before = await everything();
  await client.call('board.connect', { board: name });
  await client.call('plan.apply', { board: name, text: plan, folder, resume: false });
  expect(await everything()).not.toBe(before);

  // Its journal is the way back of what stands.
  const applied = await failure(client.call('board.clean', { board: name, preview: false, unload: true }));
  expect(applied).toMatchObject({
    id: 'clean.applied',
    data: { applies: [{ plan: 'to be cleaned', state: 'applied' }] },
  });
  await client.call('plan.rollback', { board: name });
  await client.call('module.load', {
    board: name,
    parameters: [
      { name: 'uiomem0_addr', value: '0x70000000' },
      { name: 'uiomem0_size', value: '0x10000' },
    ],
  });
  // What a helper that was killed, and an upload of somebody else, leave.
  await host.shell(
    'mkdir -m 700 /tmp/uiomem-studio-module-999999-aBcDeF && : >/tmp/uiomem-studio-module-999999-aBcDeF/uiomem.ko',
  );

  const standing = await everything();
  const { removed: told, left: none } = await client.call('board.clean', { board: name, preview: true, unload: false });
  expect(none).toEqual([]);
  expect(told.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      'the helper',
      'uploads: helper, node, modules',
      'temporary files of work that was cut off',
      'a helper that runs',
    ]),
  );
  expect(told.find(({ what }) => what === 'the helper')?.size).toBeGreaterThan(100_000);
  expect(await everything()).toBe(standing);

  const { removed, left } = await client.call('board.clean', { board: name, preview: false, unload: true });
  expect(left).toEqual([]);
  expect(removed.length).toBeGreaterThan(3);
  expect(await everything()).toBe(before);
  expect(await host.shell('grep -c ^uiomem /proc/modules; :')).toBe('0\n');
  expect(await boardProcesses(board, 'helper.cjs')).toEqual([]);

  const again = await client.call('board.clean', { board: name, preview: false, unload: false });
  expect(again).toEqual({ removed: [], left: [] });
  expect(await everything()).toBe(before);
});

test('boot files that an install wrote are told, and are byte by byte as before', async () => {
  const { client } = host;
  await client.call('board.clean', { board: name, preview: false, unload: true });
  const boot = () =>
    host.shell('find /boot /etc/default -type f -exec sha256sum {} + 2>/dev/null | sort -k2; ls -lnR /boot');
  const before = await boot();
  const overlay = { board: name, way: 'extlinux' as const, name: 'frames' };
  await client.call('deviceTree.apply', overlay, { bytes: frames });
  const words = { board: name, way: 'kernel-arguments' as const, name: 'words', arguments: ['cma=64M'] };
  await client.call('deviceTree.apply', words);
  const standing = await boot();
  expect(standing).not.toBe(before);

  const { removed: told } = await client.call('board.clean', { board: name, preview: true, unload: false });
  const files = ['/boot/extlinux/extlinux.conf', '/boot/uiomem-studio/frames.dtbo'];
  const ofBoot = (list: typeof told) => list.filter(({ path }) => path.startsWith('/boot/'));
  expect(ofBoot(told).map(({ path }) => path)).toEqual(expect.arrayContaining(files));
  expect(ofBoot(told)).toEqual(
    expect.arrayContaining([{ path: files[1], size: frames.length, what: 'a device tree of the next boots' }]),
  );
  expect(await boot()).toBe(standing);

  // Nobody's change is lost: first it has to be said what is to become of it.
  await host.shell(`echo '# by hand' >> ${files[0]}`);
  expect(await failure(client.call('board.clean', { board: name, preview: false, unload: false }))).toMatchObject({
    id: 'clean.persisted',
    data: { problem: { id: 'boot.changed-since', data: { path: files[0] } } },
  });
  await host.shell(`sed -i '/^# by hand$/d' ${files[0]}`);

  const { removed, left } = await client.call('board.clean', { board: name, preview: false, unload: false });
  expect([ofBoot(removed), left]).toEqual([ofBoot(told), []]);
  const times = (text: string) => text.replaceAll(/(\d+)\s+\w{3}\s+\d+\s+[\d:]+/g, '$1');
  expect(times(await boot())).toBe(times(before));
  expect(await host.shell('ls -d /var/lib/uiomem-studio 2>/dev/null || :')).toBe('');
});

test('the loaded driver stays unless it is to go, and the next session finds its way', async () => {
  const { client } = host;
  await client.call('module.load', {
    board: name,
    parameters: [
      { name: 'uiomem0_addr', value: '0x70000000' },
      { name: 'uiomem0_size', value: '0x10000' },
    ],
  });
  await client.call('board.clean', { board: name, preview: false, unload: false });
  const { devices } = await client.call('device.list', { board: name });
  expect(devices.map((device) => device.name)).toContain('uiomem0');
});
