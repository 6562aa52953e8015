/** What a board answers to the first look, and what is made of it. */
import { expect, it } from 'vitest';
import type { SshConnection } from '../ssh/connection.ts';
import { probeBoard } from './probe-board.ts';

function answering(said: { stdout?: string; stderr?: string; code?: number }): SshConnection {
  const answer = { code: 0, stderr: '', ...said, stdout: Buffer.from(said.stdout ?? '') };
  return { board: { host: 'zynq' }, exec: async () => answer } as unknown as SshConnection;
}
const probed = (system: string) => `probe=1\nsystem=${system}\nrelease=6.1\nmachine=aarch64\nuid=0\nsudo=free\nend=1\n`;

it('a Linux is taken, past what a profile prints', async () => {
  expect(await probeBoard(answering({ stdout: `Welcome!\n${probed('Linux')}` }), [])).toMatchObject({
    system: 'Linux',
    machine: 'aarch64',
    sudo: 'free',
  });
});

it('board.not-linux: another system is named', async () => {
  await expect(probeBoard(answering({ stdout: probed('FreeBSD') }), [])).rejects.toMatchObject({
    id: 'board.not-linux',
    problem: {
      message: 'zynq runs FreeBSD, not Linux.',
      hint: expect.stringContaining('Linux'),
      data: { system: 'FreeBSD' },
    },
  });
});

it.each([
  ['a menu', 'Press 1 for status\n', ''],
  ['nothing at all', '', ''],
  ['an answer that was cut', probed('Linux').replace('end=1\n', ''), ''],
  ['an error alone', '', 'sh: not found'],
])('board.no-shell: %s, with what was said', async (_, stdout, stderr) => {
  await expect(probeBoard(answering({ stdout, stderr, code: 127 }), [])).rejects.toMatchObject({
    id: 'board.no-shell',
    problem: { hint: `It said: ${(stdout + stderr).trim() || 'nothing'}`, data: { exit: 127, stderr } },
  });
});

it('board.no-process: also when the rest of the answer looks whole', async () => {
  const stderr = "sh: can't fork: Resource temporarily unavailable";
  await expect(probeBoard(answering({ stdout: probed('Linux'), stderr }), [])).rejects.toMatchObject({
    id: 'board.no-process',
  });
});
