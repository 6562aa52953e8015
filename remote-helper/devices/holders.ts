/** Which processes have a uiomem device open (/proc/N/fd) or mapped (/proc/N/maps; a mapping outlives its descriptor). */
import type { BoardFiles } from '../board-files.ts';
import type { Holder } from '../contract/device.ts';

/** A node that was removed while open is shown with this behind its path (fs/d_path.c). */
const removed = ' (deleted)';

/** The devices among `nodes` (path to device name) that a process's maps name. */
export function mappedDevices(maps: string, nodes: ReadonlyMap<string, string>): Set<string> {
  const devices = new Set<string>();
  for (const line of maps.split('\n')) {
    const path = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+ +(\/.*)$/.exec(line)?.[1];
    const device = path === undefined ? undefined : deviceAt(path, nodes);
    if (device !== undefined) devices.add(device);
  }
  return devices;
}

function deviceAt(path: string, nodes: ReadonlyMap<string, string>): string | undefined {
  return nodes.get(path.endsWith(removed) ? path.slice(0, -removed.length) : path);
}

/**
 * Every process other than kernel threads that holds one of `devices`. `numbers`: device numbers (`243:0`) to names,
 * which finds holders that opened the device under another path. `ours`: process ids that are the helper's.
 */
export async function readHolders(
  files: BoardFiles,
  devices: readonly string[],
  numbers: ReadonlyMap<string, string>,
  ours: ReadonlySet<number>,
): Promise<Holder[]> {
  const nodes = new Map(devices.map((name) => [`/dev/${name}`, name]));
  const holders: Holder[] = [];
  if (nodes.size === 0) return holders;
  for (const entry of await files.list('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const held = mappedDevices((await files.text(`/proc/${entry}/maps`)) ?? '', nodes);
    for (const descriptor of await files.list(`/proc/${entry}/fd`)) {
      const path = `/proc/${entry}/fd/${descriptor}`;
      const target = await files.link(path);
      if (target === undefined || !target.startsWith('/')) continue;
      const opened = deviceAt(target, nodes) === undefined ? await files.characterDevice(path) : undefined;
      const device = opened === undefined ? deviceAt(target, nodes) : numbers.get(`${opened.major}:${opened.minor}`);
      if (device !== undefined) held.add(device);
    }
    if (held.size === 0) continue;
    const pid = Number(entry);
    const command = await commandOf(files, entry);
    for (const device of held) holders.push({ pid, command, device, ours: ours.has(pid) });
  }
  return holders.sort((a, b) => a.pid - b.pid || (a.device < b.device ? -1 : 1));
}

const longestCommand = 200;

async function commandOf(files: BoardFiles, pid: string): Promise<string> {
  const line = ((await files.text(`/proc/${pid}/cmdline`)) ?? '').replace(/\0+$/, '').replaceAll('\0', ' ');
  return commandText(line, line === '' ? ((await files.text(`/proc/${pid}/comm`)) ?? '') : '', Number(pid));
}

/** The command line, or the name in brackets where a process has none, as ps prints it. */
export function commandText(line: string, name: string, pid: number): string {
  const text = line === '' ? `[${name || pid}]` : line;
  return text.length > longestCommand ? `${text.slice(0, longestCommand)}…` : text;
}
