/**
 * A tree as it is judged: the nodes that become nodes of a board, each with the cells that count for it. Of an overlay these
 * are the nodes below `__overlay__`, put below the nodes of the base that its fragments name, as far as these are known.
 */
import { textOf, textsOf } from '../property.ts';
import { childPath, type NodePath, type TreeNode } from '../tree.ts';
import type { IndexedNode, TreeIndex } from '../tree-index.ts';
import { cellAt } from './cells.ts';

export interface Cells {
  readonly address: number;
  readonly size: number;
}

export interface JudgedNode extends IndexedNode {
  readonly parent: JudgedNode | undefined;
  /** On the board, as far as it is known. */
  readonly depth: number;
  /** Its path on the board; undefined where the target of its fragment is not known. */
  readonly becomes: NodePath | undefined;
  /** Cells of its `reg`; undefined where the base would have to be known. */
  readonly cells: Cells | undefined;
  /**
   * Cells for its children. Where a node says none the kernel takes those of its parent (drivers/of/base.c,
   * of_bus_n_addr_cells), 2 and 1 at the root.
   */
  readonly childCells: Cells | undefined;
}

export interface Fragment {
  /** Of the fragment, such as `/fragment@0`. */
  readonly path: NodePath;
  readonly overlay: NodePath;
  /** What `target` refers to, where that is a label of the base. */
  readonly label: string | undefined;
  /** Of the base; undefined where it is not known. */
  readonly target: NodePath | undefined;
}

export interface JudgedTree {
  readonly index: TreeIndex;
  /** The tree that the overlay is for. */
  readonly base: TreeIndex | undefined;
  /** Undefined: a tree of its own. */
  readonly fragments: readonly Fragment[] | undefined;
  /** Parents before children. */
  readonly nodes: readonly JudgedNode[];
  readonly byPath: ReadonlyMap<NodePath, JudgedNode>;
  /** `<path>:<property>:<offset>` to the label of the base that is meant there, of `__fixups__`. */
  readonly fixups: ReadonlyMap<string, string>;
}

/** Nodes that speak of the tree and are none of the board (Devicetree Specification 0.4, 3.3; dtc's output of overlays). */
const special = new Set(['/__symbols__', '/__fixups__', '/__local_fixups__', '/aliases']);
const unknownCells: Cells = { address: 2, size: 1 };

export function judgedTree(index: TreeIndex, base: TreeIndex | undefined): JudgedTree {
  const fixups = fixupsOf(index);
  const fragments = fragmentsOf(index, base, fixups);
  const nodes: JudgedNode[] = [];
  const byPath = new Map<NodePath, JudgedNode>();
  const targets = new Map((fragments ?? []).map((each) => [each.overlay, each]));
  for (const each of index.nodes) {
    const parent = each.parent && byPath.get(each.parent.path);
    const fragment = targets.get(each.path);
    if (fragment === undefined && parent === undefined && (fragments !== undefined || each.depth > 0)) continue;
    if (each.depth === 1 && special.has(each.path)) continue;
    const judged =
      fragment === undefined
        ? judgedNode(fragments === undefined ? each : mergedChild(each, parent, base), parent)
        : mergedTarget(each, fragment, base);
    nodes.push(judged);
    byPath.set(each.path, judged);
  }
  return { index, base, fragments, nodes, byPath, fixups };
}

function judgedNode({ path, node }: IndexedNode, parent: JudgedNode | undefined): JudgedNode {
  return {
    path,
    node,
    parent,
    // On the board.
    depth: parent === undefined ? 0 : parent.depth + 1,
    becomes: parent === undefined ? '/' : parent.becomes && childPath(parent.becomes, node.name),
    cells: parent?.childCells,
    childCells: childCells(node, parent === undefined ? unknownCells : parent.childCells),
  };
}

function childCells({ properties }: TreeNode, inherited: Cells | undefined): Cells | undefined {
  const address = cellAt(properties.get('#address-cells'), 0) ?? inherited?.address;
  const size = cellAt(properties.get('#size-cells'), 0) ?? inherited?.size;
  if (address === undefined || size === undefined) return undefined;
  return address === inherited?.address && size === inherited.size ? inherited : { address, size };
}

