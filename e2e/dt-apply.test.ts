/** Overlays on a board: looked at, brought to it, taken away again. What the board has is looked at by the system's ssh. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFdt } from '../app/devicetree/fdt/read-fdt.ts';
import { sortedTree } from '../app/devicetree/testing/built.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const name = 'dt-apply';
let host: EmulatedHost;

beforeAll(async () => {
  host = await emulatedHost(name);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

test('the live tree is that of the boot as long as nothing was put onto it', async () => {
  const { output, bytes } = await host.client.call('deviceTree.read', { board: name });
  const { tree, findings } = readFdt(bytes);
  expect(findings).toEqual([]);
  const booted = readFdt(new Uint8Array(Buffer.from(await host.shell('base64 /sys/firmware/fdt'), 'base64'))).tree;
  if (tree === undefined || booted === undefined) throw new Error('no tree');
  expect(sortedTree(tree)).toEqual(sortedTree(booted));
  const count = await host.shell('find /proc/device-tree/ -type d | wc -l');
  expect(output).toEqual({ nodes: Number(count), symbols: true });
});
