/** Commands that hand the user's terminal on: what goes up, what comes down, how they end. */
import { expect, it } from 'vitest';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type Answer, noTerminal, play } from '../testing/played-command.ts';
import type { UserTerminal } from '../user-terminal.ts';

/** A terminal at which somebody types; `resize` is what a change of its size does. */
function typing(...pieces: string[]): {
  terminal: UserTerminal;
  isRaw: () => boolean;
  resize: () => void;
  said: () => string;
} {
  let [raw, said] = [false, ''];
  const listeners = new Set<() => void>();
  return {
    terminal: {
      size: () => ({ columns: 100, rows: 30 }),
      keys() {
        raw = true;
        return {
          async *[Symbol.asyncIterator]() {
            for (const piece of pieces) yield Buffer.from(piece);
            // A person who types no more.
            await new Promise(() => {});
          },
          [Symbol.dispose]() {
            raw = false;
          },
        };
      },
      onResize(listener) {
        listeners.add(listener);
        return { [Symbol.dispose]: () => void listeners.delete(listener) };
      },
      async error(bytes) {
        said += String(bytes);
      },
    },
    isRaw: () => raw,
    resize: () => {
      for (const listener of listeners) listener();
    },
    said: () => said,
  };
}

/** A shell that says hello, takes so many keys, and ends so; cancelled when the user leaves. */
function shell(keys: number, end: object, seen: { input?: unknown; keys: string }): Answer {
  return async (input, { onItem, upload, signal }) => {
    seen.input = input;
    await onItem?.({}, Buffer.alloc(0));
    await onItem?.({}, Buffer.from('hello\r\n'));
    await onItem?.({ error: true }, Buffer.from('oops'));
    const taking = (async () => {
      for await (const bytes of upload ?? []) {
        seen.keys += Buffer.from(bytes).toString();
        if (seen.keys.length >= keys) return;
      }
    })();
    await Promise.race([
      taking,
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(problem('cancelled', 'The work was cancelled.')), {
          once: true,
        });
      }),
    ]);
    return end;
  };
}

it('a shell on a terminal: keys as they are, its status, and the terminal as it was', async () => {
  const seen = { keys: '' };
  const user = typing('ls\r', '\u0003');
  const resized: unknown[] = [];
  const answers = {
    'terminal.shell': ((input, options) => {
      user.resize();
      return shell(4, { code: 7 }, seen)(input, options);
    }) satisfies Answer,
    'terminal.resize': async (input: unknown) => resized.push(input),
  };
  const { status, out } = await play('terminal --board zynq', { answers, terminal: user.terminal });
  expect([status, out, seen.keys, user.said(), user.isRaw()]).toEqual([7, 'hello\r\n', 'ls\r\u0003', 'oops', false]);
  expect(seen).toMatchObject({ input: { board: 'zynq', size: { columns: 100, rows: 30 } } });
  expect(resized).toEqual([{ terminal: expect.any(String), columns: 100, rows: 30 }]);
});

it.each([
  [{ code: 0 }, 0],
  [{ code: 42 }, 42],
  [{ signal: 'SIGKILL' }, 137],
  [{}, 255],
])('ends with %o as %i', async (end, status) => {
  const { status: got } = await play('terminal', { answers: { 'terminal.shell': shell(0, end, { keys: '' }) } });
  expect(got).toBe(status);
});

it('from a pipe there is no terminal, and no way back in its bytes', async () => {
  const seen = { keys: '' };
  const terminal: UserTerminal = {
    ...noTerminal,
    keys: () => ({
      async *[Symbol.asyncIterator]() {
        yield Buffer.from('~.\u001d\n');
      },
      [Symbol.dispose]() {},
    }),
  };
  const { status } = await play('terminal', { answers: { 'terminal.shell': shell(100, { code: 0 }, seen) }, terminal });
  expect([status, seen.keys]).toEqual([0, '~.\u001d\n']);
  expect(seen).not.toHaveProperty('input.size');
});

it('~. leaves a shell that does not answer, Ctrl-] a serial console', async () => {
  const user = typing('sleep 100\r', '~', '.');
  const left = await play('terminal', {
    answers: { 'terminal.shell': shell(1000, {}, { keys: '' }) },
    terminal: user.terminal,
  });
  expect([left.status, left.err, user.isRaw()]).toEqual([130, expect.stringContaining('[cancelled]'), false]);
  const seen = { keys: '' };
  const console_ = typing('version\r\u001d');
  const { status, err } = await play('serial open /dev/ttyUSB0 --baud 9600 --parity even', {
    answers: { 'serial.open': shell(1000, {}, seen) },
    terminal: console_.terminal,
  });
  expect([status, seen.keys]).toEqual([0, 'version\r']);
  expect(err).toContain('/dev/ttyUSB0 is open with 9600 baud. Ctrl-] leaves it.');
  expect(seen).toMatchObject({ input: { path: '/dev/ttyUSB0', baudRate: 9600, parity: 'even', dataBits: 8 } });
});

it.each(['terminal --json', 'serial open /dev/ttyUSB0 --json', 'serial open /dev/ttyUSB0 --baud fast --json'])(
  '%s is wrong usage before anything is opened',
  async (line) => {
    const { status, out, asked } = await play(line);
    expect([status, asked, JSON.parse(out).problem.id]).toEqual([2, [], expect.stringMatching(/^usage\./)]);
  },
);

it('a baud rate that is none is told', async () => {
  const { status, err } = await play('serial open /dev/ttyUSB0 --baud fast');
  expect([status, err]).toEqual([2, expect.stringContaining('not "fast". [usage.serial]')]);
});

it('serial list says what hangs on each, harmlessly, and when udev was not asked', async () => {
  const ports = [{ path: '/dev/ttyUSB0', maker: 'FT\u001b[2JDI', vendorId: '0403', productId: '6001' }];
  const { out, err } = await play('serial list', { answers: { 'serial.list': () => ({ ports, complete: false }) } });
  expect(out).toMatch(/\/dev\/ttyUSB0\s+FT \[2JDI\s+0403:6001/);
  expect(err).toContain('udev could not be asked');
});
