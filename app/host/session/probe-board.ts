/** The first look at a board over its connection, as its login user. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { noProcess, saysNoProcess } from '../ssh/no-process.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import { type Probe, parseProbe, probeScript } from './probe.ts';

/** `names`: paths below an upload place to look for. Throws `board.no-process`, `board.no-shell`, `board.not-linux`. */
export async function probeBoard(
  connection: SshConnection,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<Probe> {
  const answer = await connection.exec(`sh -c ${shellQuote(probeScript(names))}`, {
    ...(signal && { signal }),
    maxOutput: 1024 * 1024,
  });
  const said = Buffer.from(answer.stdout).toString();
  const probe = parseProbe(said);
  // Before the rest is judged: a shell that cannot fork answers, and what it says is not so.
  const errors = `${answer.stderr}\n${probe?.sudoSaid ?? ''}`;
  if (saysNoProcess(errors)) throw noProcess(connection.board.host, errors);
  if (probe === undefined) {
    throw problem('board.no-shell', `${connection.board.host} does not run commands in a POSIX shell.`, {
      hint: `It said: ${(said + answer.stderr).trim().slice(0, 300) || 'nothing'}`,
      data: { exit: answer.code, said: said.slice(0, 1_000), stderr: answer.stderr.slice(0, 1_000) },
    });
  }
  if (probe.system !== 'Linux') {
    throw problem('board.not-linux', `${connection.board.host} runs ${probe.system}, not Linux.`, {
      hint: 'The uiomem driver is for Linux.',
      data: { system: probe.system },
    });
  }
  return probe;
}
