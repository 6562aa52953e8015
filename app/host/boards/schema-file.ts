/** A kept file of the user's that has one schema and a number of its format: lists of boards and of what was used. */
import { z } from 'zod';
import { type Problem, problem } from '../../../remote-helper/rpc/problem.ts';
import { KeptFile } from './kept-file.ts';

/** What a file holds, and how it is spoken of. */
export interface SchemaFileKind<Stored> {
  /** What problems' ids begin with: `boards` gives `boards.file-damaged`, `boards.file-newer`, `boards.file-unreadable`. */
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

export class SchemaFile<Stored> extends KeptFile<Stored> {
  readonly path: string;
  readonly #schema: z.ZodType<Stored>;

  /** `onDamage`: told when a damaged file was put aside (`ID.file-damaged`, data: file, keptAs, reason). */
  constructor(file: string, kind: SchemaFileKind<Stored>, onDamage: (damage: Problem) => void = () => {}) {
    const { id, called, mend, empty } = kind;
    super({
      file,
      empty: () => empty,
      understand: (json) => understand(file, kind, json),
      unreadable: (cause) =>
        problem(`${id}.file-unreadable`, `The ${called} ${file} cannot be read: ${String(cause)}.`, {
          hint: 'Give your user the right to read it.',
          data: { file },
          cause,
        }),
      onDamage: (keptAs, reason) =>
        onDamage({
          id: `${id}.file-damaged`,
          message: `The ${called} ${file} cannot be understood (${reason}); it was kept as ${keptAs}, and the list starts anew.`,
          hint: `Mend the kept file and move it back, or ${mend}.`,
          data: { file, keptAs, reason },
        }),
    });
    this.path = file;
    this.#schema = kind.schema;
  }

  override change(change: (stored: Stored) => Stored): Promise<Stored> {
    return super.change((stored) => this.#schema.parse(change(stored)));
  }
}

/** Throws `ID.file-newer`. */
function understand<Stored>(
  file: string,
  { id, format, schema }: SchemaFileKind<Stored>,
  json: unknown,
): { stored: Stored } | { damage: string } {
  const newer = z.object({ format: z.int().min(format + 1) }).safeParse(json);
  if (newer.success) {
    throw problem(`${id}.file-newer`, `${file} was written by a newer version of this tool.`, {
      hint: 'Update this one; the file was not touched.',
      data: { file, format: newer.data.format },
    });
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? { stored: parsed.data } : { damage: z.prettifyError(parsed.error) };
}
