/** One line of `bench/results.json`: our figure beside that of what a user would use instead, measured in the same run. */
export interface Row {
  readonly name: string;
  /** Medians, in `unit`. */
  readonly ours: number;
  readonly other: number;
  readonly unit: string;
  /** How many times better ours is, whichever way the unit counts. */
  readonly ratio: number;
  /** The ratio that is wanted. */
  readonly goal: number;
  readonly met: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('median of nothing');
  return middle;
}

/** Makes a row; `better` says whether more (a rate) or less (a time) is better. */
export function row(
  name: string,
  unit: string,
  better: 'more' | 'less',
  ours: readonly number[],
  other: readonly number[],
  goal: number,
): Row {
  const a = median(ours);
  const b = median(other);
  const ratio = better === 'more' ? a / b : b / a;
  return { name, ours: round(a), other: round(b), unit, ratio: round(ratio), goal, met: ratio >= goal };
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** Seconds that the work took. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Runs two pieces of work in turn, so that a machine whose speed drifts drifts for both. */
export async function inTurn(
  runs: number,
  ours: () => Promise<number>,
  other: () => Promise<number>,
): Promise<{ ours: number[]; other: number[] }> {
  const result = { ours: [] as number[], other: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    result.ours.push(await ours());
    result.other.push(await other());
  }
  return result;
}
