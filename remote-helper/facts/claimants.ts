/** Which device and driver stand behind a claim of /proc/iomem, by sysfs. */
import type { BoardFiles } from '../board-files.ts';
import type { IomemLine } from '../contract/facts.ts';

const buses = ['platform', 'amba', 'pci'] as const;

/**
 * Adds `by` to the lines that a bound device has claimed: those that begin with its name (devm_ioremap_resource() and
 * others claim in the device's name), that begin where its name says (`9010000.pl031` has 0x9010000), or that lie in a PCI
 * device's BAR. Others stay as they are.
 */
export async function withClaimants(files: BoardFiles, lines: readonly IomemLine[]): Promise<IomemLine[]> {
  const devices = new Map<string, string>();
  for (const bus of buses) {
    for (const name of await files.list(`/sys/bus/${bus}/devices`))
      devices.set(name, `/sys/bus/${bus}/devices/${name}`);
  }
  const byAddress = new Map([...devices.keys()].map((name) => [/^([0-9a-f]+)\./.exec(name)?.[1] ?? '', name]));
  return await Promise.all(
    lines.map(async (line, index) => {
      // What is above others is a window of theirs, or RAM.
      if ((lines[index + 1]?.depth ?? 0) > line.depth || line.name === 'System RAM') return line;
      const above = lines.slice(0, index).findLast(({ depth }) => depth < line.depth);
      const names = [line.name.split(' ')[0], byAddress.get(line.start.toString(16)), above?.name];
      const name = names.find((each) => each !== undefined && devices.has(each));
      const device = name === undefined ? undefined : devices.get(name);
      if (device === undefined) return line;
      const link = await files.link(`${device}/driver`);
      const driver = link === undefined ? undefined : /([^/]+)$/.exec(link)?.[1];
      if (driver === undefined) return line;
      return { ...line, by: { device, driver: `${device.slice(0, device.indexOf('/devices/'))}/drivers/${driver}` } };
    }),
  );
}
