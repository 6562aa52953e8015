/** A tree that dtc makes of a text; the label and phandle of nodes are kept. */
import { readFdt } from '../fdt/read-fdt.ts';
import type { DeviceTree } from '../tree.ts';
import { indexTree, type TreeIndex } from '../tree-index.ts';
import { compiledByDtc } from './dtc.ts';

export function treeOfText(text: string, ...options: string[]): DeviceTree {
  const { tree } = readFdt(compiledByDtc(`/dts-v1/;\n${text}`, ...options));
  if (tree === undefined) throw new Error('dtc made no tree');
  return tree;
}

export function indexOfText(text: string, ...options: string[]): TreeIndex {
  return indexTree(treeOfText(text, ...options));
}
