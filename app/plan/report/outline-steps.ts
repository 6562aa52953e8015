/** The steps of a report: a table of all, and the command and output of each. */
import type { AccountStep } from './account.ts';
import type { Block } from './block.ts';

const results = { done: 'done', failed: 'failed', 'not-done': 'not done', unknown: 'not known' } as const;
const undos = { undone: 'undone', failed: 'not undone' } as const;

export function stepBlocks(steps: readonly AccountStep[]): Block[] {
  if (steps.length === 0) return [];
  const number = (step: AccountStep) => String(step.index + 1);
  return [
    { kind: 'heading', level: 2, text: 'Steps' },
    {
      kind: 'table',
      caption: 'What was done, in order',
      head: ['No.', 'Step', 'Where', 'Result', 'Took', 'Rolled back'],
      rows: steps.map((step) => [
        number(step),
        step.title,
        step.where ?? '',
        results[step.result],
        took(step.milliseconds),
        step.undo === undefined ? '' : `${undos[step.undo.result]}${inWords(took(step.undo.milliseconds))}`,
      ]),
    },
    ...steps.flatMap((step): Block[] => {
      const { title, shell, output, failure, undo } = step;
      const parts: Block[] = [
        ...code('The same by hand', 'sh', shell),
        ...code(outputCaption(output?.cut ?? 0), 'text', output?.text),
        ...said('Why it failed', failure),
        ...said('Why it was not undone', undo?.failure),
      ];
      return parts.length === 0 ? [] : [{ kind: 'heading', level: 3, text: `${number(step)}. ${title}` }, ...parts];
    }),
  ];
}

const inWords = (text: string) => (text === '' ? '' : ` in ${text}`);

function took(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '' : `${(milliseconds / 1000).toFixed(1)} s`;
}

function outputCaption(cut: number): string {
  return cut === 0 ? 'Output' : `Output, its end: ${cut} characters before it were left out`;
}

function code(caption: string, language: string, text: string | undefined): Block[] {
  return text === undefined || text === '' ? [] : [{ kind: 'code', caption, language, text }];
}

function said(what: string, text: string | undefined): Block[] {
  return text === undefined ? [] : [{ kind: 'text', text: `${what}: ${text}` }];
}
