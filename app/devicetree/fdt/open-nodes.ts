/** A tree while it comes in node by node: those that have begun and not ended, and what of them cannot be kept. */
import { childPath, type NodePath, type TreeNode } from '../tree.ts';

interface OpenNode {
  readonly name: string;
  readonly properties: Map<string, Uint8Array>;
  readonly children: TreeNode[];
  /** Made when there are so many children that a search through them would cost. */
  names: Set<string> | undefined;
  /** Whether its parent takes it. */
  readonly kept: boolean;
}

/** From so many children on a set of their names pays. */
const manyChildren = 16;

export class OpenNodes {
  readonly #open: OpenNode[] = [];
  root: TreeNode | undefined;

  get depth(): number {
    return this.#open.length;
  }

  /** Of the innermost. */
  get path(): NodePath {
    return this.#open.slice(1).reduce((above, { name }) => childPath(above, name), '/');
  }

  /** Says why the node is left out of the tree, with all that is in it; undefined where it is not. */
  begin(name: string): 'unnamed' | 'duplicate' | undefined {
    const parent = this.#open.at(-1);
    const fault =
      parent === undefined ? undefined : name === '' ? 'unnamed' : has(parent, name) ? 'duplicate' : undefined;
    this.#open.push({ name, properties: new Map(), children: [], names: undefined, kept: fault === undefined });
    return fault;
  }

  /** Why the property of the innermost node is left out; undefined where it is not. */
  property(name: string, value: Uint8Array): 'duplicate' | 'late' | undefined {
    const node = this.#open.at(-1);
    if (node === undefined) return undefined;
    if (node.children.length > 0) return 'late';
    if (node.properties.has(name)) return 'duplicate';
    node.properties.set(name, value);
    return undefined;
  }

  end(): void {
    const node = this.#open.pop();
    if (node === undefined) return;
    const { name, properties, children, kept } = node;
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = { name: '', properties, children };
    else if (kept) {
      parent.children.push({ name, properties, children });
      parent.names?.add(name);
    }
  }
}

function has(parent: OpenNode, name: string): boolean {
  if (parent.children.length < manyChildren) return parent.children.some((each) => each.name === name);
  parent.names ??= new Set(parent.children.map((each) => each.name));
  return parent.names.has(name);
}
