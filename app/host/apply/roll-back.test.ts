import { expect, it } from 'vitest';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardSession } from '../session/session.ts';
import { ApplyJournal, type JournalEntry } from './journal.ts';
import { undoAll } from './roll-back.ts';

const attributes = { syncDirection: 0 } as never;
const done = [1, 2].map((index) => ({
  index,
  title: `set ${index}`,
  undo: { kind: 'sync.set' as const, device: `uiomem${index}`, attributes },
}));

/** A board that knows `sync.set` and its journal; `set` answers each of the calls in turn. */
function board(set: (device: string) => void) {
  const calls: string[] = [];
  const written: JournalEntry['event'][] = [];
  const call = async (name: string, input: { device?: string; entry?: JournalEntry }) => {
    if (name === 'journal.append') written.push(input.entry?.event as JournalEntry['event']);
    if (name === 'journal.read') return { entries: [] };
    if (name !== 'sync.set') return {};
    calls.push(input.device ?? '');
    set(input.device ?? '');
    return {};
  };
  return { session: { helper: { call } } as unknown as BoardSession, calls, written };
}
const ended = () => problem('mapping.lost', 'The helper ended.', { data: { signal: 'SIGKILL', said: '' } });

it('goes on with the new helper when the one before was killed in the middle', async () => {
  let killed = false;
  const { session, calls, written } = board((device) => {
    if (device !== 'uiomem2' || killed) return;
    killed = true;
    throw ended();
  });
  const undone = await undoAll(session, new ApplyJournal(session, 'b'), { id: 'a', done }, async () => {});
  expect([undone, calls, written]).toEqual([2, ['uiomem2', 'uiomem2', 'uiomem1'], ['undone', 'undone', 'end']]);
});

it('says what is undone and what is not when that is of no use', async () => {
  const { session } = board((device) => {
    if (device === 'uiomem1') throw ended();
  });
  const failed = await undoAll(session, new ApplyJournal(session, 'b'), { id: 'a', done }, async () => {}).catch(
    problemOf,
  );
  expect(failed).toMatchObject({
    id: 'plan.rollback-failed',
    data: { step: 1, done: ['set 2'], unknown: ['set 1'], notDone: [], problem: { id: 'mapping.lost' } },
  });
});
