/** The boards the user has told us of, in `boards.json`; several processes may read and change it at the same time. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Problem, problem } from '../../../remote-helper/rpc/problem.ts';
import { type Board, board, boardName } from '../../contract/board.ts';
import { KeptFile } from './kept-file.ts';

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
  readonly #kept: KeptFile<Stored>;

  /** `onDamage` is told when a damaged file was put aside (`boards.file-damaged`, data: file, keptAs, reason). */
  constructor({ folder = configFolder(), onDamage }: { folder?: string; onDamage?: (damage: Problem) => void } = {}) {
    const file = join(folder, 'boards.json');
    this.file = file;
    this.#kept = new KeptFile<Stored>({
      file,
      empty: () => ({ format, boards: [] }),
      understand: (json) => understand(file, json),
      unreadable: (cause) =>
        problem('boards.file-unreadable', `The list of boards ${file} cannot be read: ${String(cause)}.`, {
          hint: 'Give your user the right to read it.',
          data: { file },
          cause,
        }),
      onDamage: (keptAs, reason) =>
        onDamage?.({
          id: 'boards.file-damaged',
          message: `The list of boards ${file} cannot be understood (${reason}); it was kept as ${keptAs}, and the list starts anew.`,
          hint: `Mend the kept file and move it back, or add the boards again.`,
          data: { file, keptAs, reason },
        }),
    });
  }

  async list(): Promise<BoardList> {
    const { boards, default: chosen } = await this.#kept.read();
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
    await this.#kept.change((stored) => boardsFile.parse(change(stored)));
  }
}

/** Throws `boards.file-newer`. */
function understand(file: string, json: unknown): { stored: Stored } | { damage: string } {
  const newer = z.object({ format: z.int().min(format + 1) }).safeParse(json);
  if (newer.success) {
    throw problem('boards.file-newer', `${file} was written by a newer version of this tool.`, {
      hint: 'Update this one; the file was not touched.',
      data: { file, format: newer.data.format },
    });
  }
  const parsed = boardsFile.safeParse(json);
  return parsed.success ? { stored: parsed.data } : { damage: z.prettifyError(parsed.error) };
}