/** A node of an overlay with what the base says of the node that it becomes, where that is there already. */
function mergedChild(each: IndexedNode, parent: JudgedNode | undefined, base: TreeIndex | undefined): IndexedNode {
  const onto = parent?.becomes && base?.byPath.get(childPath(parent.becomes, each.node.name));
  if (!onto) return each;
  const properties = new Map([...onto.node.properties, ...each.node.properties]);
  return { ...each, node: { ...each.node, properties } };
}

/** `__overlay__` as the node that it is put onto. */
function mergedTarget(overlay: IndexedNode, { target }: Fragment, base: TreeIndex | undefined): JudgedNode {
  const onto = target === undefined ? undefined : base?.byPath.get(target);
  const properties = new Map([...(onto?.node.properties ?? []), ...overlay.node.properties]);
  const node = { ...overlay.node, properties };
  const parent = onto?.parent && baseNode(onto.parent);
  // The path of the base counts when nothing of the base is known, too: `/` is the root of each.
  return {
    path: overlay.path,
    node,
    parent,
    depth: onto?.depth ?? 0,
    becomes: target,
    cells: parent?.childCells,
    childCells: childCells(node, onto === undefined ? undefined : (parent?.childCells ?? unknownCells)),
  };
}

/** A node of the base, with those above it. */
export function baseNode(node: IndexedNode): JudgedNode {
  const chain: IndexedNode[] = [];
  for (let each: IndexedNode | undefined = node; each !== undefined; each = each.parent) chain.push(each);
  return chain.reduceRight<JudgedNode | undefined>((parent, each) => judgedNode(each, parent), undefined) as JudgedNode;
}

function fragmentsOf(
  index: TreeIndex,
  base: TreeIndex | undefined,
  fixups: ReadonlyMap<string, string>,
): Fragment[] | undefined {
  const fragments = index.tree.root.children.flatMap((node): Fragment[] => {
    if (!node.children.some(({ name }) => name === '__overlay__')) return [];
    const path = childPath('/', node.name);
    const overlay = childPath(path, '__overlay__');
    const named = textOf(node.properties.get('target-path'));
    if (named !== undefined) return [{ path, overlay, label: undefined, target: named }];
    const label = fixups.get(`${path}:target:0`);
    const handle = cellAt(node.properties.get('target'), 0);
    const target =
      label !== undefined
        ? base?.symbols.get(label)
        : handle === undefined
          ? undefined
          : base?.byPhandle.get(handle)?.path;
    return [{ path, overlay, label, target }];
  });
  return fragments.length === 0 ? undefined : fragments;
}

function fixupsOf(index: TreeIndex): Map<string, string> {
  const fixups = new Map<string, string>();
  for (const [label, bytes] of index.byPath.get('/__fixups__')?.node.properties ?? []) {
    for (const place of textsOf(bytes) ?? []) fixups.set(place, label);
  }
  return fixups;
}

/** What a phandle of a property refers to. `unknown`: a label of a base that is not known, or does not have it. */
export function referent(
  tree: JudgedTree,
  { path, node }: JudgedNode,
  property: string,
): JudgedNode | 'unknown' | undefined {
  const label = tree.fixups.get(`${path}:${property}:0`);
  if (label !== undefined) {
    const target = tree.base?.symbols.get(label);
    const found = target === undefined ? undefined : tree.base?.byPath.get(target);
    return found === undefined ? 'unknown' : baseNode(found);
  }
  const handle = cellAt(node.properties.get(property), 0);
  if (handle === undefined) return undefined;
  const own = tree.index.byPhandle.get(handle);
  if (own !== undefined) return tree.byPath.get(own.path);
  if (tree.fragments === undefined) return undefined;
  const found = tree.base?.byPhandle.get(handle);
  return found === undefined ? 'unknown' : baseNode(found);
}
