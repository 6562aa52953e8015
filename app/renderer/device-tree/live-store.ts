/** The tree of each connected board as it is now, kept while the window lives: asked anew when the board changed. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import { type LiveNode, liveNodes } from '../../devicetree/live/live-nodes.ts';
import { indexTree, type TreeIndex } from '../../devicetree/tree-index.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, runTask, useFailure, useTask } from '../host/tasks.ts';
import type { KnownFacts } from '../host/use-facts.ts';

export interface LiveTree {
  /** As a flattened tree. */
  readonly bytes: Uint8Array;
  readonly index: TreeIndex;
  readonly nodes: readonly LiveNode[];
  /** The facts that it was read with: others are another reason to read it. */
  readonly of: KnownFacts;
}

const useLive = create<{ readonly byBoard: Readonly<Record<string, LiveTree>> }>(() => ({ byBoard: {} }));

onBoardRenamed((renamed) => useLive.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })));

const keyOf = (board: string) => `tree:${board}`;

async function readLive(host: Client<HostContract>, board: string, facts: KnownFacts, signal: AbortSignal) {
  const { bytes } = await host.call('deviceTree.read', { board }, { signal });
  const { tree } = readFdt(bytes);
  if (tree === undefined) {
    throw problem('device-tree.unreadable', `The device tree that ${board} has sent cannot be read.`, {
      hint: 'Read it again; if that does not help, dt show --board tells what is wrong with it.',
    });
  }
  const { fdt } = facts.board;
  const booted =
    fdt === undefined ? undefined : readFdt(Uint8Array.from(atob(fdt), (letter) => letter.charCodeAt(0))).tree;
  const index = indexTree(tree);
  useLive.setState(({ byBoard }) => ({
    byBoard: { ...byBoard, [board]: { bytes, index, nodes: liveNodes(index, booted), of: facts } },
  }));
}

/** `facts` absent: they are being asked for, and the tree after them. */
export function useLiveTree({ board: { name }, connection }: BoardState, facts: KnownFacts | undefined) {
  const host = useHost();
  const tree = useLive(({ byBoard }) => byBoard[name]);
  const task = useTask(keyOf(name));
  const failure = useFailure(keyOf(name));
  const read = () => {
    if (facts === undefined) return;
    void runTask(keyOf(name), `Read the device tree of ${name}`, async (signal) => {
      await readLive(host, name, facts, signal);
    });
  };
  const isOpen = connection.state === 'open';
  useEffect(() => {
    if (isOpen) forgetFailure(keyOf(name));
  }, [isOpen, name]);
  const isDue = isOpen && facts !== undefined && tree?.of !== facts && task === undefined && failure === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each state of the board.
  useEffect(() => {
    if (isDue) read();
  }, [isDue, facts]);
  return { tree, task, failure, read };
}
