/**
 * Reading a board's files below a root: the board itself, or a captured tree in tests. What is read is small and for the most
 * part made by the kernel on the spot, so a synchronous call is done sooner than node's threads are asked; facts take
 * hundreds of them. Between them other work gets its turn.
 */
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of reading after which whatever else waits gets its turn. */
const longestTurn = 10;

/** What cannot be read (absent, no permission, a device that went away) is `undefined`, never a guess. */
export class BoardFiles {
  readonly root: string;
  #turnEnds = 0;

  /** `root`: a folder that stands for `/`; empty on the board itself. */
  constructor(root = '') {
    this.root = root;
  }

  async #turn(): Promise<void> {
    if (performance.now() < this.#turnEnds) return;
    await nextTurn();
    this.#turnEnds = performance.now() + longestTurn;
  }

  /** Where a path of the board lies for this process. */
  at(path: string): string {
    return this.root + path;
  }

  async bytes(path: string): Promise<Buffer | undefined> {
    await this.#turn();
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
    await this.#turn();
    try {
      return readdirSync(this.at(path)).sort();
    } catch {
      return [];
    }
  }

  /** Names in a folder split into folders and everything else. */
  async entries(path: string): Promise<{ folders: string[]; files: string[] }> {
    await this.#turn();
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
    await this.#turn();
    try {
      return readlinkSync(this.at(path));
    } catch {
      return undefined;
    }
  }

  /** The path with every link followed, as the board names it. */
  async real(path: string): Promise<string | undefined> {
    await this.#turn();
    try {
      const found = realpathSync.native(this.at(path));
      return this.root !== '' && found.startsWith(this.root) ? found.slice(this.root.length) : found;
    } catch {
      return undefined;
    }
  }
}
