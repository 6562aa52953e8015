/** A host with an emulated board of its own, for one test file; and a shell on the board that is not ours: the system's ssh. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Board } from '../../app/contract/board.ts';
import type { EmulatedStatus } from '../../app/contract/emulated.ts';
import { hostContract } from '../../app/contract.ts';
import { createHost } from '../../app/host/host.ts';
import { connectClient } from '../../remote-helper/rpc/client.ts';
import type { Client } from '../../remote-helper/rpc/contract.ts';
import { pair } from '../../remote-helper/rpc/pair.ts';
import { serve } from '../../remote-helper/rpc/server.ts';

export interface EmulatedHost extends AsyncDisposable {
  readonly client: Client<typeof hostContract>;
  readonly board: Board;
  readonly status: EmulatedStatus;
  /** For files of the test; removed at the end. */
  readonly folder: string;
  /** Runs a command as root on the board, past our host and helper; answers what it printed. Rejects when it fails. */
  shell(command: string, input?: string | Uint8Array): Promise<string>;
}

/** Boots a board of that name with settings and state in a folder of its own. */
export async function emulatedHost(name: string): Promise<EmulatedHost> {
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-e2e-'));
  process.env.XDG_CONFIG_HOME = join(folder, 'config');
  process.env.XDG_STATE_HOME = join(folder, 'state');
  const host = createHost();
  const [near, far] = pair();
  serve(hostContract, host.handlers, far);
  const client = connectClient(hostContract, near);
  const { status, board } = await client.call('emulated.up', { name });
  // A connection costs an emulated processor a second: the shell's commands share one.
  const shared = ['ControlMaster=auto', `ControlPath=${join(folder, 'ssh')}`, 'ControlPersist=yes'].flatMap((each) => [
    '-o',
    each,
  ]);
  return {
    client,
    board,
    status,
    folder,
    shell: (command, input) => run(shared, board, command, input),
    async [Symbol.asyncDispose]() {
      // Without a master there is nothing to end.
      await run([...shared, '-O', 'exit'], board, '').catch(() => {});
      await client.call('emulated.down', { name });
      await client.close();
      await host[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Arguments for ssh that trust nothing but the board's own files. */
export function sshArguments({ host, port, user, identityFile, knownHostsFile }: Board): string[] {
  const options = [
    'BatchMode=yes',
    `UserKnownHostsFile=${knownHostsFile ?? ''}`,
    `IdentityFile=${identityFile ?? ''}`,
    'IdentitiesOnly=yes',
    'LogLevel=ERROR',
  ];
  return ['-F', 'none', ...options.flatMap((each) => ['-o', each]), '-p', String(port), `${user}@${host}`];
}

async function run(
  more: readonly string[],
  board: Board,
  command: string,
  input?: string | Uint8Array,
): Promise<string> {
  const child = spawn('ssh', [...more, ...sshArguments(board), command], { stdio: ['pipe', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    texts.stdout += piece;
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    texts.stderr += piece;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`on the board: ${command}: status ${status}: ${texts.stderr}`);
  return texts.stdout;
}
