/**
 * `make test-faults`: each fault at each moment of each command that touches a board, on emulated ones, printed as a matrix.
 * Ends with `N passed, N failed` and writes docs/evidence/faults.md when all of it was run. In the environment: SEED repeats the
 * moments of a run, STEPS="apply/load,dump" and FAULTS="link 1 s,host killed" choose some, BOARDS says how many run at once (2).
 */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { countText, evidence, matrixText } from '../../e2e/faults/evidence.ts';
import { columns, rows, unknownNames } from '../../e2e/faults/matrix.ts';
import { runParts } from '../../e2e/faults/parts.ts';

const list = (text: string | undefined) => {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? undefined : names;
};

const seed = process.env.SEED || randomBytes(4).toString('hex');
const [steps, faults] = [list(process.env.STEPS), list(process.env.FAULTS)];
const choice = { ...(steps && { steps }), ...(faults && { faults }) };
const unknown = unknownNames(choice);
if (unknown.length > 0) {
  console.error(
    `test-faults: there is no ${unknown.join(', ')}. Steps: ${rows.map(({ step, moment }) => `${step}/${moment}`).join(', ')}. Faults: ${columns.join(', ')}.`,
  );
  process.exit(2);
}
const boards = Number(process.env.BOARDS || 2);
if (!(Number.isInteger(boards) && boards >= 1)) {
  console.error(
    `test-faults: BOARDS=${process.env.BOARDS} is no number of boards: 1, or as many as the workstation has processors.`,
  );
  process.exit(2);
}
console.log(`seed ${seed} (SEED=${seed} make test-faults meets the same moments)`);
const began = Date.now();
const commit = (await runProgram('git', ['describe', '--always', '--dirty', '--exclude=*'])).trim();
const ending = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    console.log('ending after this cell');
    ending.abort();
  });
}
const cells = await runParts({ seed, ...choice }, boards, {
  onCell({ step, moment, fault, result, wrongs, story }) {
    console.log(`${result === 'failed' ? 'FAILED' : result} ${step}, ${moment}, ${fault}: ${story}`);
    for (const wrong of wrongs) console.log(`    ${wrong}`);
  },
  note: console.log,
  signal: ending.signal,
});
const minutes = (Date.now() - began) / 60_000;

console.log(`\n${matrixText(cells)}\n\nseed ${seed}, took ${Math.round(minutes)} minutes`);
if (cells.length === rows.length * columns.length) {
  await mkdir('docs/evidence', { recursive: true });
  await writeFile('docs/evidence/faults.md', evidence(cells, { commit, date: new Date(), seed, minutes, boards }));
}
console.log(countText(cells));
process.exit(cells.length > 0 && cells.every(({ result }) => result !== 'failed') ? 0 : 1);
