import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLine, identify, isAlive, parseStat, signal } from './process-identity.ts';

test('a line of /proc/PID/stat, with any name in it', () => {
  const rest = `S ${Array.from({ length: 18 }, (_, index) => index).join(' ')} 98765 1 2`;
  expect(parseStat(`12 (sleep) ${rest}`)).toEqual({ state: 'S', startTime: '98765' });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(parseStat(`12 (${name}) ${rest}`)).toEqual({ state: 'S', startTime: '98765' });
    }),
  );
  for (const text of ['', '12 (a', '12 (a) S 1 2', `12 (a) ${rest.replace('98765', 'x')}`]) {
    expect(parseStat(text)).toBe(undefined);
  }
});

test('a process is itself while it lives, and nobody afterwards', async () => {
  const child = spawn('sleep', ['600']);
  await once(child, 'spawn');
  const identity = identify(child.pid ?? 0);
  if (identity === undefined) throw new Error('sleep is not there');
  expect([isAlive(identity), commandLine(identity.pid)]).toEqual([true, ['sleep', '600']]);

  // The number of another process, or of another boot: not touched.
  for (const other of [
    { ...identity, startTime: String(Number(identity.startTime) - 1) },
    { ...identity, bootId: 'another' },
  ]) {
    expect([isAlive(other), signal(other, 'SIGKILL')]).toEqual([false, false]);
  }
  expect(isAlive(identity)).toBe(true);

  const ended = once(child, 'exit');
  expect(signal(identity, 'SIGTERM')).toBe(true);
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect([isAlive(identity), signal(identity, 'SIGKILL'), identify(identity.pid)]).toEqual([false, false, undefined]);
  expect(commandLine(identity.pid)).toEqual([]);
});

test('a zombie has ended', async () => {
  // The shell becomes a program that never waits for the child it has.
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [text] = (await once(parent.stdout, 'data')) as [Buffer];
  try {
    await expect.poll(() => identify(Number(text.toString()))).toBe(undefined);
  } finally {
    parent.kill('SIGKILL');
  }
});
