/** Which processes have a uiomem device open or mapped, told by two programs that list all of them. */
import type { Holder, UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { commandText, mappedDevices } from '../../../remote-helper/devices/holders.ts';
import type { Shell } from './root-shell.ts';

/** Open files with the numbers of their devices, lines of the maps that name a path of /dev, and command lines of those found. */
const script = `ls -lLn /proc/[0-9]*/fd 2>/dev/null; echo ==
grep -s ' /dev/' /proc/[0-9]*/maps /dev/null; echo ==`;

const ends = (text: string): string[] => text.split(/^==\n/m);

interface Held {
  readonly pid: number;
  readonly device: string;
}

/** Pure. `text`: what the script printed. */
export function parseHeld(text: string, devices: readonly Pick<UiomemDevice, 'name' | 'major' | 'minor'>[]): Held[] {
  const numbers = new Map(devices.map(({ name, major, minor }) => [`${major}:${minor}`, name]));
  const nodes = new Map(devices.map(({ name }) => [`/dev/${name}`, name]));
  const held = new Map<string, Held>();
  const add = (pid: number, device: string) => held.set(`${pid} ${device}`, { pid, device });
  const [open = '', maps = ''] = ends(text);
  let pid = 0;
  for (const line of open.split('\n')) {
    const folder = /^\/proc\/(\d+)\/fd:$/.exec(line)?.[1];
    if (folder !== undefined) pid = Number(folder);
    const number = /^c\S+\s+\d+\s+\d+\s+\d+\s+(\d+),\s*(\d+)\s/.exec(line);
    const device = number === null ? undefined : numbers.get(`${number[1]}:${number[2]}`);
    if (device !== undefined) add(pid, device);
  }
  for (const line of maps.split('\n')) {
    const [, owner, rest] = /^\/proc\/(\d+)\/maps:(.*)$/.exec(line) ?? [];
    for (const device of mappedDevices(rest ?? '', nodes)) add(Number(owner), device);
  }
  return [...held.values()].sort((a, b) => a.pid - b.pid || (a.device < b.device ? -1 : 1));
}

export async function readHolders(
  shell: Shell,
  devices: readonly UiomemDevice[],
  signal?: AbortSignal,
): Promise<Holder[]> {
  if (devices.length === 0) return [];
  const listed = await shell.run(script, { signal });
  const held = parseHeld(listed.output.toString('utf8'), devices);
  if (held.length === 0) return [];
  const pids = [...new Set(held.map(({ pid }) => pid))];
  const words = await shell.run(
    pids.map((pid) => `tr '\\0' ' ' </proc/${pid}/cmdline; echo; cat /proc/${pid}/comm || echo; echo ==`).join('\n'),
    { signal },
  );
  const told = ends(words.output.toString('utf8'));
  const commands = new Map(
    pids.map((pid, index) => {
      const [line = '', name = ''] = (told[index] ?? '').split('\n');
      return [pid, commandText(line.trim(), name, pid)];
    }),
  );
  return held.map(({ pid, device }) => ({ pid, command: commands.get(pid) ?? `[${pid}]`, device, ours: false }));
}
