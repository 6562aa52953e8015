/** `recent …`: what was worked with last. */
import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { table } from '../table.ts';

export const recentCommands: readonly Command[] = [
  {
    words: 'recent list',
    about: 'List the boards that were connected last, and the plan files that were opened in windows.',
    example: 'uiomem-studio recent list',
    positionals: [],
    async run({ client }) {
      const result = await client.call('recent.list', {});
      const rows = [
        ...result.boards.map(({ board, at }) => ['board', at, board, '']),
        ...result.plans.map(({ path, board, at, gone }) => [
          'plan',
          at,
          path,
          [board === undefined ? '' : `for ${board}`, gone ? 'the file is gone' : ''].filter(Boolean).join('; '),
        ]),
      ];
      return { result, text: rows.length === 0 ? 'Nothing yet.' : table(['', 'WHEN', 'WHAT', ''], rows) };
    },
  },
  {
    words: 'recent forget',
    about: 'Take a plan file out of what was used last. The file stays as it is.',
    example: 'uiomem-studio recent forget bringup.yaml',
    positionals: ['FILE'],
    async run({ client }, { positionals: [file = ''] }) {
      const result = await client.call('recent.forget', { path: resolve(file) });
      return { result, text: result.forgotten ? 'Forgotten.' : 'It was not among what was used last.' };
    },
  },
];
