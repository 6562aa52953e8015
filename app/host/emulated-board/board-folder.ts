/**
 * Where a board keeps what is its own: `${XDG_STATE_HOME:-~/.local/state}/uiomem-studio/emulated/NAME/`.
 *
 *   board.json         how it was last started, and as which process
 *   secrets/           host keys and password; they outlive `down`
 *   known_hosts        its host keys, for its address and port
 *   ram, ivshmem, disk, boot  as long as it runs
 *   console.log, qemu.log
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { stateFolder } from '../window/state-folder.ts';
import { type BoardChoice, boardArchitectures, boardKernels, boardLoaders, extraDevices } from './board-options.ts';
import { commandLine, isAlive, type ProcessIdentity } from './process-identity.ts';
import { parseRootFiles } from './root-files.ts';

/** The folder of all emulated boards. */
export function boardsFolder(): string {
  return join(stateFolder(), 'emulated');
}

/** The folder of one; `name` is a checked one. */
export function boardFolder(name: string): string {
  return join(boardsFolder(), name);
}

/** What is in it. */
export function boardFiles(folder: string) {
  return {
    consoleLog: join(folder, 'console.log'),
    qemuLog: join(folder, 'qemu.log'),
    knownHosts: join(folder, 'known_hosts'),
    deviceTree: join(folder, 'board.dtb'),
    disk: join(folder, 'disk'),
    bootDisk: join(folder, 'boot'),
    ram: join(folder, 'ram'),
    ivshmem: join(folder, 'ivshmem'),
    initramfs: join(folder, 'initramfs'),
    lock: join(folder, 'lock'),
  };
}

/** sizeof(sockaddr_un.sun_path) is 108 on Linux with the closing zero (unix(7)). */
const longestSocketPath = 107;

/** Where QEMU listens: in the board's folder, or, when that is too deep for a socket, in a short one of this user. */
export function qmpSocketPath(folder: string): string {
  const usual = join(folder, 'qmp.sock');
  if (Buffer.byteLength(usual) <= longestSocketPath) return usual;
  const runtime = process.env.XDG_RUNTIME_DIR || join(tmpdir(), `uiomem-studio-${userInfo().uid}`);
  return join(runtime, `uiomem-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`);
}

/** What board.json says. */
export interface BoardRecord {
  readonly process: ProcessIdentity;
  readonly choice: Omit<BoardChoice, 'port'>;
  readonly port: number;
  readonly qmpSocket: string;
  readonly release: string;
  readonly buildDir: string;
  readonly identityFile: string;
  /** /proc/sys/kernel/random/boot_id of the board, since it last came up. */
  readonly bootId: string;
  readonly commandLine: readonly string[];
}

const version = 1;

export async function writeRecord(folder: string, record: BoardRecord): Promise<void> {
  const { choice } = record;
  const data = { version, ...record, choice: { ...choice, memory: `0x${choice.memory.toString(16)}` } };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'board.json');
  await writeFile(`${file}.new`, `${JSON.stringify(data, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** A record from the text of board.json; undefined when the text is not one that this version wrote. */
export function parseRecord(text: string): BoardRecord | undefined {
  try {
    const data = JSON.parse(text);
    const { process: owner, choice } = data;
    const strings = [data.qmpSocket, data.release, data.buildDir, data.identityFile, data.bootId];
    const sound =
      data.version === version &&
      strings.every((value) => typeof value === 'string') &&
      Number.isInteger(data.port) &&
      Array.isArray(data.commandLine) &&
      Number.isInteger(owner.pid) &&
      typeof owner.startTime === 'string' &&
      typeof owner.bootId === 'string' &&
      typeof choice.name === 'string' &&
      Array.isArray(choice.devices) &&
      Array.isArray(choice.overlays ?? []) &&
      Array.isArray(choice.qemuArguments ?? []);
    if (!sound) return undefined;
    return {
      process: { pid: owner.pid, startTime: owner.startTime, bootId: owner.bootId },
      choice: {
        name: choice.name,
        architecture: boardArchitectures.find((each) => each === choice.architecture) ?? 'arm64',
        kernel: boardKernels.find((each) => each === choice.kernel) ?? '6.1',
        loader: boardLoaders.find((each) => each === choice.loader) ?? 'direct',
        sshd: choice.sshd === 'dropbear' ? 'dropbear' : 'openssh',
        node: choice.node === true,
        tools: choice.tools === true,
        udev: choice.udev === true,
        memory: BigInt(choice.memory),
        devices: extraDevices.filter((device) => choice.devices.includes(device)),
        overlays: (choice.overlays ?? []).map(String),
        qemuArguments: (choice.qemuArguments ?? []).map(String),
        kernelArguments: (choice.kernelArguments ?? []).map(String),
        rootFiles: parseRootFiles(choice.rootFiles ?? {}),
      },
      port: data.port,
      qmpSocket: data.qmpSocket,
      release: data.release,
      buildDir: data.buildDir,
      identityFile: data.identityFile,
      bootId: data.bootId,
      commandLine: data.commandLine.map(String),
    };
  } catch {
    return undefined;
  }
}

export async function readRecord(folder: string): Promise<BoardRecord | undefined> {
  try {
    return parseRecord(await readFile(join(folder, 'board.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Whether the record's process lives and is the QEMU that we started: same number, same start, and this board's socket
 * among its arguments. Anything else is somebody else's process.
 */
export function isRunning(record: BoardRecord): boolean {
  const socket = `unix:${record.qmpSocket.replaceAll(',', ',,')},`;
  return isAlive(record.process) && commandLine(record.process.pid).some((word) => word.startsWith(socket));
}

/** Names of the boards that have been started at any time, sorted. */
export async function boardNames(): Promise<string[]> {
  try {
    const entries = await readdir(boardsFolder(), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}

/** Makes the folder that a path is in, for this user alone. */
export async function makeParent(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
}
