/**
 * Boards that the tool runs in QEMU: started, stopped, reset and looked at by name. Several run at once, each on its own port
 * of the loopback. QEMU outlives the process that started it; whether a process is one of ours is judged by
 * number, start time and arguments before it is touched.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import {
  type BoardRecord,
  boardFiles,
  boardFolder,
  boardNames,
  isRunning,
  makeParent,
  qmpSocketPath,
  readRecord,
  writeRecord,
} from './board-folder.ts';
import { type BoardChoice, type BoardOptions, checkName, choose } from './board-options.ts';
import { buildParts, resourceFolder } from './board-parts.ts';
import { boardSecrets } from './board-secrets.ts';
import { makeBootDisk } from './boot-disk.ts';
import { consoleSize, waitForBoot } from './boot-watch.ts';
import { makeDeviceTree } from './device-tree.ts';
import { emptyFile, makeFileSystem } from './disk-file.ts';
import { writeInitramfs } from './initramfs.ts';
import { diskSize } from './judge-needs.ts';
import { choosePort } from './loopback-port.ts';
import { withOwnerLock } from './owner-lock.ts';
import { ivshmemSize, qemuCommand, ramBase } from './qemu-command.ts';
import { Qmp } from './qmp.ts';
import { runProgram } from './run-program.ts';
import { diedAtOnce, endQemu, startQemu } from './start-qemu.ts';

/** A board that runs, and how to reach it. */
export interface EmulatedBoard {
  readonly name: string;
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: 'root';
  readonly identityFile: string;
  /** Its public keys as `type base64`, in the order in which SSH prefers them. */
  readonly hostKeys: readonly string[];
  /** The same in known_hosts form, for `[127.0.0.1]:port`. */
  readonly knownHostsFile: string;
  /** May log in with the password, and become root by sudo with it. */
  readonly devUser: 'dev';
  readonly devPassword: string;
  readonly pid: number;
  readonly architecture: BoardChoice['architecture'];
  readonly kernel: BoardChoice['kernel'];
  /** As `uname -r` says there. */
  readonly kernelRelease: string;
  /** The kernel's headers on this workstation. */
  readonly buildDir: string;
  readonly loader: BoardChoice['loader'];
  readonly sshd: BoardChoice['sshd'];
  readonly node: boolean;
  readonly tools: boolean;
  readonly devices: BoardChoice['devices'];
  /** The board's RAM as a file; its first byte is physical address `ramBase` of the board. */
  readonly ramFile: string;
  readonly ramBase: bigint;
  readonly ramSize: bigint;
  /** The memory behind BAR 2 of the ivshmem device as a file, when the board has one. */
  readonly ivshmemFile: string | undefined;
  readonly qmpSocket: string;
  readonly consoleLog: string;
  /** /proc/sys/kernel/random/boot_id of the board when it last came up by `up` or `reboot`. */
  readonly bootId: string;
}

export type Step = 'wait' | 'build' | 'prepare' | 'start' | 'boot' | 'ready';

/** A word for a person about what is being done. */
export interface StepReport {
  readonly step: Step;
  readonly text: string;
}

export interface Control {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((report: StepReport) => void) | undefined;
  /** Patience for a boot, milliseconds. Default 3 minutes: four seconds are usual, a busy workstation takes many. */
  readonly bootTimeoutMs?: number | undefined;
}

const usualBootTimeoutMs = 180_000;

/** How long a board that is to be reset may take to write what it holds in memory to its disk. */
const syncTimeoutMs = 8_000;

async function describe(folder: string, record: BoardRecord): Promise<EmulatedBoard> {
  const { choice } = record;
  const secrets = await boardSecrets(folder, undefined);
  return {
    name: choice.name,
    host: '127.0.0.1',
    port: record.port,
    user: 'root',
    identityFile: record.identityFile,
    hostKeys: secrets.hostKeys.map((key) => key.publicKey),
    knownHostsFile: boardFiles(folder).knownHosts,
    devUser: 'dev',
    devPassword: secrets.password,
    pid: record.process.pid,
    architecture: choice.architecture,
    kernel: choice.kernel,
    kernelRelease: record.release,
    buildDir: record.buildDir,
    loader: choice.loader,
    sshd: choice.sshd,
    node: choice.node,
    tools: choice.tools,
    devices: choice.devices,
    ramFile: boardFiles(folder).ram,
    ramBase: ramBase[choice.architecture],
    ramSize: choice.memory,
    ivshmemFile: choice.devices.includes('ivshmem') ? boardFiles(folder).ivshmem : undefined,
    qmpSocket: record.qmpSocket,
    consoleLog: boardFiles(folder).consoleLog,
    bootId: record.bootId,
  };
}

