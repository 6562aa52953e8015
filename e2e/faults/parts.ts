/** The matrix on several boards at once, a process each, for most of a cell is waiting. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Cell } from './cell.ts';
import { type Choice, chosenRows, columns, type Following, rows } from './matrix.ts';

/** What a part tells its parent. */
export type FromPart = { readonly cell: Cell } | { readonly note: string };

/** The steps of a choice for each of so many boards, with about as many moments; a step's moments share a rehearsal and stay together. */
export function split(choice: Omit<Choice, 'seed'>, boards: number): readonly (readonly string[])[] {
  const moments = Map.groupBy(chosenRows(choice), ({ step }) => step);
  const parts = Array.from({ length: boards }, (): { steps: string[]; count: number } => ({ steps: [], count: 0 }));
  for (const [, its] of [...moments].sort(([, one], [, other]) => other.length - one.length)) {
    const least = parts.reduce((found, part) => (part.count < found.count ? part : found));
    least.steps.push(...its.map(({ step, moment }) => `${step}/${moment}`));
    least.count += its.length;
  }
  return parts.map(({ steps }) => steps).filter((steps) => steps.length > 0);
}

/** Answers the cells in the order of the matrix. A part that dies has its other cells counted as failed. */
export async function runParts(choice: Choice, boards: number, { onCell, note, signal }: Following): Promise<Cell[]> {
  const parts = split(choice, boards);
  const all = await Promise.all(
    parts.map(async (steps, index) => {
      const cells: Cell[] = [];
      const tell = (cell: Cell) => {
        cells.push(cell);
        onCell(cell);
      };
      const own: Choice = { ...choice, steps };
      const child = fork(new URL('./part.ts', import.meta.url), [`faults-${index + 1}`, JSON.stringify(own)]);
      const stop = () => void child.kill('SIGTERM');
      signal.addEventListener('abort', stop, { once: true });
      child.on('message', (told: FromPart) => ('cell' in told ? tell(told.cell) : note(told.note)));
      const how = await ended(child);
      signal.removeEventListener('abort', stop);
      if (how !== undefined) for (const cell of missing(own, cells, how)) tell(cell);
      return cells;
    }),
  );
  const order = ({ step, moment, fault }: Cell) =>
    rows.findIndex((row) => row.step === step && row.moment === moment) * columns.length + columns.indexOf(fault);
  return all.flat().sort((one, other) => order(one) - order(other));
}

/** Undefined: well. */
function ended(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (failed) => resolve(failed.message));
    child.once('exit', (code, signal) => resolve(code === 0 ? undefined : `exit ${signal ?? code}`));
  });
}

function missing(choice: Choice, cells: readonly Cell[], how: string): Cell[] {
  const faults = columns.filter((fault) => choice.faults?.includes(fault) ?? true);
  return chosenRows(choice)
    .flatMap((row) => faults.map((fault) => ({ ...row, fault })))
    .filter(
      (wanted) =>
        !cells.some(
          ({ step, moment, fault }) => step === wanted.step && moment === wanted.moment && fault === wanted.fault,
        ),
    )
    .map((about) => ({ ...about, result: 'failed', wrongs: [`the run on this board ended: ${how}`], story: '' }));
}
