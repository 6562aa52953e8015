/**
 * What stays for the next boots, on a board whose /etc, /lib/modules and /var last: written, followed by a reboot, changed,
 * rolled back and removed without a trace. Files are looked at by the system's ssh, memory through the board's RAM file.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPlan } from '../app/host/apply/apply.ts';
import { type Performers, performers } from '../app/host/apply/perform.ts';
import { Secrets } from '../app/host/boards/secrets.ts';
import { RamFile } from '../app/host/emulated-board/ram-file.ts';
import { cacheFolder } from '../app/host/module/workstation.ts';
import { openSession } from '../app/host/session/open-session.ts';
import { problem } from '../remote-helper/rpc/problem.ts';
import { boardProcesses, settled } from './testing/boards.ts';
import { program, start } from './testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';
import { fileListing } from './testing/file-listing.ts';

const name = 'persist';
const folder = process.cwd();
const text = `version: 1
name: kept over boots
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M }
  - { device: uiomem2, address: 0x71000000, size: 64K, cache: coherent }
`;
const kept = `${text}persist: { boot: true }\n`;
const modprobe = '/etc/modprobe.d/uiomem.conf';
let host: EmulatedHost;
let before: string;

beforeAll(async () => {
  host = await emulatedHost(name);
  await host.client.call('module.build', { board: name });
  before = await listing();
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const apply = (plan: string) => host.client.call('plan.apply', { board: name, text: plan, folder, resume: false });
const remove = (changed: 'refuse' | 'discard' | 'keep' = 'refuse') =>
  host.client.call('persist.remove', { board: name, changed });

/** The folders that persistence writes to or beside. Not the helper itself. */
const listing = () =>
  fileListing(
    host.shell,
    ['etc', 'lib/modules', 'usr/src', 'var/lib'],
    (name) => !/^var\/lib\/uiomem-studio(?!\/persist)/.test(name),
  );

/** What the tool left besides its journal, which an apply of this boot needs. */
const withoutOwnFolder = (all: string) =>
  all
    .split('\n')
    .filter((line) => !line.startsWith('var/lib/uiomem-studio'))
    .join('\n');

/** It may not be loaded. */
const unload = () => host.shell('rmmod uiomem 2>/dev/null || :');

async function reboot(): Promise<void> {
  await host.client.call('board.disconnect', { board: name });
  await host.client.call('emulated.reboot', { name });
}

/** Regions as the driver itself shows them. */
const loaded = () =>
  host.shell(
    'cd /sys/class/uiomem 2>/dev/null || { echo nothing; exit 0; }; for d in uiomem[02]; do [ -d $d ] && echo $d $(cat $d/phys_addr $d/size $d/cached $d/coherent); done; :',
  );
const asPlanned = 'uiomem0 0x0000000070000000 1048576 1 0\nuiomem2 0x0000000071000000 65536 1 1\n';

const places = { folder, driverSource: `${folder}/kernel`, places: { cache: cacheFolder() } };

/** The performers, with the one of step number `wanted` failing after its work. */
function failingAfter(wanted: number): Performers {
  let done = 0;
  const entries = Object.entries(performers).map(([kind, performer]) => [
    kind,
    {
      ...performer,
      async perform(action: never, run: never) {
        await performer.perform(action, run);
        if (done === wanted) throw problem('test.broken', 'The step broke after its work.');
        done += 1;
      },
    },
  ]);
  return Object.fromEntries(entries) as Performers;
}

test('steps show the whole of each file before it is written, and change nothing', async () => {
  const file = join(host.folder, 'bringup.yaml');
  await writeFile(file, kept);
  const shown = await start(program, ['plan', 'steps', file, '--board', name], process.env, 'ignore').ended;
  expect(shown.err).toBe('');
  expect(shown.out).toContain(`cat > ${modprobe} <<'END'
     # Written by uiomem studio for the plan "kept over boots": the parameters of its regions.
     # It is replaced when the plan is applied again, and removed by: uiomem-studio persist remove
     options uiomem uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem2_addr=0x71000000 uiomem2_size=0x10000 uiomem2_option=6
     END`);
  expect(await listing()).toBe(before);
});

