import { expect, test } from 'vitest';
import type { BoardState } from '../../contract/state.ts';
import { whyLocked } from './why-locked.ts';

const open = { connection: { state: 'open' }, lease: { held: 'ours' } } as BoardState;
const by = { who: 'grace@bench7', program: 'command line' };

test.each<[string, BoardState, boolean, string | undefined]>([
  ['nothing', open, false, undefined],
  ['no connection', { ...open, connection: { state: 'closed' } }, false, 'The board is not connected.'],
  [
    'another who holds it',
    { ...open, lease: { held: 'other', by, since: '2026-01-01T00:00:00Z' } as BoardState['lease'] },
    false,
    'Another holds the board: take it over first.',
  ],
  [
    'an apply',
    { ...open, work: { outcome: 'running' } as NonNullable<BoardState['work']> },
    true,
    'An apply or a roll back is running.',
  ],
  ['work of its own', open, true, 'Something is under way here.'],
])('%s', (_what, state, busy, why) => {
  expect(whyLocked(state, busy)).toBe(why);
});

test('what changes nothing on the board waits for nobody there', () => {
  const held = { ...open, lease: { held: 'other', by, since: '2026-01-01T00:00:00Z' } as BoardState['lease'] };
  expect([whyLocked(held, false, false), whyLocked(held, true, false)]).toEqual([
    undefined,
    'Something is under way here.',
  ]);
});
