/** Whether the kernel makes a platform device of a node, and how it calls it (drivers/of/platform.c). */
import { textsOf } from '../property.ts';
import { type NodePath, splitName } from '../tree.ts';
import { type IndexedNode, isEnabled } from '../tree-index.ts';
import { kernelRange } from './kernel-range.ts';

/** Compatibles whose children become devices as well (of_default_bus_match_table; the last two by their own drivers). */
const buses = ['simple-bus', 'simple-mfd', 'isa', 'arm,amba-bus', 'simple-pm-bus', 'fpga-region'];

/** Undefined when a device is made of it at boot; else a sentence why not. */
export function noDeviceAtBoot(node: IndexedNode): string | undefined {
  if (!isEnabled(node.node)) return `${node.path} is disabled.`;
  for (let bus = node.parent; bus?.parent !== undefined; bus = bus.parent) {
    const why = noBus(bus);
    if (why !== undefined) return why;
  }
  return undefined;
}

/**
 * The same for a node that an overlay adds or enables while the system runs: the node that it lies in must have been a bus
 * when the system was booted, since the kernel does not look into what is new (of_platform_notify); but the driver of simple-pm-bus looks
 * into each that it is given (drivers/bus/simple-pm-bus.c, simple_pm_bus_probe).
 */
export function noDeviceAtRunTime(node: IndexedNode, wasEnabled: (path: NodePath) => boolean): string | undefined {
  const why = noDeviceAtBoot(node);
  if (why !== undefined) return why;
  for (let bus = node.parent; bus?.parent !== undefined; bus = bus.parent)
    if (!wasEnabled(bus.path) && !hasBusDriver(bus))
      return `${bus.path} comes to be with the overlay, and at run time the kernel makes a device of that node alone, not of what lies in it.`;
  return undefined;
}

function hasBusDriver({ node }: IndexedNode): boolean {
  return textsOf(node.properties.get('compatible'))?.includes('simple-pm-bus') ?? false;
}

function noBus(bus: IndexedNode): string | undefined {
  if (bus.path === '/reserved-memory') return 'The kernel makes no devices of what lies in /reserved-memory.';
  if (!isEnabled(bus.node)) return `${bus.path}, which it lies in, is disabled.`;
  const compatible = textsOf(bus.node.properties.get('compatible')) ?? [];
  if (compatible.some((each) => buses.includes(each))) return undefined;
  return compatible.length === 0
    ? `${bus.path}, which it lies in, is no bus: it has no compatible such as simple-bus.`
    : `${bus.path}, which it lies in, is no simple-bus but ${compatible.join(', ')}; only a driver of that could make devices of what is inside.`;
}

/** `78000000.uiomem`, or the names up to a node with an address, from the inside last: `soc:uiomem` (of_device_make_bus_id). */
export function platformDeviceName(node: IndexedNode): string {
  let name: string | undefined;
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const range = kernelRange(at);
    if (range !== undefined) {
      const own = `${range.address.toString(16)}.${splitName(at.node.name).base}`;
      return name === undefined ? own : `${own}:${name}`;
    }
    name = name === undefined ? at.node.name : `${at.node.name}:${name}`;
  }
  return name ?? '';
}