function differing(options: BoardOptions, record: BoardRecord): string[] {
  const running: BoardOptions = { ...record.choice, port: record.port };
  const keys = ['port', 'architecture', 'kernel', 'loader', 'sshd', 'node', 'tools', 'udev', 'memory'] as const;
  const found: string[] = keys.filter((key) => options[key] !== undefined && options[key] !== running[key]);
  if (options.devices !== undefined && choose(options).devices.join() !== record.choice.devices.join()) {
    found.push('devices');
  }
  for (const key of ['overlays', 'qemuArguments', 'kernelArguments', 'rootFiles'] as const) {
    if (options[key] !== undefined && !isDeepStrictEqual(choose(options)[key], record.choice[key])) found.push(key);
  }
  return found;
}

async function boot(choice: BoardChoice, folder: string, last: BoardRecord | undefined, control: Control) {
  const { signal } = control;
  const say = (step: Step, text: string) => control.onProgress?.({ step, text });
  const at = boardFiles(folder);

  say('build', `look for what the board is made of: Linux ${choice.kernel} for ${choice.architecture}`);
  const parts = await buildParts(choice, signal, (line) => say('build', line));

  say('prepare', 'device tree, keys and memory of its own');
  const secrets = await boardSecrets(folder, signal);
  await writeInitramfs(at.initramfs, choice, parts, secrets);
  const overlays = [join(resourceFolder(), 'device-tree', 'board.dtso'), ...choice.overlays];
  const deviceTree =
    choice.architecture === 'x86-64' ? undefined : await makeDeviceTree(choice.architecture, folder, overlays, signal);
  await emptyFile(at.ram, choice.memory);
  await emptyFile(at.disk, diskSize);
  await makeFileSystem(at.disk, ['-t', 'ext4'], signal);
  if (choice.loader === 'u-boot') {
    const { vmlinuz, release } = parts;
    await makeBootDisk(folder, choice, { vmlinuz, release, initramfs: at.initramfs, deviceTree }, signal);
  }
  if (choice.devices.includes('ivshmem')) await emptyFile(at.ivshmem, ivshmemSize);
  const qmpSocket = qmpSocketPath(folder);
  await makeParent(qmpSocket);
  await rm(qmpSocket, { force: true });
  await rm(at.consoleLog, { force: true });
  const port = await choosePort(choice.port, last?.port);
  await writeFile(at.knownHosts, secrets.hostKeys.map((key) => `[127.0.0.1]:${port} ${key.publicKey}\n`).join(''));

  const command = qemuCommand(choice, port, {
    vmlinuz: parts.vmlinuz,
    initramfs: at.initramfs,
    deviceTree,
    loader: choice.loader === 'u-boot' ? parts.loader : undefined,
    bootDisk: at.bootDisk,
    nodeImage: choice.node ? parts.nodeImage : undefined,
    toolsImage: choice.tools ? parts.toolsImage : undefined,
    disk: at.disk,
    ram: at.ram,
    ivshmem: at.ivshmem,
    console: at.consoleLog,
    qmpSocket,
  });
  signal?.throwIfAborted();
  say('start', `${command[0]}, port ${port} of 127.0.0.1`);
  const process = await startQemu(command, folder, at.qemuLog);
  const record: BoardRecord = {
    process,
    choice,
    port,
    qmpSocket,
    release: parts.release,
    buildDir: parts.build,
    identityFile: parts.identityFile,
    bootId: '',
    commandLine: command,
  };
  try {
    // Recorded before it is up: if this process is killed now, `down` still finds the board.
    await writeRecord(folder, record);
    say('boot', 'wait until its SSH server answers');
    const bootId = await waitForBoot({
      name: choice.name,
      port,
      consoleLog: at.consoleLog,
      from: 0,
      timeoutMs: control.bootTimeoutMs ?? usualBootTimeoutMs,
      signal,
      isAlive: () => isRunning(record),
    });
    await writeRecord(folder, { ...record, bootId });
    return describe(folder, { ...record, bootId });
  } catch (error) {
    const silent = (await consoleSize(at.consoleLog)) === 0 && !isRunning(record);
    await endQemu(process, undefined);
    await removeTransient(folder, qmpSocket);
    throw silent && signal?.aborted !== true ? await diedAtOnce(at.qemuLog) : error;
  }
}

async function removeTransient(folder: string, qmpSocket: string): Promise<void> {
  const { disk, bootDisk, ram, ivshmem, initramfs } = boardFiles(folder);
  for (const path of [disk, bootDisk, ram, ivshmem, initramfs, qmpSocket]) await rm(path, { force: true });
}

/**
 * The board is up afterwards: built if need be, booted, SSH answering. When it was up already nothing is changed and
 * `started` is false; if it is up with other choices than those asked for, throws `emulated.runs-otherwise`.
 * On abort or failure what was begun is ended. Throws `emulated.*` and `workstation.*` problems.
 */
