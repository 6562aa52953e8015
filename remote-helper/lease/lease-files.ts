/**
 * The lease in a folder of root's own. Each change of hands is a new file, named by a number one higher than the last; the
 * highest counts. A file appears under its number whole and only if nobody else has got that number (link(2) of a finished
 * file), and since the highest is never removed the numbers only grow: of several who reach for the next exactly one gets it,
 * and one that dies in the middle leaves nothing that hinders the others.
 */
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** The folder is root's; the files are small. */
const folderMode = 0o700;
const fileMode = 0o600;

export class LeaseFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The number that counts; 0 when there was none since the boot. */
  highest(): number {
    let highest = 0;
    for (const name of this.#names()) {
      const number = numberOf(name);
      if (number > highest) highest = number;
    }
    return highest;
  }

  /** What is in a file; empty when it is gone. */
  text(number: number): string {
    try {
      return readFileSync(`${this.folder}/${number}`, 'utf8');
    } catch {
      return '';
    }
  }

  /** Follows on `last`, which was the highest; false when somebody else did so first. Throws the system's error. */
  follow(last: number, text: string): boolean {
    mkdirSync(this.folder, { recursive: true, mode: folderMode });
    const number = last + 1;
    const draft = this.#draft(text);
    try {
      linkSync(draft, `${this.folder}/${number}`);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw thrown;
    } finally {
      rmSync(draft, { force: true });
    }
    // Whoever was slow may have got a number that was given out and removed before; a higher one tells.
    const won = this.highest() === number;
    this.#removeBelow(won ? number : number + 1);
    return won;
  }

  /** Puts another text into the file of a number that is the caller's own. */
  rewrite(number: number, text: string): void {
    renameSync(this.#draft(text), `${this.folder}/${number}`);
  }

  /** A file of our own, not yet the lease's. */
  #draft(text: string): string {
    const path = `${this.folder}/draft.${process.pid}`;
    // One that an earlier process left may be a second name of a file that counts.
    rmSync(path, { force: true });
    writeFileSync(path, text, { mode: fileMode, flag: 'wx' });
    return path;
  }

  #removeBelow(number: number): void {
    const lower = this.#names().filter((name) => numberOf(name) > 0 && numberOf(name) < number);
    for (const name of lower) rmSync(`${this.folder}/${name}`, { force: true });
  }

  /** A folder this small is listed in one call of the system, which nothing comes between. */

  #names(): string[] {
    try {
      return readdirSync(this.folder);
    } catch {
      return [];
    }
  }
}

/** 0 for a file that is none of the lease's. */
function numberOf(name: string): number {
  return /^[1-9]\d{0,14}$/.test(name) ? Number(name) : 0;
}
