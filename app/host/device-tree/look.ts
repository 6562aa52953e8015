/** Everything about a board's device tree in a moment: the live tree, overlays in the kernel, boot files, facts, profile. */

import type { Holder } from '../../../remote-helper/contract/device.ts';
import type { BootLook, LiveOverlay } from '../../../remote-helper/contract/device-tree.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import { mergeBeforeBoot } from '../../devicetree/overlay/merge-before-boot.ts';
import type { DeviceTree, NodePath } from '../../devicetree/tree.ts';
import { indexTree, type TreeIndex } from '../../devicetree/tree-index.ts';
import type { BootKnowledge } from '../boot/way.ts';
import { profileOf } from '../profiles/profiles.ts';
import type { BoardSession } from '../session/session.ts';
import { treeOfNodes } from './live-tree.ts';

/** One in the kernel, with what it is made of where the kernel gives that back. */
export interface KernelOverlay extends LiveOverlay {
  readonly overlay: DeviceTree | undefined;
}

export interface TreeLook extends BootKnowledge {
  /** Undefined on a board without a device tree. */
  readonly live: TreeIndex | undefined;
  readonly takesOverlays: boolean;
  readonly overlays: readonly KernelOverlay[];
  /** Bytes of our trees and overlays on the board, by path. */
  readonly trees: ReadonlyMap<string, Uint8Array>;
  readonly holders: readonly Holder[];
}

/** Throws what the helper throws; `shell.unsupported` where no helper runs. */
export async function lookAtTree(session: BoardSession, signal: AbortSignal): Promise<TreeLook> {
  const { helper } = session;
  const board = await session.facts(true);
  const [{ output: boot, bytes: treeBytes }, kernel, live, { profile }, { holders }] = await Promise.all([
    helper.call('boot.read', {}, { signal }),
    helper.call('overlay.list', {}, { signal }),
    readLive(session, board, signal),
    profileOf(board),
    helper.call('device.holders', {}, { signal }),
  ]);
  return {
    board,
    profile,
    look: boot,
    live: live && indexTree(live),
    takesOverlays: kernel.output.there,
    overlays: kernelOverlays(kernel.output.overlays, kernel.bytes),
    trees: treesOf(boot, treeBytes),
    holders,
  };
}

/** Undefined on a board without one. */
export async function readLive(
  session: BoardSession,
  board: BoardFacts,
  signal: AbortSignal,
): Promise<DeviceTree | undefined> {
  try {
    const { output, bytes } = await session.helper.call('tree.read', {}, { signal });
    return treeOfNodes(output.nodes, bytes, board.fdt);
  } catch (thrown) {
    if (problemOf(thrown).id === 'device-tree.none') return undefined;
    throw thrown;
  }
}

function kernelOverlays(overlays: readonly LiveOverlay[], bytes: Uint8Array): KernelOverlay[] {
  let at = 0;
  return overlays.map((each) => {
    const own = bytes.subarray(at, at + each.bytes);
    at += each.bytes;
    return { ...each, overlay: own.length === 0 ? undefined : readFdt(own).tree };
  });
}

function treesOf({ trees }: BootLook, bytes: Uint8Array): Map<string, Uint8Array> {
  let at = 0;
  return new Map(
    trees.map(({ path, bytes: size }) => {
      const own = bytes.subarray(at, at + size);
      at += size;
      return [path, own];
    }),
  );
}

/** What an overlay says of a tree's nodes: which it touches, and whether all of them are there. Undefined: it does not fit at all. */
export function touchedBy(
  live: TreeIndex | undefined,
  overlay: DeviceTree | undefined,
): { readonly nodes: ReadonlySet<NodePath>; readonly there: boolean } | undefined {
  if (live === undefined || overlay === undefined) return undefined;
  const merged = mergeBeforeBoot(live.tree, overlay, { index: live });
  if (merged.tree === undefined) return undefined;
  return { nodes: new Set([...merged.nodes.keys(), ...merged.properties.keys()]), there: merged.nodes.size === 0 };
}

/** Devices of these nodes. */
export function devicesOf({ devices }: BoardFacts, nodes: ReadonlySet<NodePath>): string[] {
  return devices.flatMap(({ name, origin }) => (origin.kind === 'device-tree' && nodes.has(origin.path) ? [name] : []));
}
