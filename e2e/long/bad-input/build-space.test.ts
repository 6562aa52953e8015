/** A real board whose disk fills up while a module is built on it; judged by the board's own shell. */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { type EmulatedHost, emulatedHost } from '../../testing/emulated-host.ts';

const name = 'build-space';
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

it('module.no-space: the room is gone when the compiler starts, and nothing of the build stays', {
  timeout: 300_000,
}, async () => {
  const folder = join(host.folder, 'mine');
  await mkdir(folder);
  await writeFile(join(folder, 'Kbuild'), 'obj-m := uiomem.o\n');
  // Of this run alone: what was built from the same before would be taken again.
  await writeFile(
    join(folder, 'uiomem.c'),
    `#include <linux/module.h>\nMODULE_LICENSE("GPL");\n/* ${randomUUID()} */\n`,
  );
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
