/** What the start of an emulated board takes of this workstation, and whether it is here. Builds and changes nothing. */
import { accessSync, constants, statSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { EmulatedNeed } from '../../contract/emulated.ts';
import { type BoardRecord, boardFiles, boardFolder, isRunning, qmpSocketPath, readRecord } from './board-folder.ts';
import { type BoardChoice, choose } from './board-options.ts';
import { lookForParts } from './board-parts.ts';
import { judgeNeeds, type Looked, type LookedParts, programsFor } from './judge-needs.ts';
import { qemuCommand } from './qemu-command.ts';

export interface Needs {
  readonly needs: EmulatedNeed[];
  /** Program and arguments; `PORT` stands for a port that is chosen at the start. */
  readonly qemu: string[];
}

export async function emulatedNeeds(name: string, signal: AbortSignal | undefined): Promise<Needs> {
  const choice = choose({ name });
  const folder = boardFolder(choice.name);
  const [parts, record] = [await lookForParts(choice, signal), await readRecord(folder)];
  return {
    needs: judgeNeeds(await look(choice, folder, parts)),
    qemu: [...qemuWords(choice, folder, parts, record)],
  };
}

async function look(choice: BoardChoice, folder: string, parts: LookedParts): Promise<Looked> {
  return {
    choice,
    programs: new Map(programsFor(choice, parts).map(({ program }) => [program, whereIs(program)])),
    parts,
    availableMemory: await availableMemory(),
    folder,
    freeBytes: await freeAt(folder),
    freeForParts: parts.cache === undefined ? undefined : await freeAt(parts.cache),
  };
}

function qemuWords(
  choice: BoardChoice,
  folder: string,
  parts: LookedParts,
  record: BoardRecord | undefined,
): readonly string[] {
  if (record !== undefined && isRunning(record)) return record.commandLine;
  const files = boardFiles(folder);
  const { vmlinuz, loader, nodeImage, toolsImage } = parts;
  return qemuCommand(choice, record?.port ?? 'PORT', {
    vmlinuz: vmlinuz ?? 'vmlinuz',
    initramfs: files.initramfs,
    deviceTree: choice.architecture === 'x86-64' ? undefined : files.deviceTree,
    loader: choice.loader === 'u-boot' ? (loader ?? 'u-boot.bin') : undefined,
    bootDisk: files.bootDisk,
    nodeImage: choice.node ? nodeImage : undefined,
    toolsImage: choice.tools ? toolsImage : undefined,
    disk: files.disk,
    ram: files.ram,
    ivshmem: files.ivshmem,
    console: files.consoleLog,
    qmpSocket: qmpSocketPath(folder),
  });
}

/** As a shell would find it; Debian keeps some where only root's PATH leads. */
function whereIs(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    });
}

/** MemAvailable of /proc/meminfo (proc(5)), bytes; undefined where there is none. */
async function availableMemory(): Promise<bigint | undefined> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
  return kib === undefined ? undefined : BigInt(kib) << 10n;
}

/** Bytes that this user can still write below a path, or where its nearest folder is. */
async function freeAt(path: string): Promise<bigint | undefined> {
  try {
    const { bavail, bsize } = await statfs(path, { bigint: true });
    return bavail * bsize;
  } catch {
    return dirname(path) === path ? undefined : await freeAt(dirname(path));
  }
}
