/** The boards the user has told us of, in `boards.json`; several processes may read and change it at the same time. */
import { mkdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { type Problem, problem } from '../../../remote-helper/rpc/problem.ts';
import { type Board, board, boardName } from '../../contract/board.ts';
import { withFileLock } from './file-lock.ts';

const format = 1;
const boardsFile = z.object({
  format: z.literal(format),
  default: boardName.optional(),
  boards: z.array(board),
});

export interface BoardList {
  readonly boards: readonly Board[];
  /** Name of the board that is meant when none is named: the one chosen, or the only one. */
  readonly default: string | undefined;
}

/** `${XDG_CONFIG_HOME:-~/.config}/uiomem-studio` */
export function configFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_CONFIG_HOME || join(environment.HOME ?? homedir(), '.config'), 'uiomem-studio');
}

type Stored = z.output<typeof boardsFile>;

export class BoardRegistry {
  readonly file: string;
  /** Told when a damaged file was put aside (`boards.file-damaged`, data: file, keptAs). */
  readonly #onDamage: (damage: Problem) => void;

  constructor(options: { folder?: string; onDamage?: (damage: Problem) => void } = {}) {
    this.file = join(options.folder ?? configFolder(), 'boards.json');
    this.#onDamage = options.onDamage ?? (() => {});
  }

  async list(): Promise<BoardList> {
    const { boards, default: chosen } = await this.#read();
    return { boards, default: chosen ?? (boards.length === 1 ? boards[0]?.name : undefined) };
  }

  /** The named board, or the default one. Throws `board.unknown`, `board.none` or `board.which`. */
  async find(name?: string): Promise<Board> {
    const { boards, default: fallback } = await this.list();
    const wanted = name ?? fallback;
    const names = boards.map((known) => known.name);
    if (wanted === undefined) {
      throw boards.length === 0
        ? problem('board.none', 'No board is known yet.', {
            hint: 'Add yours (board add NAME USER@HOST), or start an emulated one (board emulated up).',
          })
        : problem('board.which', `Which board? Known are ${names.join(', ')}, and none is the default.`, {
            hint: 'Name one with --board, or make one the default.',
            data: { names },
          });
    }
    const found = boards.find((known) => known.name === wanted);
    if (found !== undefined) return found;
    throw problem('board.unknown', `There is no board named ${wanted}.`, {
      hint: names.length === 0 ? 'Add it first: board add.' : `Known are ${names.join(', ')}.`,
      data: { name: wanted, names },
    });
  }

  /** Adds a board, or replaces the one of the same name. */
  async put(added: Board, options: { makeDefault?: boolean } = {}): Promise<void> {
    const checked = board.parse(added);
    await this.#change((stored) => ({
      ...stored,
      boards: stored.boards.some((known) => known.name === checked.name)
        ? stored.boards.map((known) => (known.name === checked.name ? checked : known))
        : [...stored.boards, checked],
      ...(options.makeDefault === true ? { default: checked.name } : {}),
    }));
  }

  /** Throws `board.unknown`. A removed default leaves none. */
  async remove(name: string): Promise<void> {
    await this.find(name);
    await this.#change(({ default: chosen, ...stored }) => ({
      ...stored,
      boards: stored.boards.filter((known) => known.name !== name),
      ...(chosen === undefined || chosen === name ? {} : { default: chosen }),
    }));
  }

  /** Throws `board.unknown`. */
  async makeDefault(name: string): Promise<void> {
    await this.find(name);
    await this.#change((stored) => ({ ...stored, default: name }));
  }

  async #change(change: (stored: Stored) => Stored): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
    await withFileLock(this.file, async () => {
      const { stored, damage } = await this.#parse();
      if (damage !== undefined) await this.#putAside(damage);
      const text = JSON.stringify(boardsFile.parse(change(stored)), undefined, 2);
      await writeFileAtomic(this.file, `${text}\n`, { mode: 0o600 });
    });
  }

  async #read(): Promise<Stored> {
    const { stored, damage } = await this.#parse();
    if (damage === undefined) return stored;
    return await withFileLock(this.file, async () => {
      // Another process may have mended it while we waited.
      const again = await this.#parse();
      if (again.damage !== undefined) await this.#putAside(again.damage);
      return again.stored;
    });
  }

  async #parse(): Promise<{ stored: Stored; damage: string | undefined }> {
    const empty: Stored = { format, boards: [] };
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
        return { stored: empty, damage: undefined };
      throw problem('boards.file-unreadable', `The list of boards ${this.file} cannot be read: ${String(cause)}.`, {
        hint: 'Give your user the right to read it.',
        data: { file: this.file },
        cause,
      });
    }
    try {
      const json: unknown = JSON.parse(text);
      const newer = z.object({ format: z.int().min(format + 1) }).safeParse(json);
      if (newer.success) {
        throw problem('boards.file-newer', `${this.file} was written by a newer version of this tool.`, {
          hint: 'Update this one; the file was not touched.',
          data: { file: this.file, format: newer.data.format },
        });
      }
      const parsed = boardsFile.safeParse(json);
      if (parsed.success) return { stored: parsed.data, damage: undefined };
      return { stored: empty, damage: z.prettifyError(parsed.error) };
    } catch (cause) {
      if (cause instanceof SyntaxError) return { stored: empty, damage: cause.message };
      throw cause;
    }
  }

  async #putAside(reason: string): Promise<void> {
    const keptAs = `${this.file}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
    await rename(this.file, keptAs);
    this.#onDamage({
      id: 'boards.file-damaged',
      message: `The list of boards ${this.file} cannot be understood (${reason}); it was kept as ${keptAs}, and the list starts anew.`,
      hint: `Mend the kept file and move it back, or add the boards again.`,
      data: { file: this.file, keptAs, reason },
    });
  }
}
