import { expect, it } from 'vitest';
import { commandEnd, endWords } from './end-words.ts';

it.each([
  [{ code: 0 }, 'The shell has ended.', { words: 'The command is done.' }],
  [
    { code: 2 },
    'The shell has ended with status 2.',
    { words: 'The command has failed, with status 2.', failed: true },
  ],
  [{ code: 130 }, 'The shell has ended with status 130.', { words: 'The command was cancelled.' }],
  [{ signal: 'SIGINT' }, 'The shell was ended by SIGINT.', { words: 'The command was cancelled.' }],
  [
    { signal: 'SIGKILL' },
    'The shell was ended by SIGKILL.',
    { words: 'The command was ended by SIGKILL.', failed: true },
  ],
])('%j', (exit, shell, command) => {
  expect([endWords(exit), commandEnd(exit)]).toEqual([shell, command]);
});

it('says that a board did not tell, or told no name', () => {
  expect(endWords({})).toBe('The shell has ended; the board did not say how.');
  expect(endWords({ signal: 'unlisted' })).toBe('The shell was ended by a signal.');
});
