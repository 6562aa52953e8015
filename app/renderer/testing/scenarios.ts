/** States of the window that a real board cannot be brought to on purpose, by the name that `?state=` takes. */
import { oldestNode } from '../../../remote-helper/contract/oldest-node.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { NodeChoice } from '../../contract/board.ts';
import type { BoardState } from '../../contract/state.ts';
import { appliedBefore, applyScenarios } from './apply-scenarios.ts';
import { moduleScenarios } from './module-scenarios.ts';
import { brokenPlan, planScenarios } from './plan-scenarios.ts';
import { reviewScenarios } from './review-scenarios.ts';
import { board, closed, devices, driver, largeDdr, minutesAgo, open, others, zynq, zynqmpFacts } from './sample.ts';
import { pause, type Scenario, type Script } from './script.ts';
import { startScenarios } from './start-scenarios.ts';
import { overlayPath } from './text-handlers.ts';
import { treeScenarios } from './tree-scenarios.ts';

const unreached = {
  id: 'ssh.unreachable',
  message: 'kria.lab (192.168.1.44, port 22) does not answer.',
  hint: 'Is it powered, and on this network?',
};

const failing = (connectionProblem: BoardState['connection'] & { state: 'failed' }): Scenario => ({
  state: { boards: [board('zynq', connectionProblem), ...others] },
  handlers: (host: Script) => ({
    // Until the key is trusted or the secret is given.
    'board.secret': async () => {
      host.put('zynq', (before) => ({ ...before, connection: closed }));
      return { kept: 'memory' };
    },
  }),
});

const failed = (id: string, message: string, hint: string, data: Record<string, unknown>): Scenario =>
  failing({ state: 'failed', problem: { id, message, hint, data } });

const shellLimits = [
  'Registers cannot be read or written: only memory that is proven to be memory.',
  'Each look at memory takes a command of its own; there is no live view.',
];

const runtimeWanted = {
  id: 'node.choice-wanted',
  message: 'zynq has no node that the helper runs on.',
  hint: 'Let the tool bring one, or go by plain shell.',
  data: {
    stage: 'deliver',
    board: 'zynq',
    version: '24.21.0',
    architecture: 'arm64',
    bytes: 122_893_672,
    seconds: 40,
    secondsFrom: 'a transfer of 256 KiB that was measured',
    place: '/home/root/.cache/uiomem-studio-helper',
    freeBytes: 1_900_000_000,
    rootPlace: '/var/lib',
    rootFreeBytes: 1_900_000_000,
    missing: shellLimits,
  } satisfies NodeChoice,
};

/** A board for which there is no node at all. */
const noRuntime = {
  id: 'node.no-runtime',
  message: 'zynq has no node that the helper runs on, and there is none to bring for armv5 (armv5tejl).',
  hint: `Drive the board by plain commands (board runtime NAME shell), or install node ${oldestNode} or later, for glibc, on it.`,
  data: { stage: 'deliver', machine: 'armv5tejl', found: [], missing: shellLimits },
};

/** A board without node: how it is connected is as it was chosen. */
const withoutNode = (first: BoardState): Scenario => ({
  state: { boards: [first, ...others] },
  handlers: (host: Script) => ({
    'board.connect': async ({ board: name }) => {
      const { runtime } = host.board(name).board;
      const connection: BoardState['connection'] =
        runtime === undefined
          ? { state: 'failed', problem: runtimeWanted }
          : { ...open, ...(runtime === 'shell' && { mode: 'shell', helperVersion: '', limits: shellLimits }) };
      host.put(name, (before) => ({ ...before, connection, devices: [...devices], driver }));
      if (runtime === undefined) throw problem(runtimeWanted.id, runtimeWanted.message, runtimeWanted);
      return {};
    },
  }),
});

/** `hop`: the jump host whose key it is. */
const changedKey = (hop?: string): Parameters<typeof failed> => [
  'ssh.host-key-changed',
  'The host key of zynq.lab has changed: known is ssh-ed25519 SHA256:1111aaaabbbbccccddddeeeeffff00001111aaaabbb (/home/ada/.ssh/known_hosts:12); found is ssh-ed25519 SHA256:uLqM4Zb8c0d2Yx6w1fJtq7nRk3vP9sE5aHgCi2oTzNk.',
  `Either the ${hop === undefined ? 'board' : 'jump host'} was installed anew, or another machine answers in its place. Compare on its console.`,
  {
    stage: 'host-key',
    found: { type: 'ssh-ed25519', fingerprint: 'SHA256:uLqM4Zb8c0d2Yx6w1fJtq7nRk3vP9sE5aHgCi2oTzNk' },
    known: [
      {
        type: 'ssh-ed25519',
        fingerprint: 'SHA256:1111aaaabbbbccccddddeeeeffff00001111aaaabbb',
        file: '/home/ada/.ssh/known_hosts',
        line: 12,
      },
    ],
    ...(hop !== undefined && { hop }),
  },
];

