/** The live tree of a folder that stands for /proc/device-tree. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BoardFiles } from '../board-files.ts';
import { problemOf } from '../rpc/problem.ts';
import { readLiveTree } from './live-tree.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'uiomem-studio-live-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (node: string, properties: Readonly<Record<string, string>>) => {
  const folder = join(root, 'proc/device-tree', node);
  mkdirSync(folder, { recursive: true });
  for (const [name, value] of Object.entries(properties)) writeFileSync(join(folder, name), value);
};

test('nodes with names and sizes, values one after the other, without the name that the kernel adds', async () => {
  put('', { model: 'A board\0', name: '\0' });
  put('soc/uart@9000000', { reg: '\x00\x00\x00\x01', name: 'uart\0', 'dma-coherent': '' });
  put('soc/odd', { name: 'another\0' });
  const { nodes, bytes } = await readLiveTree(new BoardFiles(root));
  expect(nodes).toEqual([
    [0, '', [['model', 8]]],
    [1, 'soc', []],
    [2, 'odd', [['name', 8]]],
    [
      2,
      'uart@9000000',
      [
        ['dma-coherent', 0],
        ['reg', 4],
      ],
    ],
  ]);
  expect(Buffer.from(bytes).toString('latin1')).toBe('A board\0another\0\x00\x00\x00\x01');
});

test('device-tree.none: a board without one', async () => {
  const found = await readLiveTree(new BoardFiles(root)).then(
    () => undefined,
    (thrown: unknown) => problemOf(thrown),
  );
  expect(found?.id).toBe('device-tree.none');
});
