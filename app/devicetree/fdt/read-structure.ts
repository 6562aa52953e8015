/** The structure block: nodes and properties, token by token (Devicetree Specification 0.4, 5.4). */
import type { TreeFinding } from '../finding.ts';
import type { TreeNode } from '../tree.ts';
import { byteText } from './byte-text.ts';
import { beginNode, end, endNode, nop, property } from './format.ts';
import { atByte, type Header } from './header.ts';
import { OpenNodes } from './open-nodes.ts';

/** Of a broken file as many are kept: the first ones tell what there is to tell. */
const mostFindings = 100;

/** The kernel takes such a tree for corrupt. */
const corrupt = 'The kernel does not boot with such a tree, and does not take such an overlay.';

/** The root is undefined where not even that begins. What was read before an error is kept. */
export function readStructure(
  bytes: Uint8Array,
  { structure, strings }: Header,
): { readonly root: TreeNode | undefined; readonly findings: readonly TreeFinding[] } {
  // Tokens are aligned from the start of the block on.
  const block = bytes.subarray(structure.start, structure.end);
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const nameAt = namesIn(bytes.subarray(strings.start, strings.end));
  const open = new OpenNodes();
  const findings: TreeFinding[] = [];

  const where = (offset: number): string => atByte(structure.start + offset);
  const error = (message: string, why: string, of?: string) => {
    if (findings.length >= mostFindings) return;
    findings.push({
      id: 'device-tree.structure',
      severity: 'error',
      message,
      why,
      path: open.depth === 0 ? undefined : open.path,
      property: of,
    });
  };
  /** Ends what is open, innermost first. */
  const stop = () => {
    while (open.depth > 0) open.end();
    return { root: open.root, findings };
  };
  const cutOff = (what: string) => {
    error(
      `The structure block ends at ${where(block.length)}, inside ${what}.`,
      `What would follow is missing. ${corrupt}`,
    );
    return stop();
  };

  let at = 0;
  for (;;) {
    if (at + 4 > block.length) return cutOff(open.depth === 0 ? 'the tree, before the token that ends it' : 'a node');
    const start = at;
    const token = view.getUint32(start);
    at += 4;
    if (token === nop) continue;
    if (token === beginNode) {
      if (open.root !== undefined) {
        error(
          `A second root node begins at ${where(start)}.`,
          `There is one root (5.4.2); what follows is left out. ${corrupt}`,
        );
        return stop();
      }
      const behind = block.indexOf(0, at);
      if (behind < 0) return cutOff('a node’s name');
      const name = byteText(block, at, behind);
      if (open.depth === 0 && name !== '')
        error(
          `The root node at ${where(start)} is called ${JSON.stringify(name)}.`,
          'The root’s name is empty (5.4.2).',
        );
      const fault = open.begin(name);
      if (fault !== undefined) error(`The node at ${where(start)} ${nodeFaults[fault].is}.`, nodeFaults[fault].why);
      at = (behind + 4) & ~3;
    } else if (token === property) {
      if (at + 8 > block.length) return cutOff('a property');
      const size = view.getUint32(at);
      const nameOffset = view.getUint32(at + 4);
      const value = at + 8;
      if (open.depth === 0) {
        error(`The property at ${where(start)} is in no node.`, `Properties stand in nodes (5.4.2). ${corrupt}`);
        return stop();
      }
      const name = nameAt(nameOffset);
      if (size > block.length - value) {
        error(
          `The value of the property at ${where(start)}, ${size} bytes, does not end before the structure block does at ${where(block.length)}.`,
          `Its length or the block’s size is wrong, and what follows cannot be found. ${corrupt}`,
          name,
        );
        return stop();
      }
      at = (value + size + 3) & ~3;
      if (name === undefined) {
        error(
          `The property at ${where(start)} has its name at ${nameOffset} of the strings block, which has ${strings.end - strings.start} bytes.`,
          `A name lies in that block, with a zero at its end (5.5); the property is left out here. ${corrupt}`,
        );
        continue;
      }
      const fault = open.property(name, block.subarray(value, value + size));
      if (fault !== undefined)
        error(`The property ${name} at ${where(start)} ${propertyFaults[fault].is}.`, propertyFaults[fault].why, name);
    } else if (token === endNode) {
      if (open.depth === 0) {
        error(`A node ends at ${where(start)} and none has begun.`, `Each end has its beginning (5.4.2). ${corrupt}`);
        return stop();
      }
      open.end();
    } else if (token === end) {
      if (open.depth > 0) error(`The structure ends at ${where(start)}, inside a node.`, corrupt);
      else if (open.root === undefined) error(`The structure ends at ${where(start)} before a node.`, corrupt);
      return stop();
    } else {
      error(
        `There is no token 0x${token.toString(16)}, found at ${where(start)}.`,
        `Tokens are 1 to 4 and 9 (5.4.1); what follows cannot be understood. ${corrupt}`,
      );
      return stop();
    }
  }
}

const nodeFaults = {
  unnamed: {
    is: 'has no name',
    why: 'Only the root’s name is empty (2.2.1). The node cannot be told from its parent, and is left out here.',
  },
  duplicate: {
    is: 'has the name of another of the same parent',
    why: 'Names of siblings differ (2.2.1): who looks for the name finds the first. The second is left out here.',
  },
} as const;

const propertyFaults = {
  duplicate: {
    is: 'is there twice',
    why: 'The kernel finds the first (drivers/of/base.c, __of_find_property). The second is left out here.',
  },
  late: {
    is: 'comes after a node inside its node',
    why: 'Properties come first (5.4.2), and the kernel reads none behind a node (drivers/of/fdt.c, populate_properties). It is left out here.',
  },
} as const;

/** Names by their offset in the strings block; undefined where there is none. Each is read once. */
function namesIn(strings: Uint8Array): (offset: number) => string | undefined {
  const known = new Map<number, string>();
  return (offset) => {
    const before = known.get(offset);
    if (before !== undefined) return before;
    const behind = offset < strings.length ? strings.indexOf(0, offset) : -1;
    if (behind < 0) return undefined;
    const name = byteText(strings, offset, behind);
    known.set(offset, name);
    return name;
  };
}