export const scenarios: Readonly<Record<string, () => Scenario>> = {
  ...startScenarios,
  ...treeScenarios,
  'no-boards': () => ({ state: { boards: [] } }),
  /** Its host takes a second to answer. */
  starting: () => ({
    state: { boards: [zynq({ work: appliedBefore }), ...others] },
    handlers: () => ({
      'host.info': async () => {
        await pause(1000);
        return { pid: 4711, version: '0.1.0', shell: 'browser', since: new Date().toISOString(), home: '/home/grace' };
      },
    }),
  }),
  closed: () => ({ state: { boards: [board('zynq', closed), ...others], default: 'zynq' } }),
  connecting: () => ({
    state: {
      boards: [
        board('zynq', {
          state: 'opening',
          stage: 'deliver',
          text: 'helper and node 24.21 to /run/uiomem-studio: 12 MiB of 99 MiB',
          attempt: 1,
        }),
        ...others,
      ],
    },
  }),
  'host-key': () =>
    failed(
      'ssh.host-key-unknown',
      'The host key of zynq.lab is not known: ssh-ed25519 SHA256:uLqM4Zb8c0d2Yx6w1fJtq7nRk3vP9sE5aHgCi2oTzNk.',
      'Compare the fingerprint with the machine’s own (on its console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then trust it.',
      {
        stage: 'host-key',
        keys: [{ type: 'ssh-ed25519', fingerprint: 'SHA256:uLqM4Zb8c0d2Yx6w1fJtq7nRk3vP9sE5aHgCi2oTzNk' }],
        file: '/home/ada/.config/uiomem-studio/known_hosts',
      },
    ),
  'host-key-changed': () => failed(...changedKey()),
  'host-key-changed-hop': () => {
    const [id, message, hint, data] = changedKey('gate.lab');
    return failed(id, message.replace('zynq.lab', 'gate.lab'), hint, data);
  },
  password: () =>
    failed(
      'ssh.password-wanted',
      'root@zynq.lab wants a password, and none is known.',
      'Give it; it stays in memory.',
      {
        stage: 'authenticate',
      },
    ),
  question: () => ({
    state: {
      boards: [
        board('zynq', {
          state: 'opening',
          stage: 'authenticate',
          text: 'zynq.lab asks something',
          attempt: 1,
          question: {
            id: 'question-1',
            name: 'Verification',
            instructions: 'Enter the code of your token.',
            prompts: [
              { text: 'Site:', echo: true },
              { text: 'Code: ', echo: false },
            ],
          },
        }),
        ...others,
      ],
    },
  }),
  'runtime-choice': () => withoutNode(board('zynq', { state: 'failed', problem: runtimeWanted })),
  'no-runtime': () => withoutNode(board('zynq', { state: 'failed', problem: noRuntime })),
  'shell-mode': () =>
    withoutNode(zynq({ connection: { ...open, mode: 'shell', helperVersion: '', limits: shellLimits } })),
  lost: () => ({
    state: {
      boards: [
        zynq({
          connection: {
            state: 'lost',
            since: minutesAgo(1.3),
            problem: { id: 'link.lost', message: 'Nothing came from zynq.lab for 9 s.' },
            retryAt: new Date(Date.now() + 9_000).toISOString(),
            attempt: 4,
          },
        }),
        ...others,
      ],
    },
  }),
  rebooted: () => ({
    state: { boards: [zynq({ devices: [...devices] }), ...others] },
    async play(host) {
      await pause(300);
      host.put('zynq', ({ driver: _driver, ...before }) => ({
        ...before,
        connection: { ...open, since: new Date().toISOString(), bootId: 'another' },
        boot: 2,
        devices: [],
      }));
    },
  }),
  held: () => ({
    state: {
      boards: [
        zynq({
          lease: { held: 'other', by: { who: 'grace@bench7', program: 'command line' }, since: minutesAgo(48) },
        }),
        ...others,
      ],
    },
  }),
  'no-driver': () => ({ state: { boards: [board('zynq', open, { devices: [] }), ...others] } }),
  'no-regions': () => ({
    state: { boards: [board('zynq', open, { devices: [], driver: { ...driver, parameters: {} } }), ...others] },
  }),
  devices: () => ({ state: { boards: [zynq(), ...others] } }),
  'slow-link': () => ({ state: { boards: [zynq({ connection: { ...open, answerMs: 340 } }), ...others] } }),
  'low-throughput': () => ({
    state: { boards: [zynq({ connection: { ...open, answerMs: 24, bytesPerSecond: 240_000 } }), ...others] },
  }),
  'reference-driver': () => ({
    state: { boards: [zynq({ driver: { ...driver, driver: 'reference', version: '1.1.0-beta.1' } }), ...others] },
  }),
  'older-driver': () => ({
    state: { boards: [zynq({ toolDriver: { version: '0.2.0-studio', builds: [] } }), ...others] },
  }),
  'other-build': () => ({
    state: {
      boards: [zynq({ toolDriver: { version: '0.1.0-studio', builds: ['5D1C44E09B7A3F26681C02E'] } }), ...others],
    },
  }),
  'other-module': () => ({
    state: { boards: [board('zynq', open, { devices: [], driver: { driver: 'other', parameters: {} } }), ...others] },
  }),
  'no-sudo': () =>
    failed(
      'privilege.no-way',
      'dev is not root, and the board has no sudo.',
      'Log in as root, or install sudo and allow it to the user.',
      { stage: 'privilege' },
    ),
  start: () => ({ state: { boards: [zynq(), ...others] }, show: { panels: [{ kind: 'start' }] } }),
  source: () => ({
    state: { boards: [zynq()], default: 'zynq' },
    show: { panels: [{ kind: 'source', name: overlayPath }] },
  }),
  settings: () => ({ state: { boards: [zynq(), ...others] }, show: { panels: [{ kind: 'settings' }] } }),
  terminal: () => ({
    state: { boards: [zynq(), ...others] },
    show: { panels: [{ kind: 'terminal', board: 'zynq', name: '1' }] },
  }),
  serial: () => ({ state: { boards: [zynq(), ...others] }, show: { panels: [{ kind: 'serial', name: '1' }] } }),
  problems: () => ({
    state: { boards: [zynq(), board('kria', { state: 'failed', problem: unreached }), ...others] },
    show: { panels: [{ kind: 'problems' }], text: brokenPlan },
  }),
  'two-boards': () => ({
    state: {
      boards: [zynq(), board('am64', { ...open, model: 'TI AM642 EVM', kernel: '6.1.46-ti' }, { devices: [], driver })],
      default: 'zynq',
    },
  }),
  hostile: () => ({
    state: { boards: [zynq({ devices: [] }), ...others] },
    handlers: () => ({
      'board.facts': async () => {
        const facts = zynqmpFacts([]);
        const name = `\u001b]0;t\u0007<img src=x onerror="window.harmed=true">\u202e${'long'.repeat(2_000)}`;
        const memory = { path: `/reserved-memory/${name}`, address: 0x1000_0000n, size: 0x100_0000n };
        const reserved = { ...memory, name, noMap: true, reusable: false, compatible: [] };
        return { ...facts, reservedMemory: [...facts.reservedMemory, reserved] };
      },
    }),
  }),
  'facts-slow': () => ({
    state: { boards: [zynq(), ...others] },
    handlers: () => ({
      'board.facts': (_where, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(problem('cancelled', 'The work was cancelled.'))),
        ),
    }),
  }),
  'facts-incomplete': () => ({
    state: { boards: [zynq(), ...others] },
    handlers: () => ({
      'board.facts': async () => {
        const { iomem: _hidden, memory: _untold, model: _nameless, ...facts } = zynqmpFacts([...devices]);
        return { ...facts, space: [], compatible: [] };
      },
    }),
  }),
  'facts-failed': () => ({
    state: { boards: [zynq(), ...others] },
    handlers: () => ({
      'board.facts': async () => {
        throw problem(
          'facts.unreadable',
          'The board does not show /proc/sys/kernel: its boot and kernel cannot be told.',
          {
            hint: 'Mount /proc on the board (mount -t proc proc /proc).',
          },
        );
      },
    }),
  }),
  memory: () => ({
    state: { boards: [zynq(), ...others] },
    show: { panels: [{ kind: 'device', board: 'zynq', name: 'uiomem1' }] },
  }),
  'memory-unknown': () => ({
    state: { boards: [zynq(), ...others] },
    show: { panels: [{ kind: 'device', board: 'zynq', name: 'uiomem2' }] },
  }),
  'memory-5gib': () => ({
    state: { boards: [zynq({ devices: [...devices, { device: largeDdr, content: 'memory' }] }), ...others] },
    show: { panels: [{ kind: 'device', board: 'zynq', name: 'uiomem3' }] },
  }),
  ...planScenarios,
  'kernel-log': () => ({ state: { boards: [zynq(), ...others] }, show: { panels: [{ kind: 'log', board: 'zynq' }] } }),
  ...applyScenarios,
  ...reviewScenarios,
  ...moduleScenarios,
  'host-gone': () => ({
    state: { boards: [zynq(), ...others] },
    refused: {
      problem: {
        id: 'host.unreachable',
        message: 'No host answers at 127.0.0.1:8420, or it does not know this window’s key.',
        hint: 'Run uiomem-studio open: it starts the host when it does not run, and opens a window with a new key.',
      },
      after: 'first',
    },
    async play(host) {
      await pause(300);
      await host.leave();
    },
  }),
  'host-absent': () => ({
    state: { boards: [] },
    refused: {
      problem: {
        id: 'host.unreachable',
        message: 'No host answers at 127.0.0.1:8420, or it does not know this window’s key.',
        hint: 'Run uiomem-studio open: it starts the host when it does not run, and opens a window with a new key.',
      },
    },
  }),
  'no-key': () => ({
    state: { boards: [] },
    refused: { problem: { id: 'host.no-session-key', message: 'This window was not let in.' } },
  }),
  'other-version': () => ({
    state: { boards: [] },
    refused: {
      problem: problem('rpc.version-mismatch', 'The two sides of the connection are of different versions.').problem,
    },
  }),
};
