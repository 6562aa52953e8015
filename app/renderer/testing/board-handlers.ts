/** Boards of the scripted host: connecting passes all stages and opens, unless the scenario says otherwise. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import zynqmpProfile from '../../../resources/boards/zynqmp.yaml?raw';
import { stage } from '../../contract/board.ts';
import type { HostContract } from '../../contract.ts';
import { writeFdt } from '../../devicetree/fdt/write-fdt.ts';
import { readProfile } from '../../plan/profiles/read.ts';
import { board as boardOf, closed, devices, driver, open, zynqmpFacts } from './sample.ts';
import { pause, type Script, whileHeld } from './script.ts';
import { base64, bootedTree } from './tree-handlers.ts';

/** Milliseconds of a stage. */
const stageMs = 120;

const stageTexts: Readonly<Record<string, string>> = {
  resolve: 'zynq.lab is 192.168.1.10',
  connect: '192.168.1.10, port 22',
  'host-key': 'ssh-ed25519 SHA256:uLqM4Zb8c0d2Yx6w1fJtq7nRk3vP9sE5aHgCi2oTzNk is known',
  authenticate: 'as root, with the agent’s key',
  probe: 'aarch64, Linux 6.6.52-xilinx',
  privilege: 'sudo asks for no password',
  deliver: 'helper 412 KiB: there already',
  helper: 'node 24.21 at /run/uiomem-studio/3f1c',
  facts: '3 devices, 14 reserved ranges',
};

const emulated = (name: string, running: boolean) => ({
  name,
  running,
  ...(running && { pid: 4712, port: 2222, kernel: '6.12.57', sshd: 'openssh' as const, node: true }),
});

const emulatedBoard = (name: string) => ({ name, host: '127.0.0.1', port: 2222, user: 'root', emulated: name });

/** Takes its time, tells each step, and adds the board, which runs then. */
export async function bootScripted(host: Script, name: string, signal: AbortSignal, tell: (text: string) => void) {
  const texts = ['kernel arm64-6.12: there', 'boot the kernel', 'wait until its SSH server answers'];
  for (const [index, text] of texts.entries()) {
    signal.throwIfAborted();
    tell(text);
    await whileHeld(host, index, () => signal.aborted);
    await pause(800);
  }
  signal.throwIfAborted();
  const board = emulatedBoard(name);
  host.put(name, (before) => ({ ...before, board, emulated: emulated(name, true) }), boardOf(name, closed));
}

const zynqmp = {
  profile: readProfile(zynqmpProfile, 'zynqmp.yaml'),
  because: 'Its device tree is compatible with xlnx,zynqmp.',
};

export function boardHandlers(host: Script): Partial<Handlers<HostContract>> {
  const named = (name: string | undefined) => name ?? host.state.default ?? host.state.boards[0]?.board.name ?? '';
  return {
    'board.list': async () => ({ boards: host.state.boards.map(({ board }) => board), ways: [] }),
    'board.facts': async ({ board: name }) => {
      await pause(stageMs);
      return { ...zynqmpFacts(host.board(named(name)).devices ?? []), fdt: base64(writeFdt(bootedTree)) };
    },
    'profile.of': async () => zynqmp,
    'profile.byFacts': async () => zynqmp,
    'board.connect': async ({ board: name }, { signal, progress }) => {
      if (host.board(name).connection.state === 'open') return {};
      for (const [index, each] of stage.options.entries()) {
        if (signal.aborted) throw problem('cancelled', 'The work was cancelled.');
        if (each !== 'resolve' && host.board(name).connection.state !== 'opening') {
          throw problem('board.disconnected', `${name} was disconnected while it was being opened.`);
        }
        const text = stageTexts[each] ?? '';
        progress({ stage: each, text });
        host.put(name, (before) => ({ ...before, connection: { state: 'opening', stage: each, text, attempt: 1 } }));
        await whileHeld(host, index, () => signal.aborted || host.board(name).connection.state !== 'opening');
        await pause(stageMs);
      }
      host.put(name, (before) => ({
        ...before,
        connection: { ...open, since: new Date().toISOString(), emulated: before.emulated !== undefined },
        boot: before.boot + 1,
        lease: { held: 'ours' },
        devices: [...devices],
        driver,
      }));
      return {};
    },
    'board.disconnect': async ({ board: name }) => {
      host.put(name, ({ devices: _devices, driver: _driver, ...before }) => ({
        ...before,
        connection: closed,
        lease: { held: 'nobody' },
      }));
      return {};
    },
    'board.takeOver': async ({ board: name }) => {
      host.put(named(name), (before) => ({ ...before, lease: { held: 'ours' } }));
      return { held: 'ours' };
    },
    'board.answer': async () => {
      const asking = host.state.boards.find(({ connection }) => connection.state === 'opening' && connection.question);
      if (asking !== undefined) host.put(asking.board.name, (before) => ({ ...before, connection: open }));
      return {};
    },
    'board.reflashed': async ({ board: name }) => {
      host.put(name, (before) => ({ ...before, connection: closed }));
      return { board: host.board(name).board };
    },
    'board.runtime': async ({ board: name, runtime }) => {
      host.put(name, ({ board: { runtime: _before, ...board }, ...before }) => ({
        ...before,
        board: { ...board, ...(runtime !== undefined && { runtime }) },
      }));
      return { board: host.board(name).board };
    },
    'board.add': async ({ board }) => {
      host.put(board.name, (before) => ({ ...before, board }), { ...boardOf(board.name, closed), board });
      return { board };
    },
    'board.remove': async ({ board: name }) => {
      host.remove(name);
      return {};
    },
    'board.makeDefault': async ({ board: name }) => {
      host.makeDefault(name);
      return {};
    },
    'emulated.up': async ({ name }, { progress, signal }) => {
      await bootScripted(host, name, signal, (text) => progress({ text }));
      return { status: emulated(name, true), board: emulatedBoard(name), started: true };
    },
    'emulated.down': async ({ name }) => {
      host.put(name, ({ devices: _devices, ...before }) => ({
        ...before,
        connection: closed,
        emulated: emulated(name, false),
      }));
      return { stopped: true };
    },
  };
}