test('failing after each step puts every byte back', async () => {
  await host.client.call('board.disconnect', { board: name });
  await using session = await openSession(host.board, { secrets: new Secrets() });
  // Send, load, the module, its parameters, its loading.
  for (let index = 0; index < 5; index += 1) {
    const failed = applyPlan(session, {
      text: kept,
      where: places,
      resume: false,
      signal: new AbortController().signal,
      tell: async () => {},
      performers: failingAfter(index),
    });
    await expect(failed).rejects.toMatchObject({ id: 'test.broken', problem: { data: { step: index } } });
    expect(await listing()).toBe(before);
  }
});

test('applied, loaded again by the next boot with the same regions on the same memory, then removed without a trace', async () => {
  const first = await apply(kept);
  expect(first.regions.map(({ device, status, nextBoot }) => `${device} ${status} ${nextBoot}`)).toEqual([
    'uiomem0 same same',
    'uiomem2 same same',
  ]);
  const written = await listing();
  expect((await apply(kept)).applied).toBe(0);
  expect(await listing()).toBe(written);

  await reboot();
  expect(await loaded()).toBe(asPlanned);
  await using ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? '0'));
  await ram.write(0x7100_0000n, Buffer.from('after a boot'));
  expect(await host.shell('dd if=/dev/uiomem2 bs=12 count=1 2>/dev/null')).toBe('after a boot');
  expect((await apply(kept)).applied).toBe(0);
  const shown = await host.client.call('persist.show', { board: name });
  expect(shown.files.map(({ path, state }) => `${path} ${state}`)).toEqual([
    `/lib/modules/${host.status.kernel}/updates/uiomem.ko written`,
    `${modprobe} written`,
    '/etc/modules-load.d/uiomem.conf written',
  ]);

  const { removed } = await remove();
  expect(removed).toHaveLength(3);
  expect(await listing()).toBe(before);
  expect(await host.shell('ls /var/lib/uiomem-studio | grep -e persist -e journal || :')).toBe('');
  await reboot();
  expect(await loaded()).toBe('nothing\n');
  expect(await listing()).toBe(before);
  await expect(host.client.call('persist.show', { board: name })).resolves.toMatchObject({
    files: [],
    nextBoot: { loads: false },
  });
});

test('another plan changes what is kept and tells the difference; rolled back it is the first one; without persist it goes', async () => {
  await apply(kept);
  const first = withoutOwnFolder(await listing());
  const other = kept.replace('size: 64K', 'size: 128K');
  const by = { kind: 'board', board: name } as const;
  const { steps } = await host.client.call('plan.steps', { text: other, folder, by, embedModule: false });
  const write = steps.find(({ action }) => action.kind === 'persist.write');
  expect(write?.difference?.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
    '-options uiomem uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem2_addr=0x71000000 uiomem2_size=0x10000 uiomem2_option=6',
    '+options uiomem uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem2_addr=0x71000000 uiomem2_size=0x20000 uiomem2_option=6',
  ]);
  await apply(other);
  expect(withoutOwnFolder(await listing())).not.toBe(first);
  await host.client.call('plan.rollback', { board: name });
  expect(withoutOwnFolder(await listing())).toBe(first);
  const verified = await host.client.call('plan.verify', { board: name, text: kept, folder });
  expect(verified.ok).toBe(true);

  await apply(text);
  expect(withoutOwnFolder(await listing())).toBe(withoutOwnFolder(before));
  await host.client.call('plan.rollback', { board: name });
  expect(withoutOwnFolder(await listing())).toBe(first);
  await host.client.call('plan.rollback', { board: name });
  expect(await listing()).toBe(before);
});

test('what was there gives way when the plan says so, and comes back with its rights', async () => {
  const own = '# by hand\noptions uiomem info_enable=0\n';
  await host.shell(`cat > ${modprobe}; chmod 640 ${modprobe}; chown 0:27 ${modprobe}`, own);
  const withOwn = await listing();
  await expect(apply(kept)).rejects.toMatchObject({
    id: 'plan.lint',
    message: expect.stringContaining(own.trimEnd()),
    problem: { data: { findings: expect.arrayContaining([expect.objectContaining({ id: 'persist.foreign-file' })]) } },
  });
  expect(await listing()).toBe(withOwn);
  await apply(`${text}persist: { boot: true, replace: true }\n`);
  expect(await host.shell(`cat ${modprobe}`)).toContain('uiomem2_size=0x10000');
  const { restored } = await remove();
  expect(restored).toEqual([modprobe]);
  expect(withoutOwnFolder(await listing())).toBe(withoutOwnFolder(withOwn));
  await host.client.call('plan.rollback', { board: name });
  expect(await listing()).toBe(withOwn);
  await host.shell(`rm ${modprobe}`);
});

