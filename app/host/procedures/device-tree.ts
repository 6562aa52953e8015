/** The board's device tree: looked at, and how overlays and kernel arguments come to it and go again. */

import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { OnBoard } from '../../contract/board.ts';
import type { deviceTreeContract } from '../../contract/device-tree.ts';
import { writeFdt } from '../../devicetree/fdt/write-fdt.ts';
import { indexTree } from '../../devicetree/tree-index.ts';
import { recoverySentences } from '../boot/recovery.ts';
import { bring } from '../device-tree/bring.ts';
import { lookAtTree, readLive, type TreeLook } from '../device-tree/look.ts';
import { prepare, type Wanted } from '../device-tree/preview.ts';
import { awaitBack } from '../device-tree/reboot.ts';
import { standingOn } from '../device-tree/standing.ts';
import { take } from '../device-tree/take.ts';
import { waysOf } from '../device-tree/ways-of-board.ts';
import { type HostParts, nameOf, sessionOf } from './parts.ts';

/** Milliseconds in which a board starts anew: an emulated one takes 20 s, one with a RAID or a long self-test two minutes. */
const usualBootMs = 180_000;

export function deviceTreeProcedures(parts: HostParts): Handlers<typeof deviceTreeContract> {
  /** The session, for what changes the board. */
  const changing = async (where: OnBoard, signal: AbortSignal) => {
    const board = await nameOf(parts, where);
    parts.work.refuseWhileRunning(board);
    return await sessionOf(parts, { ...where, board }, signal);
  };

  return {
    'deviceTree.read': async (where, { signal }) => {
      const session = await sessionOf(parts, where, signal);
      const live = await readLive(session, await session.facts(), signal);
      if (live === undefined) {
        throw problem('device-tree.none', 'The board has no device tree.', { hint: 'Boards with ACPI have none.' });
      }
      const { nodes, byPath } = indexTree(live);
      return { output: { nodes: nodes.length, symbols: byPath.has('/__symbols__') }, bytes: writeFdt(live) };
    },
    'deviceTree.ways': async (where, { signal }) => {
      const look = await lookAtTree(await sessionOf(parts, where, signal), signal);
      const recovery = recoveryOf(look);
      return { ways: waysOf(look), standing: standingOn(look), ...(recovery.length > 0 && { recovery }) };
    },
    'deviceTree.preview': async ({ way, name, arguments: words, ...where }, { bytes, signal }) => {
      const look = await lookAtTree(await sessionOf(parts, where, signal), signal);
      return prepare(look, wantedOf(way, name, words, bytes)).preview;
    },
    'deviceTree.apply': async ({ way, name, arguments: words, reviewed, ...where }, call) => {
      const session = await changing(where, call.signal);
      const wanted = { ...wantedOf(way, name, words, call.bytes), reviewed };
      return await bring(session, wanted, { signal: call.signal, tell: (event) => call.item(event) });
    },
    'deviceTree.remove': async ({ name, way, unload, changed, ...where }, call) => {
      const session = await changing(where, call.signal);
      const request = { name, way, unload, changed };
      return await take(session, request, { signal: call.signal, tell: (event) => call.item(event) });
    },
    'deviceTree.restore': async ({ changed, ...where }, call) => {
      const session = await changing(where, call.signal);
      return await session.helper.call('boot.restore', { changed }, { signal: call.signal });
    },
    'deviceTree.reboot': async ({ withinMs = usualBootMs, ...where }, call) => {
      const { signal } = call;
      const session = await changing(where, signal);
      const look = await lookAtTree(session, signal);
      const recovery = recoveryOf(look);
      const { name } = session.board;
      const started = performance.now();
      call.progress({ text: `telling ${name} to start anew` });
      await session.helper.call('board.reboot', {}, { signal });
      const why = { id: 'board.rebooting', message: `${name} is being rebooted.` };
      const bootId = await parts.sessions.interrupt(name, why, () =>
        awaitBack(session.board, look.board.bootId, {
          secrets: parts.secrets,
          signal,
          withinMs,
          recovery,
          onText: (text) => call.progress({ text }),
        }),
      );
      const milliseconds = Math.round(performance.now() - started);
      call.progress({ text: 'opening the session again' });
      const after = await lookAtTree(await opened(parts, name, signal), signal);
      return { bootId, milliseconds, standing: standingOn(after) };
    },
  };
}

/** One that is kept open counts as lost until it is open again, and may be waiting for its next try: it is tried at once. */
async function opened(parts: HostParts, board: string, signal: AbortSignal) {
  const found = await parts.boards.find(board);
  try {
    return await parts.sessions.get(found, signal);
  } catch (thrown) {
    if (problemOf(thrown).id !== 'board.lost') throw thrown;
    return await parts.sessions.hold(found, signal);
  }
}

function wantedOf(way: Wanted['way'], name: string, words: readonly string[] = [], overlay: Uint8Array): Wanted {
  return { way, name, arguments: words, overlay };
}

/** Of all that the next boot follows. */
function recoveryOf(look: TreeLook): string[] {
  const { record } = look.look;
  const names = (record?.installs ?? []).map(({ name }) => name);
  const changes = (record?.entries ?? []).map(({ path }) => ({
    path,
    kind: /\.dtbo?$/.test(path) ? ('overlay' as const) : ('text' as const),
    after: undefined,
  }));
  return recoverySentences(look, names.join(', '), changes);
}
