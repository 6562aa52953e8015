/** Properties that name other nodes by phandle, each followed by as many cells as the named node wants. */
import { cellsOf } from '../property.ts';
import type { IndexedNode, TreeIndex } from '../tree-index.ts';

/** How many cells follow a phandle: a count, or what a property of the named node says, `otherwise` where it is absent. */
type Cells = number | { readonly property: string; readonly otherwise?: number };

/** Names as in the schemas of dt-schema (schemas/*.yaml) and in drivers/of/property.c, which parse the same lists. */
const lists: Readonly<Record<string, Cells>> = {
  'assigned-clock-parents': { property: '#clock-cells' },
  'assigned-clocks': { property: '#clock-cells' },
  clocks: { property: '#clock-cells' },
  'cooling-device': { property: '#cooling-cells' },
  cpu: 0,
  dmas: { property: '#dma-cells' },
  'gpio-ranges': { property: '#gpio-range-cells', otherwise: 3 },
  hwlocks: { property: '#hwlock-cells' },
  interconnects: { property: '#interconnect-cells' },
  'interrupt-affinity': 0,
  'interrupt-parent': 0,
  'interrupts-extended': { property: '#interrupt-cells' },
  'io-channels': { property: '#io-channel-cells' },
  iommus: { property: '#iommu-cells' },
  mboxes: { property: '#mbox-cells' },
  'memory-region': 0,
  'msi-parent': { property: '#msi-cells', otherwise: 0 },
  'next-level-cache': 0,
  'nvmem-cells': { property: '#nvmem-cell-cells', otherwise: 0 },
  'operating-points-v2': 0,
  'phy-handle': 0,
  phys: { property: '#phy-cells' },
  'power-domains': { property: '#power-domain-cells' },
  pwms: { property: '#pwm-cells' },
  'remote-endpoint': 0,
  'required-opps': 0,
  resets: { property: '#reset-cells' },
  'sound-dai': { property: '#sound-dai-cells' },
  target: 0,
  'thermal-sensors': { property: '#thermal-sensor-cells' },
  trip: 0,
};

/** `-gpios`, `-supply`, `pinctrl-0`: names that are many. `-gpio` alone is old and still read (drivers/gpio/gpiolib-of.c). */
function cellsFor(property: string): Cells | undefined {
  if (Object.hasOwn(lists, property)) return lists[property];
  if (property.endsWith('-supply')) return 0;
  if (property.endsWith('-gpios') || property.endsWith('-gpio') || property === 'gpios' || property === 'gpio')
    return { property: '#gpio-cells' };
  if (property.startsWith('pinctrl-') && /^pinctrl-\d+$/.test(property)) return 0;
  return undefined;
}

export interface PhandleEntry {
  /** Of the phandle in the value, in cells. */
  readonly at: number;
  /** 0 stands for an entry that is left out; nothing follows it. */
  readonly phandle: number;
  readonly target: IndexedNode | undefined;
  readonly arguments: readonly number[];
}

export interface PhandleList {
  readonly entries: readonly PhandleEntry[];
  /** Cells from the first on whose length cannot be known: its node is not there, or does not say how many follow, or they are missing. */
  readonly leftOver: number;
  /** The property of named nodes that says how many cells follow; undefined where none ever do. */
  readonly cellsProperty: string | undefined;
}

/** Undefined for a property that is not there, or not known to name nodes. */
export function phandleListOf({ node }: IndexedNode, property: string, index: TreeIndex): PhandleList | undefined {
  const wanted = cellsFor(property);
  const value = node.properties.get(property);
  // The `gpios` of a hog are lines of its parent (Documentation/devicetree/bindings/gpio/gpio.txt).
  if (wanted === undefined || value === undefined || node.properties.has('gpio-hog')) return undefined;
  const cells = cellsOf(value);
  const entries: PhandleEntry[] = [];
  let at = 0;
  while (at < cells.length) {
    const phandle = cells[at] ?? 0;
    const target = phandle === 0 ? undefined : index.byPhandle.get(phandle);
    let count: number | undefined = 0;
    if (phandle !== 0) {
      if (typeof wanted === 'number') count = wanted;
      else if (target === undefined) break;
      else count = cellsOf(target.node.properties.get(wanted.property))[0] ?? wanted.otherwise;
    }
    if (count === undefined || at + 1 + count > cells.length) break;
    entries.push({ at, phandle, target, arguments: cells.slice(at + 1, at + 1 + count) });
    at += 1 + count;
  }
  return {
    entries,
    leftOver: Math.ceil(value.length / 4) - at,
    cellsProperty: typeof wanted === 'number' ? undefined : wanted.property,
  };
}

/**
 * The controller that a node's `interrupts` go to: named by `interrupt-parent`, else the parent, and on from there to the
 * first that has `#interrupt-cells` (2.4.1, and drivers/of/irq.c, of_irq_find_parent).
 */
export function interruptParentOf(node: IndexedNode, index: TreeIndex): IndexedNode | undefined {
  let each: IndexedNode | undefined = node;
  // More steps than nodes go round in a circle.
  for (let steps = index.nodes.length; each !== undefined && steps > 0; steps -= 1) {
    const named = each.node.properties.get('interrupt-parent');
    each = named === undefined ? each.parent : index.byPhandle.get(cellsOf(named)[0] ?? 0);
    if (each?.node.properties.has('#interrupt-cells')) return each;
  }
  return undefined;
}
