/** A device tree as data: what a flattened tree (.dtb) holds, neither more nor less. Nothing of it is ever changed in place. */

/** An entry of the memory reservation block (Devicetree Specification 0.4, 5.3). */
export interface MemoryReservation {
  readonly address: bigint;
  readonly size: bigint;
}

export interface TreeNode {
  /** With the unit address, such as `serial@9000000`; empty for the root. */
  readonly name: string;
  /** Name to value, in the order of the tree. Names may hold what a text could not say; a node of a flattened tree has each once. */
  readonly properties: ReadonlyMap<string, Uint8Array>;
  /** In the order of the tree. Names of siblings differ. */
  readonly children: readonly TreeNode[];
}

export interface DeviceTree {
  readonly reservations: readonly MemoryReservation[];
  /** `boot_cpuid_phys` of the header (5.2). */
  readonly bootCpu: number;
  readonly root: TreeNode;
}

/** `/` for the root, else names from the root on: `/soc/serial@9000000`. */
export type NodePath = string;

export function childPath(parent: NodePath, name: string): NodePath {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}

/** `/soc` of `/soc/serial@9000000`; undefined of the root. */
export function parentPath(path: NodePath): NodePath | undefined {
  if (path === '/') return undefined;
  const end = path.lastIndexOf('/');
  return end <= 0 ? '/' : path.slice(0, end);
}

/** `serial` and `9000000` of `serial@9000000`; `unit` is undefined where the name has none. */
export function splitName(name: string): { readonly base: string; readonly unit: string | undefined } {
  const at = name.indexOf('@');
  return at < 0 ? { base: name, unit: undefined } : { base: name.slice(0, at), unit: name.slice(at + 1) };
}
