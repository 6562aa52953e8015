/** Commands of the tool that a window shows or copies, read by the command line's own parser. */
import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { readLine } from '../../app/cli/arguments.ts';
import { commands } from '../../app/cli/commands.ts';

/** What the command line would not take of what is shown, and why. */
export async function commandFaults(page: Page): Promise<string[]> {
  const labels = await page
    .getByRole('button', { name: /^Copy as command: / })
    .evaluateAll((all) => all.map((each) => each.ariaLabel ?? ''));
  const shown = await page.locator('code', { hasText: /^uiomem-studio / }).allTextContents();
  const lines = new Set([...labels.map((label) => label.replace('Copy as command: ', '')), ...shown]);
  return [...lines].filter((line) => line.startsWith('uiomem-studio')).flatMap(fault);
}

function fault(line: string): string[] {
  try {
    for (const [program, ...words] of wordsOf(line)) {
      if (program !== 'uiomem-studio') return [`${line}: it is of ${program}`];
      if (readLine(words, commands).kind !== 'run') return [`${line}: it runs nothing`];
    }
    return [];
  } catch (thrown) {
    return [`${line}: ${thrown instanceof Error ? thrown.message : thrown}`];
  }
}

/** The words that a shell makes of a line; `&&` begins the next command. */
function wordsOf(line: string): string[][] {
  const shell = line.split(' && ').map((each) => `printf '%s\\0' ${each}; echo`);
  const out = execFileSync('sh', ['-c', shell.join('\n')], { encoding: 'utf8' });
  return out
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => each.split('\0').slice(0, -1));
}
