/** The matrix as text, and docs/evidence/faults.md. Pure. */
import type { Cell } from './cell.ts';
import { columns, rows } from './matrix.ts';

const words = { passed: 'ok', failed: 'FAILED', 'not there': '–' } as const;

const resultOf = (cells: readonly Cell[], step: string, moment: string, fault: string): string => {
  const cell = cells.find((each) => each.step === step && each.moment === moment && each.fault === fault);
  return cell === undefined ? '' : words[cell.result];
};

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** A row a moment, a column a fault; those that were run. */
export function matrixText(cells: readonly Cell[]): string {
  const run = rows.filter(({ step, moment }) => cells.some((each) => each.step === step && each.moment === moment));
  const struck = columns.filter((fault) => cells.some((each) => each.fault === fault));
  return [
    line(['step', 'moment', ...struck]),
    line(['---', '---', ...struck.map(() => '---')]),
    ...run.map(({ step, moment }) =>
      line([step, moment, ...struck.map((fault) => resultOf(cells, step, moment, fault))]),
    ),
  ].join('\n');
}

export function countText(cells: readonly Cell[]): string {
  const count = (result: Cell['result']) => cells.filter((cell) => cell.result === result).length;
  return `${count('passed')} passed, ${count('failed')} failed`;
}

export function evidence(
  cells: readonly Cell[],
  about: {
    readonly commit: string;
    readonly date: Date;
    readonly seed: string;
    readonly minutes: number;
    /** That ran at once. */
    readonly boards: number;
  },
): string {
  const { commit, date, seed, minutes, boards } = about;
  const failures = cells.filter(({ result }) => result === 'failed');
  return `# Faults in the middle of commands

Made by \`make test-faults\` on ${date.toISOString().slice(0, 10)} from commit ${commit} in ${Math.round(minutes)} minutes on ${boards} boards at once, seed ${seed}
(\`SEED=${seed} make test-faults\` meets the same moments): ${countText(cells)}.
[e2e/faults](../../e2e/faults/README.md) says what each cell does and what it demands. \`–\`: no helper was there yet to be killed.

${matrixText(cells)}

## What happened
${cells.map(({ step, moment, fault, story }) => `- ${step}, ${moment}, ${fault}: ${story}`).join('\n')}

## Failed
${failures.length === 0 ? '- nothing' : failures.map(({ step, moment, fault, wrongs }) => `- ${step}, ${moment}, ${fault}: ${wrongs.join('; ')}`).join('\n')}
`;
}