export async function up(
  options: BoardOptions,
  control: Control = {},
): Promise<{ board: EmulatedBoard; started: boolean }> {
  const choice = choose(options);
  const folder = boardFolder(choice.name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const started = performance.now();
  const wait = (pid: number) =>
    control.onProgress?.({ step: 'wait', text: `process ${pid} is starting or stopping ${choice.name}` });
  return withOwnerLock(boardFiles(folder).lock, control.signal, wait, async () => {
    const last = await readRecord(folder);
    if (last !== undefined && isRunning(last)) {
      const others = differing(options, last);
      if (others.length === 0) return { board: await describe(folder, last), started: false };
      throw problem(
        'emulated.runs-otherwise',
        `The board ${choice.name} is up already, with another ${others.join(', ')}.`,
        {
          hint: 'Stop it first, or start a second board under another name.',
          data: { name: choice.name, differing: others },
        },
      );
    }
    const board = await boot(choice, folder, last, control);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    control.onProgress?.({
      step: 'ready',
      text: `${board.name} is up after ${seconds} s, Linux ${board.kernelRelease}`,
    });
    return { board, started: true };
  });
}

/** The board is down afterwards; says whether it was up. Its keys, port and logs are kept, its disk and RAM are not. */
export async function down(name: string, control: Control = {}): Promise<{ stopped: boolean }> {
  const folder = boardFolder(checkName(name));
  if (!existsSync(folder)) return { stopped: false };
  return withOwnerLock(
    boardFiles(folder).lock,
    control.signal,
    () => {},
    async () => {
      const record = await readRecord(folder);
      if (record === undefined) return { stopped: false };
      const running = isRunning(record);
      if (running) await endQemu(record.process, record.qmpSocket);
      await removeTransient(folder, record.qmpSocket);
      return { stopped: running };
    },
  );
}

/** All boards ever started, or one; `board` is there while it runs. */
export async function status(name?: string): Promise<{ name: string; board: EmulatedBoard | undefined }[]> {
  const names = name === undefined ? await boardNames() : [checkName(name)];
  return Promise.all(
    names.map(async (each) => {
      const record = await readRecord(boardFolder(each));
      const running = record !== undefined && isRunning(record);
      return { name: each, board: running ? await describe(boardFolder(each), record) : undefined };
    }),
  );
}

/** Of what only a running board can do. */
export function notRunning(name: string) {
  return problem('emulated.not-running', `The board ${name} is not running.`, {
    hint: 'Start it first: board emulated up.',
    data: { name },
  });
}

/** Asks the board to write to its disk what it still holds; one that does not answer in time is left to it. */
async function syncDisk(folder: string, record: BoardRecord, signal: AbortSignal | undefined): Promise<void> {
  const timeout = AbortSignal.timeout(syncTimeoutMs);
  const options = ['BatchMode=yes', 'IdentitiesOnly=yes', 'StrictHostKeyChecking=yes'];
  options.push(
    `UserKnownHostsFile="${boardFiles(folder).knownHosts}"`,
    'GlobalKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
  );
  const args = [
    '-F',
    'none',
    '-i',
    record.identityFile,
    '-p',
    String(record.port),
    ...options.flatMap((each) => ['-o', each]),
  ];
  try {
    await runProgram('ssh', [...args, 'root@127.0.0.1', 'sync'], {
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
  } catch {
    signal?.throwIfAborted();
  }
}

/**
 * Resets the board and waits until SSH answers: same RAM content, disk and port, another boot_id. The board may write to its
 * disk first, unless `hard` is set, which is the reset button. Throws `emulated.not-running` and those of `up`.
 */
export async function reboot(
  name: string,
  control: Control & { readonly hard?: boolean } = {},
): Promise<EmulatedBoard> {
  const folder = boardFolder(checkName(name));
  const record = await readRecord(folder);
  if (record === undefined || !isRunning(record)) {
    throw notRunning(name);
  }
  return withOwnerLock(
    boardFiles(folder).lock,
    control.signal,
    () => {},
    async () => {
      const { consoleLog } = boardFiles(folder);
      if (control.hard !== true) await syncDisk(folder, record, control.signal);
      const from = await consoleSize(consoleLog);
      control.onProgress?.({ step: 'boot', text: `reset ${name}, then wait until its SSH server answers` });
      {
        await using qmp = await Qmp.connect(record.qmpSocket);
        await qmp.systemReset();
      }
      const bootId = await waitForBoot({
        name,
        port: record.port,
        consoleLog,
        from,
        timeoutMs: control.bootTimeoutMs ?? usualBootTimeoutMs,
        signal: control.signal,
        isAlive: () => isRunning(record),
      });
      await writeRecord(folder, { ...record, bootId });
      return describe(folder, { ...record, bootId });
    },
  );
}
