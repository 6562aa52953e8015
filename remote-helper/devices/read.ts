/** The uiomem devices of a board, ours or the reference driver's, from their class files. */
import type { BoardFiles } from '../board-files.ts';
import type { SyncState, UiomemDevice } from '../contract/device.ts';
import { nodeOf as treeNodeOf } from '../facts/uiomem-nodes.ts';
import { problem } from '../rpc/problem.ts';
import { classFolder, nameOfId, parseNumber, parseSyncState } from './class-files.ts';

const syncFiles = ['sync_mode', 'sync_offset', 'sync_size', 'sync_direction', 'sync_owner'];
const otherFiles = [
  'dev',
  'driver_version',
  'ioctl_version',
  'phys_addr',
  'size',
  'cached',
  'coherent',
  'shareable',
  'sync_operation',
];

/** All devices by minor number. One that goes away while it is read is left out. */
export async function readDevices(files: BoardFiles): Promise<UiomemDevice[]> {
  const names = await files.list(classFolder);
  const devices = await Promise.all(names.map((name) => findDevice(files, name)));
  return devices.filter((device) => device !== undefined).sort((a, b) => a.minor - b.minor);
}

/** Throws `device.missing` with the names that there are. */
export async function readDevice(files: BoardFiles, name: string): Promise<UiomemDevice> {
  const device = await findDevice(files, name);
  if (device === undefined) throw await missing(files, name);
  return device;
}

/** Throws `device.missing`. */
export async function readSyncState(files: BoardFiles, name: string): Promise<SyncState> {
  const state = isName(name) ? parseSyncState(await texts(files, name, syncFiles)) : undefined;
  if (state === undefined) throw await missing(files, name);
  return state;
}

/** A device's name is one path component; a name that is none must not reach outside the class folder. */
function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}

async function missing(files: BoardFiles, name: string): Promise<Error> {
  const there = await files.list(classFolder);
  return problem('device.missing', `There is no uiomem device called ${name} on the board.`, {
    hint: there.length === 0 ? 'No uiomem device exists: load the driver first.' : `There are: ${there.join(', ')}.`,
    data: { device: name, devices: there },
  });
}

async function texts(files: BoardFiles, name: string, wanted: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  await Promise.all(
    wanted.map(async (file) => {
      const text = await files.text(`${classFolder}/${name}/${file}`);
      if (text !== undefined) found.set(file, text);
    }),
  );
  return found;
}

async function findDevice(files: BoardFiles, name: string): Promise<UiomemDevice | undefined> {
  if (!isName(name)) return undefined;
  const found = await texts(files, name, [...otherFiles, ...syncFiles]);
  const number = /^(\d+):(\d+)$/.exec(found.get('dev') ?? '');
  const address = parseNumber(found.get('phys_addr'));
  const size = parseNumber(found.get('size'));
  const sync = parseSyncState(found);
  if (number === null || address === undefined || size === undefined || sync === undefined) return undefined;
  const [major, minor] = [Number(number[1]), Number(number[2])];
  const shareable = found.get('shareable');
  return {
    name,
    ...(await readNode(files, name, major, minor)),
    major,
    minor,
    address,
    size,
    cached: found.get('cached') === '1',
    coherent: found.get('coherent') === '1',
    ...(shareable === undefined ? {} : { shareable: shareable === '1' }),
    syncOperation: found.get('sync_operation') ?? '',
    driverVersion: found.get('driver_version') ?? '',
    ioctlVersion: Number(parseNumber(found.get('ioctl_version')) ?? 0n),
    sync,
    origin: await readOrigin(files, name),
  };
}

/** The platform device behind a class device is `uiomem.N` for insmod's region N, or one with an `of_node`. */
async function readOrigin(files: BoardFiles, name: string): Promise<UiomemDevice['origin']> {
  const device = `${classFolder}/${name}/device`;
  const path = await treeNodeOf(files, device);
  if (path !== undefined) return { kind: 'device-tree', path };
  const slot = /\/uiomem\.([0-7])$/.exec((await files.real(device)) ?? '')?.[1];
  return slot === undefined ? { kind: 'unknown' } : { kind: 'insmod', slot: Number(slot) };
}

/** Only a character device of the right number is the node: anything else at that path is somebody's mistake. */
async function readNode(
  files: BoardFiles,
  name: string,
  major: number,
  minor: number,
): Promise<{ node: string; nodeMode: string } | undefined> {
  const node = `/dev/${name}`;
  const found = await files.characterDevice(node);
  if (found === undefined || found.major !== major || found.minor !== minor) return undefined;
  const user = nameOfId((await files.text('/etc/passwd')) ?? '', found.uid);
  const group = nameOfId((await files.text('/etc/group')) ?? '', found.gid);
  return { node, nodeMode: `${found.mode} ${user} ${group}` };
}

/** The device's file. Throws `memory.no-node`. */
export function nodeOf({ name, node, major, minor }: Pick<UiomemDevice, 'name' | 'node' | 'major' | 'minor'>): string {
  if (node !== undefined) return node;
  throw problem('memory.no-node', `The device ${name} has no device file /dev/${name}.`, {
    hint: `devtmpfs or udev makes it: is /dev a devtmpfs (mount), was the file removed? A regular file in its place must go. By hand: mknod -m 600 /dev/${name} c ${major} ${minor}`,
    data: { device: name, major, minor },
  });
}
