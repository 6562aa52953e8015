/** Every command of the tool that a window shows or copies, in each of its states, is one that the command line takes. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readLine } from '../../app/cli/arguments.ts';
import { commands } from '../../app/cli/commands.ts';
import { scenarioNames } from '../testing/scenario-names.ts';
import { scriptedWindow } from '../testing/scripted-window.ts';

const open = scriptedWindow();

/** The words that a shell makes of a line; `&&` begins the next command. */
function wordsOf(line: string): string[][] {
  const shell = line.split(' && ').map((each) => `printf '%s\\0' ${each}; echo`);
  const out = execFileSync('sh', ['-c', shell.join('\n')], { encoding: 'utf8' });
  return out
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => each.split('\0').slice(0, -1));
}

/** Why the command line would not take it; undefined: it does. */
function fault(line: string): string | undefined {
  try {
    for (const [program, ...words] of wordsOf(line)) {
      if (program !== 'uiomem-studio') return `${line}: it is of ${program}`;
      if (readLine(words, commands).kind !== 'run') return `${line}: it runs nothing`;
    }
    return undefined;
  } catch (thrown) {
    return `${line}: ${thrown instanceof Error ? thrown.message : thrown}`;
  }
}

test('what is copied anywhere is taken by the command line', { timeout: 600_000 }, async () => {
  const found = new Set<string>();
  for (const state of scenarioNames) {
    await using watched = await open(state);
    const { page } = watched;
    await page.getByRole('heading').or(page.getByRole('tab')).first().waitFor();
    // What comes later is told by the states that are about it.
    await page.waitForTimeout(300);
    const labels = await page
      .getByRole('button', { name: /^Copy as command: / })
      .evaluateAll((all) => all.map((each) => each.ariaLabel ?? ''));
    const shown = await page.locator('code', { hasText: /^uiomem-studio / }).allTextContents();
    for (const text of [...labels.map((label) => label.replace('Copy as command: ', '')), ...shown]) found.add(text);
  }
  const own = [...found].filter((line) => line.startsWith('uiomem-studio'));
  expect(own.map(fault).filter((why) => why !== undefined)).toEqual([]);
  expect(own.length).toBeGreaterThan(20);
});
