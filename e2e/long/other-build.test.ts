/** A board that has a driver of ours loaded, of another version or of other source than the tool's: told, with what to do. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { driverDifference } from '../../app/plan/driver-difference.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const board = 'other-build';
let host: EmulatedHost;
let client: EmulatedHost['client'];
beforeAll(async () => {
  host = await emulatedHost(board);
  ({ client } = host);
}, 300_000);
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** The tool's own source, changed. */
async function changedSource(name: string, change: (text: string) => string, file = 'uiomem.h'): Promise<string> {
  const copy = join(host.folder, name);
  await cp(fileURLToPath(new URL('../../kernel', import.meta.url)), copy, { recursive: true });
  const path = join(copy, file);
  const before = await readFile(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
  return copy;
}

/** Built of such a folder; loaded by the board's own insmod, past the tool, as a colleague would. */
const built = async (folder: string) => (await client.call('module.build', { board, folder })).module;
const insmod = async (file: string) =>
  host.shell(
    'cat > /tmp/u.ko; insmod /tmp/u.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000; rm /tmp/u.ko',
    await readFile(file),
  );
const difference = async () => {
  const { loaded: there, tool } = await client.call('module.status', { board });
  return driverDifference(there, tool);
};
let older: string;

test('a driver of ours of other source under the same version is told', { timeout: 300_000 }, async () => {
  const change = (text: string) => `${text}\nint __maybe_unused changed;\n`;
  const theirs = await built(await changedSource('theirs', change, 'module.c'));
  await client.call('module.build', { board });
  // What was built last would count as the tool's, too.
  older = (await built(await changedSource('older', (text) => text.replace(/"\d[^"]*-studio"/, '"0.0.9-studio"'))))
    .path;
  await insmod(theirs.path);
  expect(await difference()).toMatchObject({
    kind: 'build',
    id: 'driver.other-build',
    hint: expect.stringContaining(theirs.srcversion ?? '?'),
  });
  await client.call('module.unload', { board });
});

test('one of another version is told; the tool’s own is not', { timeout: 300_000 }, async () => {
  await insmod(older);
  expect(await difference()).toMatchObject({
    kind: 'older',
    id: 'driver.other-version',
    message: expect.stringMatching(/loaded is 0\.0\.9-studio, the tool has \d.*-studio\.$/),
  });
  await client.call('module.unload', { board });

  const parameters = [
    { name: 'uiomem0_addr', value: '0x70000000' },
    { name: 'uiomem0_size', value: '0x100000' },
  ];
  await client.call('module.load', { board, parameters });
  expect(await difference()).toBeUndefined();
  await client.call('module.unload', { board });
});
