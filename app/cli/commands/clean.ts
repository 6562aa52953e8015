/** `board clean`: everything of ours off a board. */
import type { Command } from '../command.ts';
import { roundSize } from '../size-text.ts';
import { table } from '../table.ts';

export const cleanCommands: readonly Command[] = [
  {
    words: 'board clean',
    about: 'Remove from a board everything that this tool ever left there. The loaded driver stays.',
    example: 'uiomem-studio board clean --preview',
    positionals: [],
    options: {
      preview: { about: 'only tell what would be removed' },
      unload: { about: 'unload the driver too' },
    },
    async run({ client, where, signal, progress }, { has }) {
      const preview = has('preview');
      const result = await client.call(
        'board.clean',
        { ...where, preview, unload: has('unload') },
        { signal, onProgress: ({ stage, text }) => progress(`${stage}: ${text}`) },
      );
      const rows = result.removed.map(({ path, size, what }) => [
        path,
        size === 0 ? '' : roundSize(BigInt(size)),
        what,
      ]);
      const left = result.left.map(({ path, what, why }) => [path, what, why]);
      const lines = [
        rows.length === 0
          ? 'There is nothing of this tool on the board.'
          : `${preview ? 'Would be removed' : 'Removed'}:\n${table(['PATH', 'SIZE', 'WHAT'], rows)}`,
        ...(left.length === 0 ? [] : [`Could not be removed:\n${table(['PATH', 'WHAT', 'WHY'], left)}`]),
      ];
      return { result, text: lines.join('\n') };
    },
  },
];
