/** States of the start page, and of secrets that a shell can keep. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../../contract.ts';
import { board, closed } from './sample.ts';
import type { Scenario, Script } from './script.ts';
import { usualNeeds } from './start-handlers.ts';

const lacking = {
  what: 'The emulator',
  present: false,
  required: true,
  detail: 'qemu-system-aarch64 is not in PATH.',
  remedy: { kind: 'command' as const, text: 'sudo apt-get install qemu-system-arm' },
};

const emulated = { name: 'emulated', running: true, pid: 4712, port: 2222, kernel: '6.12.57' };

const boot = { run: 'emulated-up', board: 'emulated' } as const;

const noTerminal = {
  id: 'terminal.no-pseudo-terminal',
  message: 'No pseudo-terminal can be had on the host’s machine: they are made on Linux only, and this is win32.',
  hint: 'Run the command in a terminal of your own; it does the same there.',
};

const noEmulator =
  'uiomem-studio: qemu-system-aarch64 is not installed on this workstation. [workstation.program-missing]';

interface Kept {
  readonly kind: 'password' | 'passphrase' | 'sudo';
  readonly hop?: string;
}

/** As the desktop application where a key ring runs: what is remembered is told, and forgotten when it is wrong. */
function withStore(host: Script, kept: Kept[] = []): Partial<Handlers<HostContract>> {
  return {
    'board.secret': async ({ kind, remember }) => {
      if (remember === true) kept.push({ kind });
      host.put('zynq', (before) => ({ ...before, connection: closed }));
      return { kept: remember === true ? 'system' : 'memory' };
    },
    'board.secretsKept': async () => ({ place: { kind: 'system' }, kept: [...kept] }),
    'board.forgetSecrets': async () => ({ forgotten: kept.splice(0).length }),
  };
}

const wanted = {
  id: 'ssh.password-wanted',
  message: 'root@zynq.lab wants a password.',
  hint: 'Give the password, or set up a key for the board (ssh-copy-id).',
  data: { stage: 'authenticate' },
};

const refused = {
  id: 'ssh.authentication-refused',
  message: 'zynq.lab does not let root in: tried password; the server takes password.',
  hint: 'Check user name and password.',
  data: { stage: 'authenticate', tried: ['password'] },
};

export const startScenarios: Readonly<Record<string, () => Scenario>> = {
  'start-boards': () => ({
    state: { boards: [board('zynq', closed), board('rack-7', closed, { boot: 1 })], default: 'zynq' },
  }),
  'start-one-board': () => ({ state: { boards: [board('zynq', closed)], default: 'zynq' } }),
  'emulated-lacking': () => ({
    state: { boards: [] },
    handlers: () => ({ 'emulated.needs': async () => ({ needs: [lacking, ...usualNeeds.slice(1)], qemu: ['qemu'] }) }),
  }),
  workstation: () => ({
    state: { boards: [] },
    show: { panels: [{ kind: 'start' }], command: boot },
    handlers: () => ({
      'terminal.command': async (_input, { item, signal }) => {
        await item({}, new TextEncoder().encode('emulated: wait until its SSH server answers'));
        return await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      },
    }),
  }),
  'workstation-failed': () => ({
    state: { boards: [] },
    show: { panels: [{ kind: 'start' }], command: boot },
    handlers: () => ({
      'terminal.command': async (_input, { item }) => {
        await item({}, new TextEncoder().encode(`\u001b[31m${noEmulator}\u001b[0m\r\n`));
        return { code: 1 };
      },
    }),
  }),
  'no-pseudo-terminal': () => ({
    state: { boards: [] },
    show: { panels: [{ kind: 'start' }] },
    handlers: () => ({
      'terminal.commandsHere': async () => ({ lacking: noTerminal }),
      'terminal.command': async () => {
        throw problem(noTerminal.id, noTerminal.message, noTerminal);
      },
    }),
  }),
  'emulated-running': () => ({
    state: {
      boards: [
        board('emulated', closed, {
          board: { name: 'emulated', host: '127.0.0.1', port: 2222, user: 'root', emulated: 'emulated' },
          emulated,
        }),
      ],
    },
  }),
  'secret-store': () => ({
    state: { boards: [board('zynq', { state: 'failed', problem: wanted })] },
    handlers: (host) => withStore(host),
  }),
  'secret-kept': () => ({
    state: { boards: [board('zynq', closed)] },
    handlers: (host) => withStore(host, [{ kind: 'password' }, { kind: 'sudo', hop: 'gate.lab' }]),
  }),
  'secret-refused': () => ({
    state: { boards: [board('zynq', { state: 'failed', problem: refused })] },
    handlers: (host) => withStore(host),
  }),
};
