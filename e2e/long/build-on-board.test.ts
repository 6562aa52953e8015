/** A module built on a real board by hand and by the tool, and one whose disk fills up meanwhile; judged by the board's own shell. */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { writableRoots } from '../testing/boards.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'build-on-board';
/** An emulated processor compiles a small module in twenty seconds, and on a busy workstation in minutes. */
const timeout = 300_000;
const disk = '/root/.cache';
let host: EmulatedHost;

beforeAll(async () => {
  host = await emulatedHost(name, { tools: true });
  // A disk of its own for the login user's folder, so that only what is built there finds no room.
  await host.shell(`mkdir -p ${disk} && mount -t tmpfs -o size=160m build-space ${disk}`);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

test('a module and a program are built on the board', { timeout }, async () => {
  await host.shell(
    `mkdir -p /root/tiny && cd /root/tiny && cat >tiny.c && echo 'obj-m := tiny.o' >Makefile &&
     make -C /lib/modules/$(uname -r)/build M=$PWD modules`,
    '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n',
  );
  expect(await host.shell('modinfo -F vermagic /root/tiny/tiny.ko | cut -d" " -f1; uname -r')).toBe(
    `${host.status.kernel}\n${host.status.kernel}\n`,
  );
  await host.shell('gcc -Wall -Werror -o /root/seven -x c -', 'int main(void) { return 7; }\n');
  expect(await host.shell('/root/seven; echo $?; python3 -c "import fcntl, mmap, struct; print(mmap.PAGESIZE)"')).toBe(
    '7\n4096\n',
  );
  expect(await host.shell('dkms --version')).toMatch(/^dkms-3\./);
});

/** A small module, of this run alone: what was built from the same before would be taken again. */
async function sourceFolder(called: string): Promise<string> {
  const folder = join(host.folder, called);
  await mkdir(folder);
  await writeFile(join(folder, 'Kbuild'), 'obj-m := uiomem.o\n');
  const text = `#include <linux/module.h>\nMODULE_LICENSE("Dual MIT/GPL");\n/* ${randomUUID()} */\n`;
  await writeFile(join(folder, 'uiomem.c'), text);
  return folder;
}

/** Modules and what builds leave, and the processes of one. */
const traces = () =>
  host.shell(
    `${writableRoots}; find $roots -xdev -path /usr -prune -o \\( -name '*.ko*' -o -name '*.part*' -o -name builds \\) -print 2>/dev/null | sort -u; ps -o args | grep -E "[m]ake|[c]c1"; :`,
  );

test('a folder of the user’s is built on the board, and leaves nothing there but the module', {
  timeout,
}, async () => {
  const folder = await sourceFolder('good');
  const { kernel } = await host.client.call('board.facts', { board: name });
  const before = await traces();
  const rows = await host.client.call('module.preflight', { board: name, folder, on: 'board' });
  expect(rows.rows.filter(({ ok }) => !ok)).toEqual([]);
  const lines: string[] = [];
  const { module, reused } = await host.client.call(
    'module.build',
    { board: name, folder, on: 'board' },
    {
      onItem({ line }) {
        lines.push(line);
      },
    },
  );
  expect(reused).toBe(false);
  expect(module).toMatchObject({ architecture: 'arm64', release: host.status.kernel });
  expect(module.vermagic.trim()).toBe(kernel.vermagic?.trim());
  expect(lines.join('\n')).toMatch(/CC \[M\].*uiomem\.o/);
  // Nothing but the module, where an upload would have put it.
  const kept = new RegExp(`^/\\S+/uiomem-studio-helper/modules/${module.sha256}/uiomem\\.ko\\n`, 'm');
  expect(await traces()).toMatch(kept);
  expect((await traces()).replace(kept, '')).toBe(before);
  expect(await host.client.call('module.build', { board: name, folder, on: 'board' })).toMatchObject({ reused: true });

  await writeFile(join(folder, 'uiomem.c'), '#include <linux/module.h>\nint broken(void) { return nothing; }\n');
  const after = await traces();
  const failed = await host.client.call('module.build', { board: name, folder, on: 'board' }).catch(problemOf);
  expect(failed).toMatchObject({ id: 'module.build-failed', message: expect.stringMatching(/nothing.*undeclared/) });
  expect(await traces()).toBe(after);
});

it('module.no-space: the room is gone when the compiler starts, and nothing of the build stays', {
  timeout,
}, async () => {
  const folder = await sourceFolder('without-room');
  let filled: Promise<string> | undefined;
  const failed = await host.client
    .call(
      'module.build',
      { board: name, folder, on: 'board' },
      {
        onItem() {
          filled ??= host.shell(`dd if=/dev/zero of=${disk}/filler bs=64k 2>/dev/null; df -k ${disk} | tail -n 1`);
        },
      },
    )
    .then(
      () => undefined,
      (thrown) => problemOf(thrown),
    );
  expect(await filled).toMatch(/ 100% /);
  expect(failed).toMatchObject({
    id: 'module.no-space',
    message: expect.stringContaining(disk),
    hint: expect.stringMatching(/Make room/),
    data: { said: expect.stringMatching(/No space left on device/) },
  });
  expect(await host.shell(`find ${disk} -name builds; ps -o args | grep -E '[m]ake|[c]c1'; :`)).toBe('');

  await host.shell(`rm ${disk}/filler`);
  const { module } = await host.client.call('module.build', { board: name, folder, on: 'board' });
  expect(module).toMatchObject({ architecture: 'arm64', release: host.status.kernel });
});
