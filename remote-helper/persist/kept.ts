/** What gave way, and what was written, by digest: the way back of persistence, in a folder of root's own. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { onDemand } from '../on-demand.ts';
import { problem } from '../rpc/problem.ts';
import { digestOf, removeFolder, removeWhole, self, writeWhole } from './whole-file.ts';

const suffix = '.gz';

export class Kept {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Once it resolves the disk has it. Throws what {@link writeWhole} throws. */
  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = digestOf(bytes);
    const found = await this.#read(sha256);
    if (found !== undefined) return sha256;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    } catch {
      // Writing tells why.
    }
    const packed = onDemand.zlib.gzipSync(bytes);
    await writeWhole(this.#path(sha256), packed, { mode: 0o600, ...self });
    return sha256;
  }

  /** Throws `persist.kept-missing` when it is not there, or not what it was. */
  async get(sha256: string): Promise<Buffer> {
    const bytes = await this.#read(sha256);
    if (bytes !== undefined) return bytes;
    throw problem(
      'persist.kept-missing',
      `What was kept on the board to put a file back (${sha256}) is not there any more.`,
      {
        hint: `It lay in ${this.#folder}; take the files away by hand.`,
        data: { folder: this.#folder, sha256 },
      },
    );
  }

  async #read(sha256: string): Promise<Buffer | undefined> {
    try {
      const bytes = onDemand.zlib.gunzipSync(await readFile(this.#path(sha256)));
      return digestOf(bytes) === sha256 ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  /** Removes all but these, and the folder when nothing is left in it. */
  async retain(wanted: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (!name.endsWith(suffix) || !wanted.has(name.slice(0, -suffix.length)))
        await removeWhole(`${this.#folder}/${name}`);
    }
    await removeFolder(this.#folder);
  }

  #path(sha256: string): string {
    return `${this.#folder}/${sha256}${suffix}`;
  }
}
