/** A settings file of the user as JSON with a schema; several processes may read and change it at the same time. */
import { mkdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { type Problem, problem } from '../../../remote-helper/rpc/problem.ts';
import { withFileLock } from './file-lock.ts';

/** `${XDG_CONFIG_HOME:-~/.config}/uiomem-studio` */
export function configFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_CONFIG_HOME || join(environment.HOME ?? homedir(), '.config'), 'uiomem-studio');
}

/** What a file holds, and how it is spoken of. */
export interface SettingsFileKind<Stored> {
  /** What problems' ids begin with: `boards` gives `boards.file-damaged`. */
  readonly id: string;
  /** As in `The list of boards FILE cannot be read`. */
  readonly called: string;
  /** How a person has it back when it was damaged. */
  readonly mend: string;
  /** Kept in the file as `format`; a file with a higher one is not touched. */
  readonly format: number;
  readonly schema: z.ZodType<Stored>;
  /** What a file that is not there holds. */
  readonly empty: Stored;
}

export class SettingsFile<Stored> {
  readonly path: string;
  readonly #kind: SettingsFileKind<Stored>;
  readonly #onDamage: (damage: Problem) => void;

  /** `onDamage`: told when a damaged file was put aside (`ID.file-damaged`, data: file, keptAs). */
  constructor(path: string, kind: SettingsFileKind<Stored>, onDamage: (damage: Problem) => void = () => {}) {
    this.path = path;
    this.#kind = kind;
    this.#onDamage = onDamage;
  }

  /** One process at a time. Throws `file.locked` and what reading throws. */
  async change(change: (stored: Stored) => Stored): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    await withFileLock(this.path, async () => {
      const { stored, damage } = await this.#parse();
      if (damage !== undefined) await this.#putAside(damage);
      const text = JSON.stringify(this.#kind.schema.parse(change(stored)), undefined, 2);
      await writeFileAtomic(this.path, `${text}\n`, { mode: 0o600 });
    });
  }

  /** Throws `ID.file-unreadable` and `ID.file-newer`. */
  async read(): Promise<Stored> {
    const { stored, damage } = await this.#parse();
    if (damage === undefined) return stored;
    return await withFileLock(this.path, async () => {
      // Another process may have mended it while we waited.
      const again = await this.#parse();
      if (again.damage !== undefined) await this.#putAside(again.damage);
      return again.stored;
    });
  }

  async #parse(): Promise<{ stored: Stored; damage: string | undefined }> {
    const { id, called, format, schema, empty } = this.#kind;
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
        return { stored: empty, damage: undefined };
      throw problem(`${id}.file-unreadable`, `The ${called} ${this.path} cannot be read: ${String(cause)}.`, {
        hint: 'Give your user the right to read it.',
        data: { file: this.path },
        cause,
      });
    }
    try {
      const json: unknown = JSON.parse(text);
      const newer = z.object({ format: z.int().min(format + 1) }).safeParse(json);
      if (newer.success) {
        throw problem(`${id}.file-newer`, `${this.path} was written by a newer version of this tool.`, {
          hint: 'Update this one; the file was not touched.',
          data: { file: this.path, format: newer.data.format },
        });
      }
      const parsed = schema.safeParse(json);
      if (parsed.success) return { stored: parsed.data, damage: undefined };
      return { stored: empty, damage: z.prettifyError(parsed.error) };
    } catch (cause) {
      if (cause instanceof SyntaxError) return { stored: empty, damage: cause.message };
      throw cause;
    }
  }

  async #putAside(reason: string): Promise<void> {
    const { id, called, mend } = this.#kind;
    const keptAs = `${this.path}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
    await rename(this.path, keptAs);
    this.#onDamage({
      id: `${id}.file-damaged`,
      message: `The ${called} ${this.path} cannot be understood (${reason}); it was kept as ${keptAs}, and the list starts anew.`,
      hint: `Mend the kept file and move it back, or ${mend}.`,
      data: { file: this.path, keptAs, reason },
    });
  }
}
