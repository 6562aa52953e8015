/** `persist …`: what stays on a board for its next boots. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';
import { changing } from '../take-over.ts';

const words = {
  written: 'as written',
  changed: 'changed since',
  before: 'put back',
  gone: 'gone',
  foreign: 'of somebody else',
} as const;

export const persistCommands: readonly Command[] = [
  {
    words: 'persist show',
    about: 'Tell what the next boot of the board will follow: files of ours, changed ones, and those of somebody else.',
    example: 'uiomem-studio persist show --board zynq',
    positionals: [],
    async run({ client, where, signal }) {
      const result = await client.call('persist.show', where, { signal });
      const rows = result.files.map(({ path, state, replaced }) => [
        path,
        words[state],
        replaced ? 'what was there before comes back' : '',
      ]);
      const changes = result.files.flatMap(({ path, difference }) =>
        difference === undefined ? [] : [`${path}, from what was written to what is there:\n${difference}`],
      );
      const { nextBoot, group } = result;
      const parameters = Object.entries(nextBoot?.parameters ?? {}).map(([name, value]) => ` ${name}=${value}`);
      const then =
        nextBoot === undefined
          ? []
          : nextBoot.loads
            ? [`the next boot loads uiomem${parameters.join('')} (${nextBoot.because})`]
            : [`the next boot does not load uiomem: ${nextBoot.because}`];
      const text = [
        rows.length === 0 ? 'nothing stays for the next boots' : table(['FILE', 'STATE', ''], rows).trimEnd(),
        ...(group === undefined ? [] : [`the group ${group} was made`]),
        ...changes,
        ...then,
      ].join('\n');
      return { result, text };
    },
  },
  changing({
    words: 'persist remove',
    about: 'Take everything of it away, and put back what was there before; also after reboots and from elsewhere.',
    example: 'uiomem-studio persist remove --board zynq',
    positionals: [],
    options: {
      'discard-changes': { about: 'take files away too that somebody changed since' },
      'keep-changed': { about: 'leave files that somebody changed since, and forget them' },
    },
    async run({ client, where, signal }, { has }) {
      if (has('discard-changes') && has('keep-changed')) {
        throw problem('usage.conflict', '--discard-changes and --keep-changed cannot both be.', {
          hint: 'Say what shall become of files that were changed.',
        });
      }
      const changed = has('discard-changes') ? 'discard' : has('keep-changed') ? 'keep' : 'refuse';
      const result = await client.call('persist.remove', { ...where, changed }, { signal });
      const lines = [
        ...result.removed.map((each) => `removed  ${each}`),
        ...result.restored.map((each) => `put back ${each}`),
        ...result.left.map((each) => `left     ${each}`),
        ...result.told,
      ];
      return { result, text: lines.length === 0 ? 'nothing to remove' : lines.join('\n') };
    },
  }),
];
