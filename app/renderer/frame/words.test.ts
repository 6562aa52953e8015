import { expect, it } from 'vitest';
import type { BoardState } from '../../contract/state.ts';
import { boardWord, directionWord, instantWord, rolledBackText, tookWord } from './words.ts';

const state = (more: Partial<BoardState>): BoardState => ({
  board: { name: 'zynq', host: 'zynq', port: 22, user: 'root' },
  connection: { state: 'closed' },
  boot: 0,
  lease: { held: 'nobody' },
  ...more,
});
const open: BoardState['connection'] = {
  state: 'open',
  since: '2026-11-25T00:00:00Z',
  bootId: 'b',
  privilege: 'root',
  helperVersion: 'v',
  mode: 'helper',
  limits: [],
  kernel: 'k',
  machine: 'aarch64',
  emulated: false,
};
const problem = { id: 'link.lost', message: 'It closed.' };

it.each([
  ['not connected', {}],
  ['not running', { emulated: { name: 'emulated', running: false } }],
  ['connecting', { connection: { state: 'opening', stage: 'probe', text: '', attempt: 1 } }],
  ['reconnecting', { connection: { state: 'opening', stage: 'probe', text: '', attempt: 2 } }],
  ['connected', { connection: open, lease: { held: 'ours' } }],
  ['connected', { connection: open }],
  ['read-only', { connection: open, lease: { held: 'other', by: { who: 'a@b', program: 'window' }, since: '' } }],
  ['link lost', { connection: { state: 'lost', since: '', problem, retryAt: '', attempt: 1 } }],
  ['failed', { connection: { state: 'failed', problem } }],
  ['needs an answer', { connection: { state: 'failed', problem: { ...problem, id: 'ssh.password-wanted' } } }],
  ['needs an answer', { connection: { state: 'failed', problem: { ...problem, id: 'ssh.host-key-unknown' } } }],
] as const)('a board is %s', (text, more) => {
  expect(boardWord(state(more as Partial<BoardState>)).text).toBe(text);
});

it('says directions in words', () => {
  expect((['both', 'cpu-writes', 'device-writes'] as const).map((direction) => directionWord({ direction }))).toEqual([
    'both write and read',
    'CPU writes, device reads',
    'device writes, CPU reads',
  ]);
});

it.each([
  [0, 0, 'Nothing had to be rolled back.'],
  [1, 0, '1 step was rolled back: the board is as it was before.'],
  [2, 1, '2 steps were rolled back; 1 could not be: the board is between two states.'],
])('%d undone, %d stuck', (undone, stuck, text) => {
  expect(rolledBackText(undone, stuck)).toBe(text);
});

it('says how long a step took', () => {
  expect([tookWord(420), tookWord(9_999), tookWord(14_320)]).toEqual(['0.4 s', '10.0 s', '14 s']);
});

it('names the day unless it is today', () => {
  const now = new Date('2026-11-25T12:00:00Z');
  const today = instantWord('2026-11-25T11:00:00Z', now);
  expect(instantWord('2026-11-20T11:00:00Z', now).length).toBeGreaterThan(today.length);
  expect(instantWord('soon', now)).toBe('soon');
});
