/** Memory and sync of the scripted host's devices. Some bytes of each device count up, so that a live view has what to mark. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { KnownDevice } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { pause, type Script } from './script.ts';
import { ScriptedMemory } from './scripted-memory.ts';

/** As `memory.dump` sends: half a MiB a piece. */
const pieceSize = 0x8_0000;

/** `memories`: by `board/device`, made when a device is first read. */
export function memoryHandlers(host: Script, memories: Map<string, ScriptedMemory>): Partial<Handlers<HostContract>> {
  const boardOf = (name: string | undefined) =>
    host.board(name ?? host.state.default ?? host.state.boards[0]?.board.name ?? '');
  const find = (board: string | undefined, name: string): KnownDevice => {
    const known = boardOf(board).devices?.find(({ device }) => device.name === name);
    if (known !== undefined) return known;
    throw problem('device.unknown', `There is no device ${name}.`, { hint: 'device list names those that are there.' });
  };
  const memoryOf = (board: string | undefined, { device, content }: KnownDevice, asked: string | undefined) => {
    if (content === undefined && asked === undefined) {
      throw problem('memory.content-unknown', `It is not known whether ${device.name} is memory or registers.`, {
        hint: 'Reading registers can have effects: say which it is.',
      });
    }
    const key = `${boardOf(board).board.name}/${device.name}`;
    const memory = memories.get(key) ?? new ScriptedMemory(device.size);
    memories.set(key, memory);
    return memory;
  };
  const changeSync = (board: string | undefined, name: string, sync: Partial<UiomemDevice['sync']>) => {
    find(board, name);
    host.put(boardOf(board).board.name, (before) => ({
      ...before,
      devices: (before.devices ?? []).map((known) =>
        known.device.name === name
          ? { ...known, device: { ...known.device, sync: { ...known.device.sync, ...sync } } }
          : known,
      ),
    }));
    return find(board, name).device.sync;
  };
  const owned = (owner: 'cpu' | 'device') => async (input: { board?: string | undefined; device: string }) => {
    changeSync(input.board, input.device, { owner });
    return { owner, commands: [1n] };
  };

  return {
    'device.list': async ({ board }) => ({ devices: (boardOf(board).devices ?? []).map(({ device }) => device) }),
    'device.info': async ({ board, device }) => ({
      device: find(board, device).device,
      holders: device === 'uiomem1' ? [{ pid: 4242, command: 'capture --frames', device, ours: false }] : [],
    }),
    'memory.read': async ({ board, device, content, offset, size }) => {
      const known = find(board, device);
      const memory = memoryOf(board, known, content);
      for (const at of memory.broken) {
        if (at >= offset && at < offset + size) throw busError(known.device, at);
      }
      const bytes = memory.read(offset, Number(size));
      return { output: { address: known.device.address + offset }, bytes };
    },
    'memory.write': async ({ board, device, content, offset }, { bytes }) => {
      const known = find(board, device);
      memoryOf(board, known, content).write(offset, bytes);
      return { address: known.device.address + offset };
    },
    'memory.watch': async ({ board, device, content, offset, size, intervalMs }, { item, signal }) => {
      const memory = memoryOf(board, find(board, device), content);
      let before: Uint8Array | undefined;
      let quiet = 0;
      for (let [sample, looks] = [0, 1]; !signal.aborted; looks += 1) {
        // The first word of each 256 bytes counts the looks: what a frame counter of a device looks like.
        if (before !== undefined) {
          for (let at = 0n; at < BigInt(size); at += 0x100n) {
            const count = new DataView(memory.read(offset + at, 4).buffer).getUint32(0, true) + 1;
            memory.write(offset + at, new Uint8Array(new Uint32Array([count]).buffer));
          }
        }
        const now = memory.read(offset, size);
        const changes = before === undefined ? [{ offset: 0, size }] : runs(before, now);
        before = now;
        quiet = changes.length === 0 ? quiet + intervalMs : 0;
        if (changes.length > 0 || quiet >= 1000) {
          quiet = 0;
          await item({ sample, looks, at: performance.now(), changes }, joined(now, changes));
          sample += 1;
        }
        await pause(intervalMs);
      }
      return {};
    },
    'memory.dump': async ({ board, device, content, offset, size }, { send, progress, signal }) => {
      const known = find(board, device);
      const memory = memoryOf(board, known, content);
      const total = Number(size ?? known.device.size - offset);
      const whole = new Uint8Array(total);
      for (let done = 0; done < total; done += pieceSize) {
        for (const at of memory.broken) {
          if (at >= offset + BigInt(done) && at < offset + BigInt(done + pieceSize)) throw busError(known.device, at);
        }
        const bytes = memory.read(offset + BigInt(done), Math.min(pieceSize, total - done));
        whole.set(bytes, done);
        await send(bytes);
        // So long that one can see it, and stop it.
        await pause(20);
        signal.throwIfAborted();
        progress({ what: known.device.name, done: Math.min(total, done + pieceSize), total });
      }
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
      const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return { sha256, size: BigInt(total) };
    },
    'sync.get': async ({ board, device }) => find(board, device).device.sync,
    'sync.set': async ({ board, device, ...attributes }) =>
      changeSync(
        board,
        device,
        Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)),
      ),
    'sync.forCpu': owned('cpu'),
    'sync.forDevice': owned('device'),
  };
}

/** As the helper tells it. */
function busError({ name, address }: UiomemDevice, offset: bigint): Error {
  return problem(
    'memory.bus-error',
    `The read of 32 bits at offset ${hex(offset)} of ${name} (address ${hex(address + offset)}) was answered by a bus error.`,
    {
      hint: 'Nothing is there, or it does not take this width; if it is programmable logic, check that it is programmed, clocked and out of reset.',
      data: { device: name, offset: hex(offset), address: hex(address + offset), width: 32 },
    },
  );
}

function runs(before: Uint8Array, now: Uint8Array): { offset: number; size: number }[] {
  const found: { offset: number; size: number }[] = [];
  for (let at = 0; at < now.length; at += 1) {
    if (before[at] === now[at]) continue;
    const last = found.at(-1);
    if (last !== undefined && last.offset + last.size === at) last.size += 1;
    else found.push({ offset: at, size: 1 });
  }
  return found;
}

function joined(bytes: Uint8Array, changes: readonly { offset: number; size: number }[]): Uint8Array {
  const all = new Uint8Array(changes.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const { offset, size } of changes) {
    all.set(bytes.subarray(offset, offset + size), at);
    at += size;
  }
  return all;
}
