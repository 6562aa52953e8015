/**
 * Looking at a board's files below a root: the board itself, or a captured tree in tests; shell mode has a class of the same
 * shape that asks the board over SSH (docs/decisions/0011-shell-mode.md). What is read is small and for the most
 * part made by the kernel on the spot, so a synchronous call is done sooner than node's threads are asked; facts take
 * hundreds of them. Between them other work gets its turn.
 */
import {
  accessSync,
  constants,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { run } from './run.ts';

/** A character device as stat(2) shows it. */
export interface CharacterDevice {
  /** As `ls -l` prints it: `crw-rw----`. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly major: number;
  readonly minor: number;
}

/** Milliseconds of reading after which whatever else waits gets its turn. */
const longestTurn = 10;

/** When the turn that is under way is over, on the clock of `performance.now()`. */
let turnEnds = 0;

async function turn(): Promise<void> {
  if (performance.now() < turnEnds) return;
  await nextTurn();
  turnEnds = performance.now() + longestTurn;
}

/** What cannot be read (absent, no permission, a device that went away) is `undefined`, never a guess. */
export class BoardFiles {
  readonly root: string;

  /** `root`: a folder that stands for `/`; empty on the board itself. */
  constructor(root = '') {
    this.root = root;
  }

  /** Where a path of the board lies for this process. */
  at(path: string): string {
    return this.root + path;
  }

  async bytes(path: string): Promise<Buffer | undefined> {
    await turn();
    try {
      return readFileSync(this.at(path));
    } catch {
      return undefined;
    }
  }

  /** The text of a file of /proc, /sys or a configuration, without the newline at its end. */
  async text(path: string): Promise<string | undefined> {
    return (await this.bytes(path))?.toString('utf8').replace(/\n$/, '');
  }

  /** Names in a folder, sorted; none when there is no such folder. */
  async list(path: string): Promise<string[]> {
    await turn();
    try {
      return readdirSync(this.at(path)).sort();
    } catch {
      return [];
    }
  }

  /** Names in a folder split into folders and everything else. */
  async entries(path: string): Promise<{ folders: string[]; files: string[] }> {
    await turn();
    try {
      const all = readdirSync(this.at(path), { withFileTypes: true });
      const folders = all.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
      const files = all.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
      return { folders: folders.sort(), files: files.sort() };
    } catch {
      return { folders: [], files: [] };
    }
  }

  /** The text of a symbolic link. */
  async link(path: string): Promise<string | undefined> {
    await turn();
    try {
      return readlinkSync(this.at(path));
    } catch {
      return undefined;
    }
  }

  /** The path with every link followed, as the board names it. */
  async real(path: string): Promise<string | undefined> {
    await turn();
    try {
      const found = realpathSync.native(this.at(path));
      return this.root !== '' && found.startsWith(this.root) ? found.slice(this.root.length) : found;
    } catch {
      return undefined;
    }
  }

  /** The character device at a path, links followed; undefined for anything else. */
  async characterDevice(path: string): Promise<CharacterDevice | undefined> {
    await turn();
    try {
      const status = statSync(this.at(path));
      if (!status.isCharacterDevice()) return undefined;
      return { mode: modeText(status.mode), uid: status.uid, gid: status.gid, ...deviceNumbers(status.rdev) };
    } catch {
      return undefined;
    }
  }

  /** Whether this process may start the file. */
  async mayRun(path: string): Promise<boolean> {
    await turn();
    try {
      accessSync(this.at(path), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }

  /** Bytes that this process may write in a folder; undefined where it may not write. */
  async freeBytes(path: string): Promise<bigint | undefined> {
    await turn();
    try {
      accessSync(this.at(path), constants.W_OK);
      const status = statfsSync(this.at(path), { bigint: true });
      return status.bavail * status.bsize;
    } catch {
      return undefined;
    }
  }

  /** What a program that changes nothing prints; undefined when it is not there or fails. */
  async output(program: string, args: readonly string[]): Promise<string | undefined> {
    const ended = await run(program, args).catch(() => undefined);
    return ended?.status === 0 ? ended.stdout : undefined;
  }

  /** One write(2) of a value and a newline to a file of /sys, which takes a value in one piece. Rejects with the system's error. */
  async writeValue(path: string, text: string): Promise<void> {
    // As a shell's `>` but without O_CREAT: a file that is not there must not come to be.
    const handle = await open(this.at(path), constants.O_WRONLY | constants.O_TRUNC);
    try {
      await handle.write(`${text}\n`);
    } finally {
      await handle.close();
    }
  }
}

/** `c` and the permission bits of a character device's mode, as `ls -l` prints them. */
export function modeText(mode: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  if (mode & 0o4000) bits[2] = bits[2] === 'x' ? 's' : 'S';
  if (mode & 0o2000) bits[5] = bits[5] === 'x' ? 's' : 'S';
  if (mode & 0o1000) bits[8] = bits[8] === 'x' ? 't' : 'T';
  return `c${bits.join('')}`;
}

/** dev_t as stat(2) gives it: glibc's gnu_dev_major and gnu_dev_minor for numbers of 12 bits of major and 20 of minor. */
function deviceNumbers(rdev: number): { major: number; minor: number } {
  return { major: (rdev >> 8) & 0xfff, minor: (rdev & 0xff) | ((rdev >> 12) & 0xfff00) };
}
