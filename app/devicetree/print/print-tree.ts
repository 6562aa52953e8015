/** A tree as a text in the kernel's style, from which dtc makes the same tree. */
import type { DeviceTree } from '../tree.ts';
import { indexTree, type TreeIndex } from '../tree-index.ts';
import { labelsOf } from './labels.ts';
import { nodeText } from './node-text.ts';
import { overlayText } from './overlay-text.ts';
import type { PrintedNodes } from './printed-nodes.ts';

export interface PrintOptions {
  /** Of the tree, where there is one already. */
  readonly index?: TreeIndex | undefined;
  /** Kept from one printing to the next; has no effect on an overlay that is written as a source. */
  readonly printed?: PrintedNodes | undefined;
  /**
   * An overlay is written with `/plugin/` and references, as `&label { };` where that says the same, and without what dtc makes
   * of them (`__fixups__`, phandles). Has no effect on other trees, and on overlays of which no text says the same.
   */
  readonly asSource?: boolean | undefined;
}

/**
 * Nodes, properties and reservations in the order of the tree; labels of `__symbols__`, and `&label` where a cell is known to
 * be its phandle. Phandles and symbols stay where they are, so that the numbers stay too. Ends with a line end.
 */
export function printTree(tree: DeviceTree, options: PrintOptions = {}): string {
  const { index = indexTree(tree), asSource = false, printed } = options;
  const source = asSource ? overlayText(index) : undefined;
  if (source !== undefined) return source;
  const [root] = index.nodes;
  const nodes = root === undefined ? '' : nodeText(root, { index, labels: labelsOf(index), printed });
  return `${head(tree)}\n${nodes}`;
}

function head({ reservations, bootCpu }: DeviceTree): string {
  const reserved = reservations.map(
    ({ address, size }) => `/memreserve/ 0x${address.toString(16)} 0x${size.toString(16)};\n`,
  );
  // A text has no words for it.
  const boot = bootCpu === 0 ? '' : `/* Boots on CPU ${bootCpu} (dtc -b ${bootCpu}). */\n`;
  return `/dts-v1/;\n${boot}${reserved.join('')}`;
}
