/** An overlay brought to a board's next boots as a whole merged tree, and taken away again. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { frames, overlayBytes, throughBoots, traces } from '../testing/tree-board.ts';

const name = 'merged-tree';
let host: EmulatedHost;
beforeAll(async () => {
  host = await emulatedHost(name);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const apply = (overlay: Uint8Array) =>
  host.client.call('deviceTree.apply', { board: name, way: 'merged-dtb', name: 'frames' }, { bytes: overlay });
const text = (file: string) => execFileSync('dtc', ['-q', '-s', '-I', 'dtb', '-O', 'dts', file]).toString();

test('the file is what fdtoverlay makes of the tree that the loader took, without the boot’s own words', async () => {
  const before = await traces(host);
  const file = (each: string) => join(host.folder, each);
  const fetched = async (path: string) => Buffer.from(await host.shell(`base64 ${path}`), 'base64');
  await writeFile(file('booted.dtb'), await fetched('/sys/firmware/fdt'));
  // What is not there cannot be left out.
  expect(text(file('booted.dtb'))).toMatch(/\/memreserve\/[\s\S]*bootargs = [\s\S]*linux,initrd-start = /);
  await writeFile(file('board.dtb'), await fetched('/boot/board.dtb'));
  await writeFile(file('frames.dtbo'), frames);
  execFileSync('fdtoverlay', ['-i', file('board.dtb'), '-o', file('wanted.dtb'), file('frames.dtbo')]);
  await apply(frames);
  await writeFile(file('written.dtb'), await fetched('/boot/uiomem-studio/frames.dtb'));
  const mark = /\t\tuiomem-studio,merged-with = "frames";\n/;
  expect(text(file('written.dtb'))).toMatch(mark);
  // The file that QEMU makes of its machine has seeds, too.
  const wanted = text(file('wanted.dtb')).replaceAll(/\t\t(?:kaslr|rng)-seed = .*\n/g, '');
  expect(text(file('written.dtb')).replace(mark, '')).toBe(wanted);
  await host.client.call('deviceTree.restore', { board: name, changed: 'refuse' });
  expect(await traces(host)).toBe(before);
});

test('by merged-dtb: counts at the next boot, is there, and given back it is gone', async () => {
  await throughBoots(host, name, 'merged-dtb', async () => {
    // It would have this boot's nodes in it for good.
    const found = await apply(overlayBytes('&{/} { other { }; };')).catch(problemOf);
    expect(found).toMatchObject({ id: 'device-tree.exists', data: { name: 'frames' } });
  });
}, 600_000);
