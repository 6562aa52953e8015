/** What of `/reserved-memory` the kernel sets up at boot (drivers/of/fdt.c, fdt_scan_reserved_mem). */
import type { Span } from '../../plan/span.ts';
import { cellsOf, numberAt } from '../property.ts';
import type { NodePath } from '../tree.ts';
import { isEnabled, type TreeIndex } from '../tree-index.ts';

export interface Reservation {
  readonly path: NodePath;
  readonly name: string;
  /** Undefined where the kernel chooses the place (`size` in place of `reg`). */
  readonly spans: readonly Span[] | undefined;
  readonly noMap: boolean;
}

/** None at all where `/reserved-memory` has other cells than the root, or no `ranges`. */
export function reservationsOf({ byPath, tree }: TreeIndex): Reservation[] {
  const folder = byPath.get('/reserved-memory')?.node;
  const cell = (name: string, of: { readonly properties: ReadonlyMap<string, Uint8Array> }) =>
    cellsOf(of.properties.get(name))[0];
  // Without them in the root it is one each (OF_ROOT_NODE_ADDR_CELLS_DEFAULT).
  const address = cell('#address-cells', tree.root) ?? 1;
  const size = cell('#size-cells', tree.root) ?? 1;
  if (folder === undefined || !folder.properties.has('ranges')) return [];
  if (cell('#address-cells', folder) !== address || cell('#size-cells', folder) !== size) return [];
  return folder.children.flatMap((child): Reservation[] => {
    if (!isEnabled(child)) return [];
    const about = {
      path: `/reserved-memory/${child.name}`,
      name: child.name,
      noMap: child.properties.has('no-map'),
    };
    const reg = child.properties.get('reg');
    if (reg === undefined) return child.properties.has('size') ? [{ ...about, spans: undefined }] : [];
    const cells = cellsOf(reg);
    const step = address + size;
    if (step === 0 || reg.length % (4 * step) !== 0) return [];
    const spans = Array.from({ length: cells.length / step }, (_, index) => ({
      address: numberAt(cells, index * step, address) ?? 0n,
      size: numberAt(cells, index * step + address, size) ?? 0n,
    })).filter((span) => span.size > 0n);
    return spans.length === 0 ? [] : [{ ...about, spans }];
  });
}