test('persist.changed-since: a file that somebody changed is told, and nothing is touched until somebody decides', async () => {
  await apply(kept);
  await host.shell(`echo '# mine' >> ${modprobe}`);
  const changed = await listing();
  await expect(remove()).rejects.toMatchObject({
    id: 'persist.changed-since',
    problem: { data: { path: modprobe, found: expect.stringMatching(/# mine\n$/) } },
  });
  await expect(apply(text)).rejects.toMatchObject({
    id: 'plan.lint',
    problem: { data: { findings: [expect.objectContaining({ id: 'persist.changed-since' })] } },
  });
  expect(await listing()).toBe(changed);
  const shown = await start(program, ['persist', 'show', '--board', name], process.env, 'ignore').ended;
  expect(shown.out).toMatch(/uiomem\.conf +changed since/);
  expect(shown.out).toMatch(/^\+# mine$/m);

  await host.client.call('board.disconnect', { board: name });
  const keep = await start(program, ['persist', 'remove', '--keep-changed', '--board', name], process.env, 'ignore')
    .ended;
  expect(keep.err).toBe('');
  expect(keep.out).toContain(`left     ${modprobe}`);
  expect(
    withoutOwnFolder(await listing())
      .split('\n')
      .filter((line) => !before.includes(line)),
  ).toEqual([expect.stringContaining(modprobe.slice(1))]);
  await host.shell(`rm ${modprobe}`);
});

test('the script of the steps gives the same next boot, and the tool takes its files for its own', async () => {
  await unload();
  const by = { kind: 'board', board: name } as const;
  const { script } = await host.client.call('plan.steps', { text: kept, folder, by, embedModule: true });
  await host.client.call('board.disconnect', { board: name });
  await host.shell('sh -s', script);
  const { regions } = await host.client.call('plan.verify', { board: name, text: kept, folder });
  expect(regions.map(({ nextBoot }) => nextBoot)).toEqual(['same', 'same']);
  await apply(kept);
  expect((await apply(kept)).applied).toBe(0);
  await remove();
  // Folders that a script made are nobody's.
  await host.shell(`rmdir /etc/modules-load.d /lib/modules/*/updates`);
});

test('cut off in the middle: the record says what is what, and rolling back puts every byte back', async () => {
  await unload();
  await host.shell('rm -rf /var/lib/uiomem-studio/persist /var/lib/uiomem-studio/journal');
  const now = await listing();
  // The first in the helper's search path; it tells that it was reached, and does not come to an end.
  await host.shell(
    'mkdir -p /usr/local/sbin; printf "#!/bin/sh\\necho > /run/depmod-reached\\nexec sleep 600\\n" > /usr/local/sbin/depmod; chmod 755 /usr/local/sbin/depmod',
  );
  const cut = apply(kept).catch((thrown: unknown) => thrown);
  await settled(
    () => host.shell('ls /run/depmod-reached 2>/dev/null || :'),
    (found) => found !== '',
  );
  // What a power cut would leave right now.
  const record = JSON.parse(await host.shell('cat /var/lib/uiomem-studio/persist/record.json'));
  expect([record.unfinished, record.entries.map(({ kind }: { kind: string }) => kind)]).toEqual([true, ['module']]);
  const [helper] = await boardProcesses(host.board, 'helper.cjs');
  await host.shell(`rm /usr/local/sbin/depmod; kill -9 ${helper}; for p in $(pidof sleep); do kill $p; done; :`);
  // The link is there, so a new helper takes it back from the record at once.
  expect(await cut).toMatchObject({ problem: { data: { rolledBack: expect.any(Number) } } });
  expect(await listing()).toBe(now);
  await apply(kept);
  expect(await host.shell(`grep -c updates/uiomem /lib/modules/*/modules.dep || :`)).toBe('1\n');
  await remove();
});
