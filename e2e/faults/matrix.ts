/** All cells, or chosen ones, one after the other on one board. */
import { Bench } from './bench.ts';
import { type Cell, type Rehearsal, rehearse, runCell } from './cell.ts';
import { faults } from './faults.ts';
import type { Moment, Step } from './step.ts';
import { steps } from './steps.ts';

export interface Choice {
  readonly seed: string;
  /** `STEP/MOMENT`, or `STEP` for all its moments; absent: all. */
  readonly steps?: readonly string[];
  /** Names; absent: all. */
  readonly faults?: readonly string[];
}

export interface Row {
  readonly step: string;
  readonly moment: string;
}

export const rows: readonly Row[] = steps.flatMap(({ name, moments }) =>
  moments.map((moment) => ({ step: name, moment: moment.name })),
);
export const columns: readonly string[] = faults.map(({ name }) => name);

/** What of the wanted names is none of a step, a moment or a fault. */
export function unknownNames({ steps: wantedSteps = [], faults: wantedFaults = [] }: Omit<Choice, 'seed'>): string[] {
  const known = rows.flatMap(({ step, moment }) => [step, `${step}/${moment}`]);
  return [
    ...wantedSteps.filter((name) => !known.includes(name)),
    ...wantedFaults.filter((name) => !columns.includes(name)),
  ];
}

/** The rows of a choice. */
export function chosenRows({ steps: wanted }: Omit<Choice, 'seed'>): readonly Row[] {
  return rows.filter(
    ({ step, moment }) => wanted === undefined || wanted.includes(step) || wanted.includes(`${step}/${moment}`),
  );
}

/** How a run is followed and ended early. */
export interface Following {
  onCell(cell: Cell): void;
  note(text: string): void;
  /** Ends it after the cell that is under way. */
  readonly signal: AbortSignal;
}

/** Boots a board for each kernel that they want, runs them on it, and stops it. A cell that cannot be run at all counts as failed. */
export async function runMatrix(name: string, choice: Choice, following: Following): Promise<Cell[]> {
  const wanted = chosenRows(choice);
  const chosen = steps
    .map((step) => ({
      step,
      moments: step.moments.filter(({ name }) => wanted.some((row) => row.step === step.name && row.moment === name)),
    }))
    .filter(({ moments }) => moments.length > 0);
  const cells: Cell[] = [];
  for (const [kernel, its] of Map.groupBy(chosen, ({ step }) => step.kernel)) {
    if (following.signal.aborted) break;
    const tools = its.some(({ step }) => step.tools === true);
    await using bench = await Bench.boot(name, { tools, ...(kernel && { kernel }) });
    cells.push(...(await runOn(bench, its, choice, following)));
  }
  return cells;
}

async function runOn(
  bench: Bench,
  chosen: readonly { readonly step: Step; readonly moments: readonly Moment[] }[],
  choice: Choice,
  { onCell, note, signal }: Following,
): Promise<Cell[]> {
  const struck = faults.filter((fault) => choice.faults?.includes(fault.name) ?? true);
  const cells: Cell[] = [];
  for (const { step, moments } of chosen) {
    let rehearsal: Rehearsal | undefined;
    for (const moment of moments) {
      for (const fault of struck) {
        if (signal.aborted) return cells;
        let cell: Cell;
        try {
          if (rehearsal === undefined) {
            rehearsal = await rehearse(bench, step);
            note(`${step.name} without a fault: ${timesOf(rehearsal)}`);
          }
          cell = await runCell(bench, { step, moment, fault, seed: choice.seed }, rehearsal);
        } catch (thrown) {
          const why = thrown instanceof Error ? thrown.message : String(thrown);
          const about = { step: step.name, moment: moment.name, fault: fault.name };
          cell = { ...about, result: 'failed', wrongs: [`it could not be tried: ${why}`], story: '' };
        }
        cells.push(cell);
        onCell(cell);
        if (cell.result === 'failed') await bench.mend();
      }
    }
  }
  return cells;
}

function timesOf({ begins, whole }: Rehearsal): string {
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
  return [...[...begins].map(([name, at]) => `${name} at ${seconds(at)}`), `end at ${seconds(whole)}`].join(', ');
}
