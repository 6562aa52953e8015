/** The helper in a node that lacks what came after the oldest one it is to run on, 18.19. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { helperContract } from '../contract.ts';
import { connectClient } from '../rpc/client.ts';
import { byteStreamDuplex } from '../rpc/node/byte-stream.ts';
import { skipToMarker } from './after-marker.ts';
import { readyLine } from './ready-line.ts';
import { helperVersion } from './version.ts';

/** node.green, 20 to 24; only what the helper might reach for. */
const newer = [
  'Promise.withResolvers',
  'Promise.try',
  'Array.fromAsync',
  'Array.prototype.toReversed',
  'Array.prototype.toSorted',
  'Array.prototype.toSpliced',
  'Array.prototype.with',
  'Object.groupBy',
  'Map.groupBy',
  'AbortSignal.any',
  'ArrayBuffer.prototype.transfer',
  'Set.prototype.union',
  'Set.prototype.difference',
  'Set.prototype.intersection',
  'Iterator',
];

test('calls are answered where newer parts of the language are missing', async () => {
  const without = newer.map((name) => `delete ${name.includes('.') ? name : `globalThis.${name}`};`).join('');
  const preload = `data:text/javascript,${encodeURIComponent(without)}`;
  const script = fileURLToPath(new URL('../main.ts', import.meta.url));
  const helper = spawn(process.execPath, ['--import', preload, script, helperVersion], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    await skipToMarker(helper.stdout, readyLine(helperVersion, undefined).trimEnd());
    await using client = connectClient(helperContract, byteStreamDuplex(helper.stdout, helper.stdin));
    expect((await client.call('device.list', {})).devices).toEqual(expect.any(Array));
    await expect(client.call('memory.read', { mapping: 1, offset: 0n, size: 4n, width: 32 })).rejects.toMatchObject({
      id: 'mapping.closed',
    });
  } finally {
    helper.kill();
  }
});
