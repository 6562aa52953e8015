import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ConsolePiece, followConsole } from './console-text.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-console-'));
  path = join(folder, 'console.log');
});
afterEach(() => rm(folder, { recursive: true }));

test('what is there is told at once, the end of it where it is long', async () => {
  await writeFile(path, `${'x'.repeat(100_000)}end`);
  const pieces: ConsolePiece[] = [];
  await followConsole(path, { signal: new AbortController().signal, goesOn: async () => false }, async (piece) => {
    pieces.push(piece);
  });
  expect(pieces.map(({ text, fresh }) => [text.length, text.slice(-4), fresh])).toEqual([[64 << 10, 'xend', true]]);
});

test('what comes is told with whole characters, a new start as one, and the last words before the end', async () => {
  const pieces: ConsolePiece[] = [];
  let running = true;
  const following = followConsole(
    path,
    { signal: new AbortController().signal, goesOn: async () => running },
    async (piece) => {
      pieces.push(piece);
    },
  );
  const told = (text: string) => vi.waitFor(() => expect(pieces.map((piece) => piece.text).join('|')).toBe(text), 5000);
  const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
  await writeFile(path, Buffer.concat([Buffer.from('boot '), first]));
  await told('boot ');
  await appendFile(path, second);
  await told('boot |é');
  await rm(path);
  await writeFile(path, 'again');
  await told('boot |é|again');
  running = false;
  await appendFile(path, ' end');
  await following;
  expect(pieces.map(({ text, fresh }) => [text, fresh])).toEqual([
    ['boot ', true],
    ['é', false],
    ['again', true],
    [' end', false],
  ]);
});

test('it ends when nobody wants it any more', async () => {
  await writeFile(path, 'boot');
  const abort = new AbortController();
  const following = followConsole(path, { signal: abort.signal, goesOn: async () => true }, async () => abort.abort());
  await expect(following).rejects.toThrow(/abort/i);
});
