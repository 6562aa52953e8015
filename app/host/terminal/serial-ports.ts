/** The serial ports of this machine: as udev knows them, or as they are seen in /dev where it cannot be asked. */
import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { SerialPortFound } from '../../contract/terminal.ts';
import { serialModule } from './serial-module.ts';

export interface SerialPorts {
  readonly ports: SerialPortFound[];
  /** False: what is in /dev, which says little of each. */
  readonly complete: boolean;
}

/** Never fails: a machine that can tell nothing has none. */
export async function serialPorts(): Promise<SerialPorts> {
  try {
    const { list } = await serialModule();
    const found = await list();
    return { ports: inOrder(found.map(described)), complete: true };
  } catch {
    return { ports: await portsInDev('/dev'), complete: false };
  }
}

type Told = Awaited<ReturnType<Awaited<ReturnType<typeof serialModule>>['list']>>[number];

function described({ path, pnpId, manufacturer, serialNumber, vendorId, productId }: Told): SerialPortFound {
  return {
    path,
    ...(pnpId !== undefined && { stablePath: `/dev/serial/by-id/${pnpId}` }),
    ...(manufacturer !== undefined && { maker: manufacturer }),
    ...(serialNumber !== undefined && { serialNumber }),
    ...(vendorId !== undefined && { vendorId }),
    ...(productId !== undefined && { productId }),
  };
}

/** Adapters (USB, ACM), those of arm (AMA), and the usual ones of a computer, of which the kernel names more than there are. */
const portName = /^tty(USB|ACM|AMA|S)\d+$/;

/** Names in a /dev, with what udev left there as links. */
export async function portsInDev(dev: string): Promise<SerialPortFound[]> {
  const names = (await readdir(dev).catch((): string[] => [])).filter((name) => portName.test(name));
  const byId = join(dev, 'serial', 'by-id');
  const stable = new Map<string, string>();
  for (const name of await readdir(byId).catch((): string[] => [])) {
    const target = await realpath(join(byId, name)).catch(() => undefined);
    if (target !== undefined) stable.set(target, join(byId, name));
  }
  const ports: SerialPortFound[] = [];
  for (const name of names) {
    const path = join(dev, name);
    const stablePath = stable.get(await realpath(path).catch(() => path));
    ports.push({ path, ...(stablePath !== undefined && { stablePath }) });
  }
  return inOrder(ports);
}

/** Those of adapters first, for it is they that boards hang on; ttyUSB2 before ttyUSB10. */
function inOrder(ports: readonly SerialPortFound[]): SerialPortFound[] {
  const last = ({ path }: SerialPortFound) => (/ttyS\d+$/.test(path) ? 1 : 0);
  return ports.toSorted(
    (a, b) => last(a) - last(b) || a.path.localeCompare(b.path, 'en', { numeric: true, sensitivity: 'base' }),
  );
}
