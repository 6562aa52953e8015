/** What went wrong on the way to a board, from the errors of node's sockets and of ssh2. */
import { ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Stage } from '../../contract/board.ts';
import type { Destination } from './destination.ts';

const hints: Readonly<Record<string, string>> = {
  'ssh.host-not-found': 'Check the name, or use the address (on the board: ip address).',
  'ssh.connection-refused':
    'The machine answers, but nothing listens on that port: is sshd running, is the port right?',
  'ssh.timeout': 'Is the board powered and on this network? A firewall that drops packets looks the same.',
  'ssh.unreachable': 'There is no way to that address from here: check cable, network and address.',
  'ssh.no-common-algorithm':
    'The SSH server is too old or too strict for this tool: update it, or allow it a current algorithm.',
  'ssh.not-ssh':
    'Something else listens there: check the port. An SSH server that ends at once can take nobody: the board is full of processes, or of logins (MaxStartups).',
  'link.lost': 'Did the board reset or lose its network? Connect again.',
};

function idOf(error: Error & { code?: unknown; level?: unknown }): string {
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return 'ssh.host-not-found';
    case 'ECONNREFUSED':
      return 'ssh.connection-refused';
    case 'ETIMEDOUT':
      return 'ssh.timeout';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'EADDRNOTAVAIL':
      return 'ssh.unreachable';
  }
  if (/no matching/.test(error.message)) return 'ssh.no-common-algorithm';
  if (/identification|before handshake|Invalid header|Header too long/i.test(error.message)) return 'ssh.not-ssh';
  if (error.level === 'client-timeout') return 'ssh.timeout';
  return 'link.lost';
}

/** `board`: its name in the list; `hop`: the name of the jump host it is about; `stage`: how far the connection had come. */
export function connectProblem(
  to: Destination,
  { board, hop, stage }: { readonly board: string; readonly hop: string | undefined; readonly stage: Stage },
  cause: unknown,
): ProblemError {
  const found = cause instanceof ProblemError ? cause : fromError(to, cause);
  const { id, message, hint, data } = found.problem;
  return problem(id, hop === undefined ? message : `On the way, at the jump host ${hop}: ${message}`, {
    ...(hint !== undefined && { hint }),
    data: { stage, ...(hop !== undefined && { hop }), board, ...data },
    cause,
  });
}

function fromError({ host, port }: Destination, cause: unknown): ProblemError {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  // With several addresses node reports all refusals at once; the first says what happened.
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const id = idOf(first);
  const where = `${host} port ${port}`;
  const messages: Readonly<Record<string, string>> = {
    'ssh.host-not-found': `There is no host named ${host}.`,
    'ssh.connection-refused': `${where} refuses the connection.`,
    'ssh.timeout': `${where} does not answer.`,
    'ssh.unreachable': `${where} cannot be reached: ${first.message}.`,
    'ssh.no-common-algorithm': `${where} and this tool have no algorithm in common: ${first.message}.`,
    'ssh.not-ssh': `${where} does not speak SSH: ${first.message}.`,
    'link.lost': `The connection to ${where} ended: ${first.message}.`,
  };
  const hint = hints[id];
  return problem(id, messages[id] ?? first.message, {
    ...(hint === undefined ? {} : { hint }),
    data: { host, port },
    cause,
  });
}
