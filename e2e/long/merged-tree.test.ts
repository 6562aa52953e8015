/** An overlay brought to a board's next boots as a whole merged tree, and taken away again. */
import { afterAll, beforeAll, test } from 'vitest';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { throughBoots } from '../testing/tree-board.ts';

const name = 'merged-tree';
let host: EmulatedHost;
beforeAll(async () => {
  host = await emulatedHost(name);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

test('by merged-dtb: counts at the next boot, is there, and given back it is gone', async () => {
  await throughBoots(host, name, 'merged-dtb');
}, 600_000);
