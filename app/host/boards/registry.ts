/** The boards the user has told us of, in `boards.json`; several processes may read and change it at the same time. */
import { join } from 'node:path';
import { z } from 'zod';
import { type Problem, problem } from '../../../remote-helper/rpc/problem.ts';
import { type Board, board, boardName } from '../../contract/board.ts';
import { configFolder } from './config-folder.ts';
import { SchemaFile } from './schema-file.ts';

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

type Stored = z.output<typeof boardsFile>;

export class BoardRegistry {
  readonly #file: SchemaFile<Stored>;

  /** `onDamage`: told when a damaged file was put aside (`boards.file-damaged`, data: file, keptAs). */
  constructor(options: { folder?: string; onDamage?: (damage: Problem) => void } = {}) {
    this.#file = new SchemaFile(
      join(options.folder ?? configFolder(), 'boards.json'),
      {
        id: 'boards',
        called: 'list of boards',
        mend: 'add the boards again',
        format,
        schema: boardsFile,
        empty: { format, boards: [] },
      },
      options.onDamage,
    );
  }

  get file(): string {
    return this.#file.path;
  }

  async list(): Promise<BoardList> {
    const { boards, default: chosen } = await this.#file.read();
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
    await this.#file.change((stored) => ({
      ...stored,
      boards: stored.boards.some((known) => known.name === checked.name)
        ? stored.boards.map((known) => (known.name === checked.name ? checked : known))
        : [...stored.boards, checked],
      ...(options.makeDefault === true ? { default: checked.name } : {}),
    }));
  }

  /**
   * Puts a board in the place of another one, under its own name, which may be a new one. A renamed default stays the default.
   * Throws `board.unknown` and `board.name-taken`.
   */
  async replace(name: string, edited: Board): Promise<void> {
    await this.find(name);
    const checked = board.parse(edited);
    await this.#file.change((stored) => {
      if (checked.name !== name && stored.boards.some((known) => known.name === checked.name)) {
        throw problem('board.name-taken', `There is a board named ${checked.name} already.`, {
          hint: 'Choose another name, or forget that board first.',
          data: { name: checked.name },
        });
      }
      return {
        ...stored,
        boards: stored.boards.map((known) => (known.name === name ? checked : known)),
        ...(stored.default === name && { default: checked.name }),
      };
    });
  }

  /** Throws `board.unknown`. A removed default leaves none. */
  async remove(name: string): Promise<void> {
    await this.find(name);
    await this.#file.change(({ default: chosen, ...stored }) => ({
      ...stored,
      boards: stored.boards.filter((known) => known.name !== name),
      ...(chosen === undefined || chosen === name ? {} : { default: chosen }),
    }));
  }

  /** Throws `board.unknown`. */
  async makeDefault(name: string): Promise<void> {
    await this.find(name);
    await this.#file.change((stored) => ({ ...stored, default: name }));
  }
}
