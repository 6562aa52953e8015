/** A part of the fault matrix: the middle of an apply. `make test-faults` runs all of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bench } from './bench.ts';
import { type Rehearsal, rehearse, runCell } from './cell.ts';
import { type Fault, faults, linkUntilTold } from './faults.ts';
import { steps } from './steps.ts';

/** The moment within each is random; a failure tells it, and this repeats it. */
const seed = process.env.SEED || String(Date.now());
const step = steps.find(({ name }) => name === 'apply');
const hostKilled = faults.find(({ name }) => name === 'host killed');
if (step === undefined || hostKilled === undefined) throw new Error('There is no such step or fault.');
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

test.for<{ readonly name: string; readonly fault: Fault }>([
  { name: 'load', fault: linkUntilTold },
  { name: 'install', fault: hostKilled },
])('apply, $name: $fault.name', { timeout }, async ({ name, fault }) => {
  const moment = step.moments.find((each) => each.name === name);
  if (moment === undefined) throw new Error('There is no such moment.');
  const { result, wrongs, story } = await runCell(bench, { step, moment, fault, seed }, rehearsal);
  expect({ result, wrongs }, `SEED=${seed}: ${story}`).toEqual({ result: 'passed', wrongs: [] });
});
