/** A real board whose kernel takes signed modules only: told before anything is sent, and the kernel says the same. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { writableRoots } from '../testing/boards.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'signed';
let host: EmulatedHost;
beforeAll(async () => {
  host = await emulatedHost(name, { kernelArguments: ['module.sig_enforce=1'] });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** Modules that were sent since the boot, and what the kernel logged of loading. */
const traces = () =>
  host.shell(
    `${writableRoots}; find $roots -xdev -name '*.ko*' 2>/dev/null | sort; dmesg | grep -ciE 'uiomem|module'; :`,
  );

test('module.signature-required: nothing is sent, and the kernel itself would have refused it', async () => {
  const { kernel } = await host.client.call('board.facts', { board: name });
  expect(kernel.signatureEnforced).toBe(true);
  const { module } = await host.client.call('module.build', { board: name });
  const file = module.path;
  const before = await traces();
  for (const work of [
    () => host.client.call('module.upload', { board: name, file }),
    () => host.client.call('module.load', { board: name, file, parameters: [] }),
  ]) {
    expect(problemOf(await work().catch((thrown: unknown) => thrown))).toMatchObject({
      id: 'module.signature-required',
      message: expect.stringMatching(/module\.sig_enforce is on\), found not signed/),
      hint: expect.stringMatching(/sign/),
    });
  }
  expect(await traces()).toBe(before);
  const said = await host.shell(
    'cat > /tmp/u.ko; insmod /tmp/u.ko 2>&1; rm /tmp/u.ko; cut -d" " -f1 /proc/modules | grep -c uiomem; :',
    await readFile(file),
  );
  expect(said).toMatch(/(Key was rejected by service|Required key not available)[\s\S]*\n0\n$/);
});
