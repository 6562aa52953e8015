/** What the start page and the dialogs of boards ask, of the scripted host. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { RecentPlan } from '../../contract/recent.ts';
import type { HostContract } from '../../contract.ts';
import { minutesAgo } from './sample.ts';
import { pause, type Script } from './script.ts';

/** All that is needed is here, but the node, which the first start fetches. */
export const usualNeeds = [
  { what: 'The emulator', present: true, required: true, detail: '/usr/bin/qemu-system-aarch64' },
  {
    what: 'Memory',
    present: true,
    required: false,
    detail: '1.0 GiB for the board, of which its Linux manages 768 MiB; 5.2 GiB are available here.',
  },
  {
    what: 'Linux, user space and node for the board',
    present: false,
    required: false,
    detail: 'About 52 MB are to be downloaded from Debian and npm by the first start (node 52 MB); 112 MB are kept.',
  },
];

export function startHandlers(host: Script): Partial<Handlers<HostContract>> {
  let plans: RecentPlan[] = [
    { path: '/home/grace/plans/bringup.yaml', board: 'zynq', at: minutesAgo(30), gone: false },
    { path: '/home/grace/old/rack.yaml', board: 'rack-7', at: minutesAgo(4000), gone: true },
  ];
  return {
    'recent.list': async () => ({
      boards: host.state.boards.slice(1, 2).map(({ board }) => ({ board: board.name, at: minutesAgo(12) })),
      plans,
    }),
    'recent.note': async ({ path, board }) => {
      const plan = { path, at: minutesAgo(0), gone: false, ...(board !== undefined && { board }) };
      plans = [plan, ...plans.filter((each) => each.path !== path)];
      return {};
    },
    'recent.forget': async ({ path }) => {
      plans = plans.filter((each) => each.path !== path);
      return { forgotten: true };
    },
    'board.sshHosts': async () => ({
      hosts: [
        { name: 'lab-am64x', user: 'root', host: '10.0.3.17', port: 22 },
        { name: 'bastion', user: 'grace', host: 'bastion.lab', port: 2222 },
      ],
    }),
    'board.edit': async ({ board: name, to }) => {
      const { board } = host.board(name);
      if (to.name !== name && host.state.boards.some((each) => each.board.name === to.name)) {
        throw problem('board.name-taken', `There is a board named ${to.name} already.`, {
          hint: 'Choose another name, or forget that board first.',
        });
      }
      const edited = { ...to, ...(board.emulated !== undefined && { emulated: board.emulated }) };
      host.put(name, ({ devices: _devices, driver: _driver, ...before }) => ({
        ...before,
        connection: { state: 'closed' },
        lease: { held: 'nobody' },
      }));
      if (to.name !== name) host.rename(name, to.name);
      host.put(to.name, (before) => ({ ...before, board: edited }));
      return { board: edited, secretsForgotten: false };
    },
    'board.secret': async () => ({ kept: 'memory' }),
    'board.secretsKept': async () => ({
      place: {
        kind: 'memory-only',
        why: 'This host serves browsers; the system’s store of secrets is the desktop application’s.',
      },
      kept: [],
    }),
    'board.forgetSecrets': async () => ({ forgotten: 0 }),
    'emulated.needs': async () => ({
      needs: usualNeeds,
      qemu: ['qemu-system-aarch64', '-name', 'uiomem-studio emulated', '-M', 'virt,memory-backend=ram'],
    }),
    'emulated.console': async ({ follow }, { item, signal }) => {
      await item({ text: '[    0.000000] Booting Linux on physical CPU 0x0\n', fresh: true });
      await item({ text: '\u001b[32mboard: ready\u001b[0m, boot 3f1c8a52\n', fresh: false });
      while (follow && !signal.aborted) await pause(20);
      return {};
    },
  };
}
