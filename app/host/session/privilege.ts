/** How to become root on a board: by being it, by a sudo that asks nothing, or by a sudo that takes a password on stdin. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { SecretSource } from '../boards/secrets.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { noProcess, saysNoProcess } from '../ssh/no-process.ts';
import type { Probe } from './probe.ts';

export interface Reach {
  readonly way: 'root' | 'sudo' | 'sudo-password';
  /** The words in front of a command that make it run as root. */
  readonly prefix: string;
  /** What must be on the command's input before its own: the password line, or nothing. */
  readonly input: string;
}

const stage = 'privilege';

/** Runs as root and says so; the password is checked here, before anything large is sent. */
export async function becomeRoot(
  connection: SshConnection,
  probe: Probe,
  secrets: SecretSource,
  signal?: AbortSignal,
): Promise<Reach> {
  if (probe.uid === 0) return { way: 'root', prefix: '', input: '' };
  const who = `${probe.user} on ${connection.board.host}`;
  switch (probe.sudo) {
    case 'free':
      return { way: 'sudo', prefix: 'sudo -n -- ', input: '' };
    case 'absent':
      throw problem('privilege.no-way', `${who} is not root, and the board has no sudo.`, {
        hint: 'Log in as root, or install sudo and allow it to the user.',
        data: { stage, user: probe.user },
      });
    case 'refused':
      throw problem('sudo.not-allowed', `${who} may not use sudo: ${probe.sudoSaid}`, {
        hint: wayOutOf(probe.sudoSaid),
        data: { stage, user: probe.user, said: probe.sudoSaid },
      });
    case 'password':
      return await withPassword(connection, probe, secrets, signal);
  }
}

async function withPassword(
  connection: SshConnection,
  probe: Probe,
  secrets: SecretSource,
  signal: AbortSignal | undefined,
): Promise<Reach> {
  const { board } = connection;
  const request = { board: board.name, kind: 'sudo' } as const;
  const password = await secrets.get(request);
  const wanted = (wrong: boolean) =>
    problem(
      'sudo.password-wanted',
      `sudo of ${probe.user} on ${board.host} wants a password${wrong ? ', and did not take the one given' : ''}.`,
      {
        hint: 'Give the password of that user, or log in as root by key.',
        data: { stage, board: board.name, user: probe.user, wrong },
      },
    );
  if (password === undefined) throw wanted(false);
  if (password.includes('\n')) throw wanted(true);
  const input = `${password}\n`;
  // -k: a password that sudo remembers from earlier would hide that this one is wrong.
  const check = await connection.exec("LC_ALL=C sudo -k -S -p '' -- sh -c 'id -u'", {
    stdin: input,
    ...(signal === undefined ? {} : { signal }),
  });
  const said = check.stderr.trim();
  if (check.code === 0 && Buffer.from(check.stdout).toString().trim() === '0') {
    return { way: 'sudo-password', prefix: "sudo -S -p '' -- ", input };
  }
  if (/incorrect password|try again|no password was provided|authentication fail/i.test(said)) {
    secrets.refused(request);
    throw wanted(true);
  }
  if (saysNoProcess(said)) throw noProcess(board.host, said, { stage });
  throw problem('sudo.not-allowed', `sudo refuses ${probe.user} on ${board.host}: ${said || `exit ${check.code}`}`, {
    hint: wayOutOf(said),
    data: { stage, user: probe.user, said },
  });
}

/** Pure: what to do about a refusal in sudo's words. */
function wayOutOf(said: string): string {
  return /tty/.test(said)
    ? "Remove 'Defaults requiretty' from the board's sudoers, or log in as root."
    : 'Log in as root, or allow the user sudo for all commands (on Debian: usermod -aG sudo USER).';
}
