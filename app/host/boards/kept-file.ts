/** A JSON file of the user's that several processes read and change: under a lock, whole or not at all, put aside when damaged. */
import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { ProblemError } from '../../../remote-helper/rpc/problem.ts';
import { withFileLock } from './file-lock.ts';

export interface KeptFileParts<Stored> {
  readonly file: string;
  /** What is stored where there is no file. */
  empty(): Stored;
  /** Pure: what parsed JSON says, or why it cannot be understood. Throws for a file that is not to be touched. */
  understand(json: unknown): { readonly stored: Stored } | { readonly damage: string };
  /** The problem for a file that is there and cannot be read. */
  unreadable(cause: unknown): ProblemError;
  /** A damaged file was put aside. */
  onDamage(keptAs: string, reason: string): void;
}

export class KeptFile<Stored> {
  readonly #parts: KeptFileParts<Stored>;

  constructor(parts: KeptFileParts<Stored>) {
    this.#parts = parts;
  }

  async read(): Promise<Stored> {
    const { stored, damage } = await this.#parse();
    if (damage === undefined) return stored;
    return await withFileLock(this.#parts.file, async () => {
      // Another process may have mended it while we waited.
      const again = await this.#parse();
      if (again.damage !== undefined) await this.#putAside(again.damage);
      return again.stored;
    });
  }

  /** `change` is pure, and may throw: then nothing is written. Answers what was written. */
  async change(change: (stored: Stored) => Stored): Promise<Stored> {
    const { file } = this.#parts;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    return await withFileLock(file, async () => {
      const { stored, damage } = await this.#parse();
      if (damage !== undefined) await this.#putAside(damage);
      const changed = change(stored);
      await writeFileAtomic(file, `${JSON.stringify(changed, undefined, 2)}\n`, { mode: 0o600 });
      return changed;
    });
  }

  async #parse(): Promise<{ stored: Stored; damage: string | undefined }> {
    const { file, empty, understand, unreadable } = this.#parts;
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
        return { stored: empty(), damage: undefined };
      throw unreadable(cause);
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      return { stored: empty(), damage: cause instanceof Error ? cause.message : String(cause) };
    }
    const understood = understand(json);
    if ('damage' in understood) return { stored: empty(), damage: understood.damage };
    return { stored: understood.stored, damage: undefined };
  }

  async #putAside(reason: string): Promise<void> {
    const { file, onDamage } = this.#parts;
    const keptAs = `${file}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
    await rename(file, keptAs);
    onDamage(keptAs, reason);
  }
}
