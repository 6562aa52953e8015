/** A process that has no time for its connection for a while: what came meanwhile comes at once, and is not lost. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Secrets } from '../boards/secrets.ts';
import { connectSsh, type SshConnection } from './connection.ts';
import { type LoopbackSshd, loopbackSshd } from './testing/loopback-sshd.ts';

let sshd: LoopbackSshd;
let connection: SshConnection;
beforeAll(async () => {
  sshd = await loopbackSshd();
  connection = await connectSsh(sshd.board, { secrets: new Secrets(), agentSocket: '' });
}, 30_000);
afterAll(async () => {
  await connection?.close();
  await sshd?.[Symbol.asyncDispose]();
});

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** Lets what is due be done, then does nothing for so many milliseconds, and again, until the work is over. */
async function busily<Value>(work: Promise<Value>, milliseconds: number): Promise<Value> {
  let over = false;
  const ended = work.finally(() => {
    over = true;
  });
  while (!over) {
    await turn();
    Atomics.wait(nothing, 0, 0, milliseconds);
  }
  return await ended;
}

it('the status of a command comes together with its start', { timeout: 30_000 }, async () => {
  for (let round = 0; round < 5; round += 1) {
    const { code, stdout } = await busily(connection.exec(`echo ${round}; exit ${round}`), 100);
    expect([code, String(Buffer.from(stdout))]).toEqual([round, `${round}\n`]);
  }
});

it('the end of a shell, too', { timeout: 30_000 }, async () => {
  const shell = await busily(connection.shell(undefined), 100);
  shell.stdout.resume();
  await shell.write(Buffer.from('exit 7\n'));
  expect(await busily(shell.ended(), 100)).toEqual({ code: 7, signal: undefined });
});
