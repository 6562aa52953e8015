/** The udev rule (udev(7)): who may use the devices and their sync files, and the sync attributes that the plan wants. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Plan } from '../schema.ts';
import { syncWrites, wantedSync } from '../sync-writes.ts';
import { header } from './header.ts';

/** The class files that programs write to; the others are read-only (uiomem-interface: Files, 0664 and 0444). */
const writable = ['sync_mode', 'sync_offset', 'sync_size', 'sync_direction', 'sync_for_cpu', 'sync_for_device'];

/** What makes device nodes on the board is udev; undefined where that is not known. */
export function hasUdev({ nodes, tools }: Pick<BoardFacts, 'nodes' | 'tools'>): boolean {
  return nodes === undefined ? tools.udevadm !== undefined : nodes === 'udev';
}

/**
 * Undefined when the plan neither names a group nor, for the next boots, sync attributes. Attributes are set when a device
 * comes to be and not on a mere change, so that what somebody sets by hand stays.
 */
export function udevText(plan: Plan): string | undefined {
  const { group, boot } = plan.persist ?? {};
  const lines: string[] = [];
  if (group !== undefined) {
    // %p is the device's path below /sys; udev runs programs without a shell. 0660 is for the node; class files have 0664.
    lines.push(
      `SUBSYSTEM=="uiomem", ACTION!="remove", GROUP="${group}", MODE="0660", RUN+="/bin/sh -c 'cd /sys%p && chgrp ${group} ${writable.join(' ')}'"`,
    );
  }
  if (boot === true) {
    for (const { device, sync } of plan.regions) {
      const writes = syncWrites(wantedSync(sync)).map(({ file, value }) => `ATTR{${file}}="${value}"`);
      if (writes.length > 0)
        lines.push(`SUBSYSTEM=="uiomem", ACTION=="add", KERNEL=="${device}", ${writes.join(', ')}`);
    }
  }
  if (lines.length === 0) return undefined;
  return `${header(plan, 'who may use the devices, and how they start')}${lines.join('\n')}\n`;
}
