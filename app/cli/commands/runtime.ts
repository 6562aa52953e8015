/** `board runtime`: what to do where a board has no node of its own. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Command } from '../command.ts';

const choices = ['bring', 'shell', 'ask'] as const;

const said = {
  bring: 'a node is brought to it where it has none that does',
  shell: 'it is driven by plain commands where it has no node that does',
  ask: 'a connection asks where it has no node that does',
};

export const runtimeCommands: readonly Command[] = [
  {
    words: 'board runtime',
    about: 'Say what to do where a board has no node that the helper runs on: bring one, go by plain commands, or ask.',
    example: 'uiomem-studio board runtime zynq shell',
    positionals: ['NAME', 'bring|shell|ask'],
    async run({ client }, { positionals: [name = '', word = ''] }) {
      const choice = choices.find((each) => each === word);
      if (choice === undefined) {
        throw problem('usage.runtime', `${JSON.stringify(word)} is none of ${choices.join(', ')}.`, {
          hint: 'board runtime NAME bring, shell or ask.',
          data: { word },
        });
      }
      const result = await client.call('board.runtime', {
        board: name,
        ...(choice !== 'ask' && { runtime: choice }),
      });
      return { result, text: `${name}: ${said[choice]}.` };
    },
  },
];
