/** One cell of the fault matrix, in the middle of an apply. `make test-faults` runs all of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bench } from './bench.ts';
import { type Rehearsal, rehearse, runCell } from './cell.ts';
import { linkUntilTold } from './faults.ts';
import { steps } from './steps.ts';

/** The moment within each is random; a failure tells it, and this repeats it. */
const seed = process.env.SEED || String(Date.now());
const step = steps.find(({ name }) => name === 'apply');
const moment = step?.moments.find(({ name }) => name === 'load');
if (step === undefined || moment === undefined) throw new Error('There is no such step or moment.');
let bench: Bench;
let rehearsal: Rehearsal;

beforeAll(async () => {
  bench = await Bench.boot('faults-part', { tools: false });
  rehearsal = await rehearse(bench, step);
});
afterAll(async () => {
  await bench?.[Symbol.asyncDispose]();
});

/** A cell is many commands; a busy workstation takes minutes for them. */
const timeout = 480_000;

test('apply, load: the link lost until that is told', { timeout }, async () => {
  const { result, wrongs, story } = await runCell(bench, { step, moment, fault: linkUntilTold, seed }, rehearsal);
  expect({ result, wrongs }, `SEED=${seed}: ${story}`).toEqual({ result: 'passed', wrongs: [] });
});
