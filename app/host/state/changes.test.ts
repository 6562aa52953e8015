import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyChange, type BoardState, type HostState, type StateChange } from '../../contract/state.ts';
import { changesBetween } from './changes.ts';
import { StateStore } from './state-store.ts';

const boardState = fc
  .record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), port: fc.integer({ min: 1, max: 3 }), boot: fc.nat(2) })
  .map(
    ({ name, port, boot }): BoardState => ({
      board: { name, host: 'h', port, user: 'root' },
      connection: { state: 'closed' },
      boot,
      lease: { held: 'nobody' },
    }),
  );
const state = fc
  .record({
    boards: fc.uniqueArray(boardState, { selector: ({ board }) => board.name }),
    default: fc.option(fc.constantFrom('a', 'b', 'z'), { nil: undefined }),
  })
  .map(({ boards, default: chosen }): HostState => ({ boards, ...(chosen !== undefined && { default: chosen }) }));

it('leads from any state to any other, one revision at a time', () => {
  fc.assert(
    fc.property(fc.array(state, { minLength: 1 }), (states) => {
      let known = { revision: 7, state: states[0] as HostState };
      for (const next of states) {
        for (const change of changesBetween(known.state, next, known.revision)) {
          expect(change.revision).toBe(known.revision + 1);
          known = applyChange(known, change);
        }
        expect(known.state).toEqual(next);
        expect(changesBetween(known.state, structuredClone(next), known.revision)).toEqual([]);
      }
    }),
  );
});

it('leads there also when boards were renamed, whatever is told of that', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'z');
  const renamings = fc.array(fc.record({ name, to: name }), { maxLength: 4 });
  fc.assert(
    fc.property(state, state, renamings, (before, after, renamed) => {
      let known = { revision: 7, state: before };
      for (const change of changesBetween(before, after, 7, renamed)) known = applyChange(known, change);
      expect(known.state).toEqual(after);
    }),
  );
});

it('tells a renamed board as that, and then what else is another with it', () => {
  const of = (name: string, port = 22): BoardState => ({
    board: { name, host: 'h', port, user: 'root' },
    connection: { state: 'closed' },
    boot: 2,
    lease: { held: 'nobody' },
  });
  const before: HostState = { boards: [of('a'), of('b')], default: 'a' };
  const changes = changesBetween(before, { boards: [of('desk', 23), of('b')], default: 'desk' }, 1, [
    { name: 'a', to: 'desk' },
    // Of one that nobody was told of.
    { name: 'x', to: 'y' },
  ]);
  expect(changes).toEqual([
    { kind: 'renamed', revision: 2, name: 'a', to: 'desk' },
    { kind: 'board', revision: 3, index: 0, board: of('desk', 23) },
  ]);
});

it('gives each reader the state of the host, wherever it began and however slow it is', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), state }),
    fc.record({ kind: fc.constant('join' as const) }),
    fc.record({ kind: fc.constant('read' as const), reader: fc.nat(3), changes: fc.nat(5) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (all) => {
      const store = new StateStore();
      const over = new AbortController();
      const readers: { take(changes: number): Promise<void>; known(): ReturnType<typeof applyChange> | undefined }[] =
        [];
      const join = () => {
        const reader = store.read();
        let known: ReturnType<typeof applyChange> | undefined;
        const isDue = () => known === undefined || known.revision < store.revision;
        readers.push({
          known: () => known,
          async take(changes) {
            // Tells what was set, so that reading need not wait for the next frame.
            store.snapshot();
            for (let count = 0; count < changes && isDue(); count += 1) {
              const change: StateChange = await reader.next(over.signal);
              if (known !== undefined && change.kind !== 'snapshot') expect(change.revision).toBe(known.revision + 1);
              known = applyChange(known, change);
            }
          },
        });
      };
      join();
      for (const each of all) {
        if (each.kind === 'set') store.set(each.state);
        else if (each.kind === 'join') join();
        else await readers[each.reader % readers.length]?.take(each.changes);
      }
      for (const reader of readers) {
        await reader.take(Number.POSITIVE_INFINITY);
        expect(reader.known()).toEqual({ revision: store.revision, state: store.now });
      }
      over.abort();
    }),
    { numRuns: 200 },
  );
});
