/**
 * What is kept for the next boots, when the plan changes, when somebody else changes it, when it was written by the script of the
 * steps, and when its writing is cut off. Files are looked at by the system's ssh.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardProcesses, settled } from '../testing/boards.ts';
import { program, start } from '../testing/command-process.ts';
import type { EmulatedHost } from '../testing/emulated-host.ts';
import { folder, kept, modprobe, persistingBoard, text, withoutOwnFolder } from '../testing/persisting-board.ts';

const name = 'persist-changes';
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

test('another plan changes what is kept and tells the difference; rolled back it is the first one; without persist it goes', async () => {
  await board.apply(kept);
  const first = withoutOwnFolder(await board.listing());
  const other = kept.replace('size: 64K', 'size: 128K');
  const by = { kind: 'board', board: name } as const;
  const { steps } = await host.client.call('plan.steps', { text: other, folder, by, embedModule: false });
  const write = steps.find(({ action }) => action.kind === 'persist.write');
  expect(write?.difference?.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
    '-options uiomem uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem2_addr=0x71000000 uiomem2_size=0x10000 uiomem2_option=6',
    '+options uiomem uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem2_addr=0x71000000 uiomem2_size=0x20000 uiomem2_option=6',
  ]);
  await board.apply(other);
  expect(withoutOwnFolder(await board.listing())).not.toBe(first);
  await host.client.call('plan.rollback', { board: name });
  expect(withoutOwnFolder(await board.listing())).toBe(first);
  const verified = await host.client.call('plan.verify', { board: name, text: kept, folder });
  expect(verified.ok).toBe(true);

  await board.apply(text);
  expect(withoutOwnFolder(await board.listing())).toBe(withoutOwnFolder(before));
  await host.client.call('plan.rollback', { board: name });
  expect(withoutOwnFolder(await board.listing())).toBe(first);
  await host.client.call('plan.rollback', { board: name });
  expect(await board.listing()).toBe(before);
});

test('persist.changed-since: a file that somebody changed is told, and nothing is touched until somebody decides', async () => {
  await board.apply(kept);
  await host.shell(`echo '# mine' >> ${modprobe}`);
  const changed = await board.listing();
  await expect(board.remove()).rejects.toMatchObject({
    id: 'persist.changed-since',
    problem: { data: { path: modprobe, found: expect.stringMatching(/# mine\n$/) } },
  });
  await expect(board.apply(text)).rejects.toMatchObject({
    id: 'plan.lint',
    problem: { data: { findings: [expect.objectContaining({ id: 'persist.changed-since' })] } },
  });
  expect(await board.listing()).toBe(changed);
  const shown = await start(program, ['persist', 'show', '--board', name], process.env, 'ignore').ended;
  expect(shown.out).toMatch(/uiomem\.conf +changed since/);
  expect(shown.out).toMatch(/^\+# mine$/m);

  await host.client.call('board.disconnect', { board: name });
  const keep = await start(program, ['persist', 'remove', '--keep-changed', '--board', name], process.env, 'ignore')
    .ended;
  expect(keep.err).toBe('');
  expect(keep.out).toContain(`left     ${modprobe}`);
  expect(
    withoutOwnFolder(await board.listing())
      .split('\n')
      .filter((line) => !before.includes(line)),
  ).toEqual([expect.stringContaining(modprobe.slice(1))]);
  await host.shell(`rm ${modprobe}`);
});

test('the script of the steps gives the same next boot, and the tool takes its files for its own', async () => {
  await board.unload();
  const by = { kind: 'board', board: name } as const;
  const { script } = await host.client.call('plan.steps', { text: kept, folder, by, embedModule: true });
  await host.client.call('board.disconnect', { board: name });
  await host.shell('sh -s', script);
  const { regions } = await host.client.call('plan.verify', { board: name, text: kept, folder });
  expect(regions.map(({ nextBoot }) => nextBoot)).toEqual(['same', 'same']);
  await board.apply(kept);
  expect((await board.apply(kept)).applied).toBe(0);
  await board.remove();
  // Folders that a script made are nobody's.
  await host.shell(`rmdir /etc/modules-load.d /lib/modules/*/updates`);
});

test('cut off in the middle: the record says what is what, and rolling back puts every byte back', async () => {
  await board.unload();
  await host.shell('rm -rf /var/lib/uiomem-studio/persist /var/lib/uiomem-studio/journal');
  const now = await board.listing();
  // The first in the helper's search path; it tells that it was reached, and does not come to an end.
  await host.shell(
    'mkdir -p /usr/local/sbin; printf "#!/bin/sh\\necho > /run/depmod-reached\\nexec sleep 600\\n" > /usr/local/sbin/depmod; chmod 755 /usr/local/sbin/depmod',
  );
  const cut = board.apply(kept).catch((thrown: unknown) => thrown);
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
  expect(await board.listing()).toBe(now);
  await board.apply(kept);
  expect(await host.shell(`grep -c updates/uiomem /lib/modules/*/modules.dep || :`)).toBe('1\n');
  await board.remove();
});
