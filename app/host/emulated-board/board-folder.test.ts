import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BoardRecord, isRunning, parseRecord, qmpSocketPath, readRecord, writeRecord } from './board-folder.ts';
import { identify } from './process-identity.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

const record: BoardRecord = {
  process: { pid: 4711, startTime: '123456', bootId: 'a-boot' },
  choice: {
    name: 'small',
    architecture: 'x86-64',
    kernel: '6.12',
    loader: 'direct',
    sshd: 'dropbear',
    node: false,
    tools: true,
    udev: true,
    memory: 5n << 30n,
    devices: ['edu'],
    overlays: ['/o/nodes.dtso'],
    qemuArguments: ['-plugin', 'file=a.so'],
    kernelArguments: ['lockdown=integrity'],
    rootFiles: { '/etc/a': { text: 'a\n' }, '/b': { text: '', mode: 0o600, owner: 1000 } },
  },
  port: 2222,
  qmpSocket: '/b/qmp.sock',
  release: '6.12.0',
  buildDir: '/c/build',
  identityFile: '/c/key',
  bootId: 'its-boot',
  commandLine: ['qemu-system-x86_64', '-M', 'q35'],
};

test('what is written is read again, by its owner alone', async () => {
  await writeRecord(join(folder, 'small'), record);
  expect(await readRecord(join(folder, 'small'))).toEqual(record);
  expect((await stat(join(folder, 'small', 'board.json'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'small'))).mode & 0o777).toBe(0o700);
});

test('a record is the whole of one or none', async () => {
  expect(await readRecord(folder)).toBe(undefined);
  await writeRecord(folder, record);
  const text = await readFile(join(folder, 'board.json'), 'utf8');
  const data = JSON.parse(text);
  for (const missing of Object.keys(data)) {
    expect([missing, parseRecord(JSON.stringify({ ...data, [missing]: undefined }))]).toEqual([missing, undefined]);
  }
  expect(parseRecord(JSON.stringify({ ...data, version: 2 }))).toBe(undefined);
  expect(parseRecord(JSON.stringify({ ...data, process: { ...data.process, pid: '4711' } }))).toBe(undefined);
  await writeFile(join(folder, 'board.json'), text.slice(0, -20));
  expect(await readRecord(folder)).toBe(undefined);
});

test('no text makes the parser throw or invent', () => {
  const text = JSON.stringify({
    version: 1,
    ...record,
    choice: { ...record.choice, memory: '0x140000000' },
  });
  expect(parseRecord(text)).toEqual(record);
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (any) => parseRecord(any) === undefined));
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, piece) => {
      const found = parseRecord(text.slice(0, at) + piece + text.slice(at + 1));
      if (found === undefined) return;
      expect(Object.keys(found).sort()).toEqual(Object.keys(record).sort());
      expect([typeof found.process.pid, typeof found.choice.memory, typeof found.port]).toEqual([
        'number',
        'bigint',
        'number',
      ]);
    }),
  );
});

test('only a process of that number, start and socket is the board', () => {
  const own = identify(process.pid);
  if (own === undefined) throw new Error('this process is not there');
  // It lives, and is the same one; but it is no QEMU of this board.
  expect(isRunning({ ...record, process: own })).toBe(false);
  expect(isRunning({ ...record, process: { ...own, startTime: '1' } })).toBe(false);
  expect(isRunning({ ...record, process: { ...own, bootId: 'another' } })).toBe(false);
});

test('the socket of a deep folder is a short path of its own', () => {
  expect(qmpSocketPath('/short')).toBe('/short/qmp.sock');
  const deep = `/${'d'.repeat(200)}`;
  const path = qmpSocketPath(deep);
  expect(path.length).toBeLessThanOrEqual(107);
  expect(path).toMatch(/\/uiomem-[0-9a-f]{16}\.sock$/);
  expect(qmpSocketPath(`${deep}e`)).not.toBe(path);
});
