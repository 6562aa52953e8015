/** A real board whose kernel is locked down: told before anything is sent, and the kernel says the same; what stays possible is done. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { writableRoots } from '../../testing/boards.ts';
import { type EmulatedHost, emulatedHost } from '../../testing/emulated-host.ts';

const name = 'locked-down';
const plan = `version: 1
module: { from: built-in }
regions:
  - { device: uiomem0, address: 0x70000000, size: 64K }
`;
let host: EmulatedHost;
let driver: string;
beforeAll(async () => {
  host = await emulatedHost(name, { kernelArguments: ['lockdown=integrity'] });
  driver = (await host.client.call('module.build', { board: name })).module.path;
}, 300_000);
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** Files that were sent, and what the kernel logged of lockdown and of the driver. */
const traces = () =>
  host.shell(
    `${writableRoots}; find $roots -xdev -name '*.ko*' 2>/dev/null | sort; dmesg | grep -ciE 'uiomem|restricted'; :`,
  );
async function refused(work: () => Promise<unknown>) {
  const before = await traces();
  const found = await work().then(() => undefined, problemOf);
  expect(await traces()).toBe(before);
  return found;
}
const explained = async () => {
  const ids: unknown[] = [];
  const onItem = ({ explanation }: { explanation?: { id: string } | undefined }) => void ids.push(explanation?.id);
  await host.client.call('log.read', { board: name, follow: false }, { onItem });
  return ids;
};

it('module.signature-required under lockdown: nothing is sent, and the kernel itself refuses it', async () => {
  expect((await host.client.call('board.facts', { board: name })).kernel.lockdown).toBe('integrity');
  for (const work of [
    () => host.client.call('module.upload', { board: name, file: driver }),
    () => host.client.call('module.load', { board: name, file: driver, parameters: [] }),
  ]) {
    expect(await refused(work)).toMatchObject({
      id: 'module.signature-required',
      message: expect.stringMatching(/lockdown is integrity\), found not signed/),
      hint: expect.stringMatching(/sign-file[\s\S]*boot without lockdown/),
    });
  }
  const said = await host.shell('cat >/tmp/u.ko; insmod /tmp/u.ko 2>&1; rm /tmp/u.ko; :', await readFile(driver));
  expect(said).toMatch(/Operation not permitted|Required key not available|Key was rejected/);
  expect(await explained()).toContain('loader.lockdown');
});

it('module.lockdown-parameters: a plan is told of both before it is applied', async () => {
  const found = await refused(() =>
    host.client.call('plan.apply', { board: name, text: plan, folder: host.folder, resume: false }),
  );
  expect(found).toMatchObject({ id: 'plan.lint' });
  const { findings } = await host.client.call('plan.lint', {
    text: plan,
    folder: host.folder,
    by: { kind: 'board', board: name },
  });
  expect(findings.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['module.signature-required', 'module.lockdown-parameters']),
  );
});

test('the kernel keeps /dev/mem to itself, and the log says why', async () => {
  const before = (await explained()).filter((id) => id === 'loader.lockdown').length;
  expect(await host.shell('dd if=/dev/mem of=/dev/null bs=4096 count=1 2>&1; :')).toMatch(/not permitted/);
  expect((await explained()).filter((id) => id === 'loader.lockdown').length).toBe(before + 1);
});
