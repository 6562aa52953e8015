/** /reserved-memory as the kernel reads it before it has a memory allocator (drivers/of/fdt.c, drivers/of/of_reserved_mem.c). */
import type { TreeFinding } from '../finding.ts';
import { isEnabled } from '../tree-index.ts';
import { cellAt } from './cells.ts';
import type { Cells, JudgedNode } from './judged-tree.ts';
import { byBase, foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';

/** `device-tree.reserved-memory-name`, `device-tree.reserved-memory-place`, `device-tree.reserved-memory-cells`. */
export const reservedMemory: TreeRule = {
  about: 'whether the kernel reads the reservations',
  lacks: byBase,
  check(input) {
    return input.tree.nodes.flatMap((node): TreeFinding[] => {
      if (node.parent === undefined && node.becomes !== '/reserved-memory') return [];
      if (node.becomes === '/reserved-memory') return format(input, node);
      if (!/^[rm]/i.test(node.node.name)) return [];
      const base = node.node.name.split('@')[0] ?? '';
      if (!misspellings.has(base.toLowerCase().replaceAll(/[-_.+,]/g, '')) || node.depth > 8) return [];
      // A node of a driver may be called so; a reservation has none.
      if (node.node.properties.has('compatible') || !hasReservations(node)) return [];
      return node.parent?.becomes === '/'
        ? [misnamed(input, node)]
        : base === 'reserved-memory'
          ? [misplaced(input, node)]
          : [];
    });
  },
};

/** Without what people put between the words. */
const misspellings = new Set([
  'reservedmemory',
  'reservedmem',
  'reservememory',
  'reservemem',
  'memoryreserved',
  'reservedmemories',
  'reserved',
  'resvmem',
]);

const where = 'The kernel reads reservations from /reserved-memory alone (drivers/of/fdt.c, fdt_scan_reserved_mem)';

function hasReservations({ node }: JudgedNode): boolean {
  return node.children.some(
    ({ properties }) => properties.has('reg') || properties.has('size') || properties.has('no-map'),
  );
}

function misnamed(input: TreeRuleInput, node: JudgedNode): TreeFinding {
  const isTaken = node.parent?.node.children.some(({ name }) => name === 'reserved-memory') === true;
  return foundAt(input, node, {
    id: 'device-tree.reserved-memory-name',
    // Boards boot with it; what somebody wants of it here does not come to be.
    severity: input.uiomem.length > 0 ? 'error' : 'warning',
    message: `${nodeName(node)} is not called reserved-memory.`,
    why: `${where}: nothing of it is reserved, Linux uses that memory, and the driver refuses it.`,
    ...(isTaken
      ? { hint: 'There is a reserved-memory already: move the children there.' }
      : { fix: { title: 'Call it reserved-memory', edits: input.places.rename(node.path, 'reserved-memory') } }),
  });
}

function misplaced(input: TreeRuleInput, node: JudgedNode): TreeFinding {
  return foundAt(input, node, {
    id: 'device-tree.reserved-memory-place',
    severity: input.uiomem.length > 0 && node.becomes !== undefined ? 'error' : 'warning',
    message: `${nodeName(node)} is not below the root.`,
    why: `${where}: nothing of it is reserved.`,
    hint: 'Move it to the root: / { reserved-memory { … }; };',
  });
}

function format(input: TreeRuleInput, node: JudgedNode): TreeFinding[] {
  const wanted = node.cells;
  const { properties } = node.node;
  const found: TreeFinding[] = [];
  const missing: string[] = [];
  for (const [name, count] of [
    ['#address-cells', wanted?.address],
    ['#size-cells', wanted?.size],
  ] as const) {
    const said = cellAt(properties.get(name), 0);
    if (said === undefined && count !== undefined) missing.push(`${name} = <${count}>;`);
    else if (said !== undefined && count !== undefined && said !== count) {
      found.push(otherCells(input, node, { name, said, count }));
    }
  }
  if (!properties.has('ranges')) missing.push('ranges;');
  // An overlay may leave to the base what the base says.
  const isMerged = node.node.name === '__overlay__' && input.tree.base === undefined;
  if (missing.length > 0 && !isMerged && wanted !== undefined) found.unshift(lacking(input, node, missing));
  return found;
}

const ignored =
  'Without #address-cells and #size-cells of the root’s and a ranges the kernel ignores the whole node (drivers/of/of_reserved_mem.c, __reserved_mem_check_root): nothing is reserved.';

function lacking(input: TreeRuleInput, node: JudgedNode, missing: readonly string[]): TreeFinding {
  const names = missing.map((each) => each.replace(/ = .*|;/g, ''));
  return foundAt(input, node, {
    id: 'device-tree.reserved-memory-cells',
    severity: 'error',
    message: `${nodeName(node)} has no ${names.join(', no ')}.`,
    why: ignored,
    fix: { title: `Add ${missing.join(' ')}`, edits: input.places.add(node.path, missing) },
  });
}

function otherCells(
  input: TreeRuleInput,
  node: JudgedNode,
  { name, said, count }: { name: string; said: number; count: number },
): TreeFinding {
  const key: keyof Cells = name === '#size-cells' ? 'size' : 'address';
  // Where all children have been written for the root's cells, or there are none of them, the number is what is wrong.
  const step = ((node.cells?.address ?? 0) + (node.cells?.size ?? 0)) * 4;
  const isWrittenSo = node.node.children.every(({ properties }) => {
    const length = properties.get('reg')?.length;
    return length === undefined ? key === 'address' || !properties.has('size') : step > 0 && length === step;
  });
  return foundAt(input, node, {
    id: 'device-tree.reserved-memory-cells',
    severity: 'error',
    property: name,
    message: `${name} of ${nodeName(node)} is ${said}, and the root’s is ${count}.`,
    why: ignored,
    ...(isWrittenSo
      ? { fix: { title: `Write <${count}>`, edits: input.places.setValue(node.path, name, `<${count}>`) } }
      : { hint: `Write <${count}>, and each reg and size below it in the cells of the root.` }),
  });
}

/** Children of /reserved-memory that are enabled: the kernel leaves others out. */
export function reservationsOf({ tree }: Pick<TreeRuleInput, 'tree'>): JudgedNode[] {
  return tree.nodes.filter(({ parent, node }) => parent?.becomes === '/reserved-memory' && isEnabled(node));
}
