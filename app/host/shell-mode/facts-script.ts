/**
 * Fetches in one round trip what the facts of a board will ask for (remote-helper/facts). What is missing here costs a round trip
 * of its own later, and nothing else.
 */
import { treeProperties } from '../../../remote-helper/facts/device-tree.ts';
import { searchPath } from '../../../remote-helper/run.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import { manyFiles } from './look-script.ts';

const wholeFiles = [
  '/proc/iomem',
  '/proc/modules',
  '/proc/mounts',
  '/proc/cmdline',
  '/proc/version',
  '/proc/cpuinfo',
  '/proc/config.gz',
  '/proc/self/auxv',
  '/etc/passwd',
  '/etc/group',
  '/sys/firmware/fdt',
];

/** Small texts that a builtin reads. */
const shortFiles = [
  '/proc/sys/kernel/random/boot_id',
  '/proc/sys/kernel/osrelease',
  '/proc/sys/kernel/version',
  '/proc/sys/kernel/arch',
  '/proc/sys/kernel/modules_disabled',
  '/sys/kernel/security/lockdown',
  '/sys/module/module/parameters/sig_enforce',
  '/sys/class/dmi/id/product_name',
  '/sys/class/dmi/id/sys_vendor',
  '/sys/devices/system/clocksource/clocksource0/available_clocksource',
];

const rooms = ['/var/lib', '/root', '/home', '/opt', '/run', '/var/tmp', '/tmp', '/dev/shm'];

/** The driver's devices: enough for `device.list` alone. */
export const devicesScript = `d /sys/class/uiomem
f /etc/passwd; f /etc/group
for v in /sys/class/uiomem/*; do [ -d "$v" ] || continue
for w in "$v"/*; do [ -f "$w" ] && [ -r "$w" ] && t "$w"; done
[ -e "$v/shareable" ] || no f "$v/shareable"
c "/dev/\${v##*/}"; r "$v/device"; r "$v/device/of_node"
done
`;

/** Nodes of the device tree: their folders by builtins, and all their properties that are wanted by three processes. */
const treeScript = `tree() { d "$1"; for w in "$1"*; do if [ -d "$w" ] && [ ! -h "$w" ]; then tree "$w/"; fi; done; }
if [ -d /proc/device-tree/ ]; then
tree /proc/device-tree/
v=$(find /proc/device-tree/ -type f \\( ${[...treeProperties].map((name) => `-name ${shellQuote(name)}`).join(' -o ')} \\) 2>/dev/null)
h ${manyFiles.sizes} tree; printf '%s\\n' "$v" | xargs wc -c
h ${manyFiles.bytes} tree; printf '%s\\n' "$v" | xargs cat
else no d /proc/device-tree/; fi
`;

export const factsScript = `${[...wholeFiles].map((path) => `f ${path}`).join('\n')}
${shortFiles.map((path) => `t ${path}`).join('\n')}
IFS= read -r R </proc/sys/kernel/osrelease
for v in "/boot/config-$R" "/lib/modules/$R/config" "/lib/modules/$R/modules.dep"; do f "$v"; done
${devicesScript}d /sys/module/uiomem; d /sys/module/uiomem/parameters
for v in version srcversion; do t /sys/module/uiomem/$v; done
for v in /sys/module/uiomem/parameters/*; do [ -f "$v" ] && t "$v"; done
d /sys/bus/platform/drivers/uiomem
for v in /sys/bus/platform/drivers/uiomem/*; do [ -d "$v" ] && r "$v/of_node"; done
d /sys/devices/system/cpu
for v in /sys/devices/system/cpu/cpu[0-9]*; do d "$v/cache"
for w in "$v"/cache/*; do [ -d "$w" ] || continue; t "$w/type"; t "$w/coherency_line_size"; done; done
for k in manager bridge region; do d /sys/class/fpga_$k; for v in /sys/class/fpga_$k/*; do [ -d "$v" ] && t "$v/state"; done; done
${rooms.map((path) => `s ${path}`).join('; ')}
${searchPath.map((path) => `x ${path}`).join('; ')}
${treeScript}`;
