/** The client against a peer on a real socket that says what QEMU says. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { parseWords, Qmp } from './qmp.ts';

interface Request {
  readonly execute: string;
  readonly arguments?: Record<string, unknown>;
  readonly id: number;
}

let folder: string;
let path: string;
let server: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-qmp-'));
  path = join(folder, 'qmp.sock');
});
afterEach(async () => {
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

const greeting = '{"QMP": {"version": {"qemu": {"major": 7}}, "capabilities": []}}\r\n';

/** Answers each request by `answer`; what that writes itself is its own affair. */
async function peer(answer: (request: Request, socket: Socket) => unknown): Promise<Request[]> {
  const asked: Request[] = [];
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(greeting);
    createInterface({ input: socket }).on('line', (line) => {
      const request = JSON.parse(line) as Request;
      asked.push(request);
      const reply = request.execute === 'qmp_capabilities' ? {} : answer(request, socket);
      if (reply !== undefined) socket.write(`${JSON.stringify({ return: reply, id: request.id })}\r\n`);
    });
  });
  await new Promise<void>((resolve) => server?.listen(path, resolve));
  return asked;
}
const failure = (work: Promise<unknown>) => work.then(() => ({ id: 'no problem' }), problemOf);

test('commands and their answers find each other, whatever comes between and however it is cut', async () => {
  const asked = await peer(({ execute, id }, socket) => {
    if (execute !== 'first') {
      // The answer to the second comes before that to the first, in pieces, with an event between.
      const text = `{"event": "RESET", "data": {}}\r\n{"return": "two", "id": ${id}}\r\n{"return": "one", "id": ${id - 1}}\r\n`;
      for (const letter of text) socket.write(letter);
    }
    return undefined;
  });
  await using qmp = await Qmp.connect(path);
  const both = await Promise.all([qmp.execute('first', { a: 1 }), qmp.execute('second')]);
  expect(both).toEqual(['one', 'two']);
  expect(asked.map(({ execute, arguments: args }) => [execute, args])).toEqual([
    ['qmp_capabilities', undefined],
    ['first', { a: 1 }],
    ['second', undefined],
  ]);
});

test('a refusal has QEMU’s words, and the next command works', async () => {
  await peer(({ execute, id }, socket) => {
    if (execute === 'status') return 'fine';
    socket.write(`{"error": {"class": "GenericError", "desc": "no such link"}, "id": ${id}}\r\n`);
    return undefined;
  });
  await using qmp = await Qmp.connect(path);
  expect(await failure(qmp.setLink(false))).toEqual({
    id: 'qmp.refused',
    message: 'QEMU refused set_link: no such link',
    data: { command: 'set_link', class: 'GenericError' },
  });
  expect(await qmp.execute('status')).toBe('fine');
});

test('QEMU that goes away, or talks nonsense, ends what waits and what comes later', async () => {
  await peer(({ execute }, socket) => {
    if (execute === 'quit') socket.destroy();
    else socket.write('not JSON\r\n');
    return undefined;
  });
  for (const command of ['quit', 'nonsense']) {
    await using qmp = await Qmp.connect(path);
    expect(await failure(qmp.execute(command))).toMatchObject({ id: 'qmp.ended', data: { command } });
    expect(await failure(qmp.execute('later'))).toMatchObject({ id: 'qmp.ended', data: { command: 'later' } });
  }
});

test('no socket, a dead socket, and a peer that closes are unreachable', async () => {
  expect(await failure(Qmp.connect(path))).toMatchObject({ id: 'qmp.unreachable', data: { path } });
  await writeFile(path, '');
  expect(await failure(Qmp.connect(path))).toMatchObject({ id: 'qmp.unreachable' });
  await rm(path);
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server?.listen(path, resolve));
  expect(await failure(Qmp.connect(path))).toMatchObject({ id: 'qmp.unreachable' });
});

test('memory comes by file, words by the monitor', async () => {
  const asked = await peer(({ execute, arguments: args, id }, socket) => {
    if (execute === 'human-monitor-command') return '0000000070000000: 0x00000001 0xfffffffe\r\n';
    void writeFile(String(args?.filename), Buffer.from('abcd')).then(() =>
      socket.write(`{"return": {}, "id": ${id}}\r\n`),
    );
    return undefined;
  });
  await using qmp = await Qmp.connect(path);
  expect((await qmp.physicalMemory(0x7000_0000n, 4)).toString()).toBe('abcd');
  expect(await qmp.physicalWords(0x7000_0000n, 2, 4)).toEqual([1n, 0xffff_fffen]);
  expect(asked.slice(1).map(({ arguments: args }) => args)).toEqual([
    { val: 0x7000_0000, size: 4, filename: expect.any(String) },
    { 'command-line': 'xp /2xw 0x70000000' },
  ]);
});

test('the monitor’s complaint is not a number', () => {
  expect(parseWords('0000000010000000: 0x010000ed\r\n0000000010000004: 0x0000000000000001\r\n')).toEqual([
    0x0100_00edn,
    1n,
  ]);
  expect(() => parseWords('Cannot access memory')).toThrow('QEMU refused to read: Cannot access memory');
});
