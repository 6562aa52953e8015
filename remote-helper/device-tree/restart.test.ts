/** How a board is told to start anew: its disks first, and by something that outlives the helper. No board, and not this computer. */
import { expect, test } from 'vitest';
import { problem } from '../rpc/problem.ts';
import { Restart } from './restart.ts';

const ended = { status: 0, signal: undefined, stdout: '', stderr: '' };

test('everything is on the disks before anything goes down', async () => {
  const done: string[] = [];
  const restart = new Restart(
    async (program, args) => void done.push(`${program} ${args.join(' ')}`),
    async (program) => {
      done.push(program);
      return ended;
    },
  );
  await restart.soon();
  expect(done).toEqual([
    'sync',
    expect.stringMatching(/^sh -c sleep 1\n.*systemctl reboot; else reboot;.*\nreboot -f$/s),
  ]);
});

test('disks that do not take what was written keep it up', async () => {
  const launched: string[] = [];
  const restart = new Restart(
    async (program) => void launched.push(program),
    async () => {
      throw problem('program.timeout', 'sync did not end.');
    },
  );
  await expect(restart.soon()).rejects.toMatchObject({ problem: { id: 'program.timeout' } });
  expect(launched).toEqual([]);
});
