/** Reading a board's files below a root: the board itself, or a captured tree in tests. */
import { readdir, readFile, readlink, realpath } from 'node:fs/promises';

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
    try {
      return await readFile(this.at(path));
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
    try {
      return (await readdir(this.at(path))).sort();
    } catch {
      return [];
    }
  }

  /** Names in a folder split into folders and everything else. */
  async entries(path: string): Promise<{ folders: string[]; files: string[] }> {
    try {
      const all = await readdir(this.at(path), { withFileTypes: true });
      const folders = all.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
      const files = all.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
      return { folders: folders.sort(), files: files.sort() };
    } catch {
      return { folders: [], files: [] };
    }
  }

  /** The text of a symbolic link. */
  async link(path: string): Promise<string | undefined> {
    try {
      return await readlink(this.at(path));
    } catch {
      return undefined;
    }
  }

  /** The path with every link followed, as the board names it. */
  async real(path: string): Promise<string | undefined> {
    try {
      const found = await realpath(this.at(path));
      return this.root !== '' && found.startsWith(this.root) ? found.slice(this.root.length) : found;
    } catch {
      return undefined;
    }
  }
}
