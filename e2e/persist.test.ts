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
import { program, start } from './testing/command-process.ts';
import type { EmulatedHost } from './testing/emulated-host.ts';
import { folder, kept, modprobe, persistingBoard, text, withoutOwnFolder } from './testing/persisting-board.ts';

const name = 'persist';
let board: Awaited<ReturnType<typeof persistingBoard>>;
let host: EmulatedHost;
let before: string;

beforeAll(async () => {
  board = await persistingBoard(name);
  ({ host, before } = board);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

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
  expect(await board.listing()).toBe(before);
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
    expect(await board.listing()).toBe(before);
  }
});

test('applied, loaded again by the next boot with the same regions on the same memory, then removed without a trace', async () => {
  const first = await board.apply(kept);
  expect(first.regions.map(({ device, status, nextBoot }) => `${device} ${status} ${nextBoot}`)).toEqual([
    'uiomem0 same same',
    'uiomem2 same same',
  ]);
  const written = await board.listing();
  expect((await board.apply(kept)).applied).toBe(0);
  expect(await board.listing()).toBe(written);

  await reboot();
  expect(await loaded()).toBe(asPlanned);
  await using ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? '0'));
  await ram.write(0x7100_0000n, Buffer.from('after a boot'));
  expect(await host.shell('dd if=/dev/uiomem2 bs=12 count=1 2>/dev/null')).toBe('after a boot');
  expect((await board.apply(kept)).applied).toBe(0);
  const shown = await host.client.call('persist.show', { board: name });
  expect(shown.files.map(({ path, state }) => `${path} ${state}`)).toEqual([
    `/lib/modules/${host.status.kernel}/updates/uiomem.ko written`,
    `${modprobe} written`,
    '/etc/modules-load.d/uiomem.conf written',
  ]);

  const { removed } = await board.remove();
  expect(removed).toHaveLength(3);
  expect(await board.listing()).toBe(before);
  expect(await host.shell('ls /var/lib/uiomem-studio | grep -e persist -e journal || :')).toBe('');
  await reboot();
  expect(await loaded()).toBe('nothing\n');
  expect(await board.listing()).toBe(before);
  await expect(host.client.call('persist.show', { board: name })).resolves.toMatchObject({
    files: [],
    nextBoot: { loads: false },
  });
});

test('what was there gives way when the plan says so, and comes back with its rights', async () => {
  const own = '# by hand\noptions uiomem info_enable=0\n';
  await host.shell(`cat > ${modprobe}; chmod 640 ${modprobe}; chown 0:27 ${modprobe}`, own);
  const withOwn = await board.listing();
  await expect(board.apply(kept)).rejects.toMatchObject({
    id: 'plan.lint',
    message: expect.stringContaining(own.trimEnd()),
    problem: { data: { findings: expect.arrayContaining([expect.objectContaining({ id: 'persist.foreign-file' })]) } },
  });
  expect(await board.listing()).toBe(withOwn);
  await board.apply(`${text}persist: { boot: true, replace: true }\n`);
  expect(await host.shell(`cat ${modprobe}`)).toContain('uiomem2_size=0x10000');
  const { restored } = await board.remove();
  expect(restored).toEqual([modprobe]);
  expect(withoutOwnFolder(await board.listing())).toBe(withoutOwnFolder(withOwn));
  await host.client.call('plan.rollback', { board: name });
  expect(await board.listing()).toBe(withOwn);
  await host.shell(`rm ${modprobe}`);
});
