import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptSources, type SourcesByName } from './kept-sources.ts';

/** As a browser's, with room for so many letters; `writes`: what was put there, in order. */
class Shelf implements Storage {
  readonly there = new Map<string, string>();
  readonly writes: { readonly key: string; readonly value: string }[] = [];
  readonly room: number;

  constructor(room = Number.POSITIVE_INFINITY) {
    this.room = room;
  }
  get length() {
    return this.there.size;
  }
  key = (at: number) => [...this.there.keys()][at] ?? null;
  getItem = (key: string) => this.there.get(key) ?? null;
  removeItem = (key: string) => void this.there.delete(key);
  clear = () => this.there.clear();
  setItem(key: string, value: string) {
    const used = [...this.there].reduce((sum, [at, each]) => sum + (at === key ? 0 : each.length), 0);
    if (used + value.length > this.room) throw new DOMException('full', 'QuotaExceededError');
    this.writes.push({ key, value });
    this.there.set(key, value);
  }
}

const keep = (kept: KeptSources, sources: SourcesByName) => {
  for (const _ of kept.steps(sources));
};
const readAgain = (shelf: Shelf) => new KeptSources(shelf).read();
const long = (letter: string, lines = 10_000) => Array.from({ length: lines }, (_, at) => `${letter}${at};\n`).join('');

test('what was kept is there again, whatever it was before, and nothing else is', () => {
  const some = long('x');
  const text = fc.oneof(
    fc.string(),
    fc.nat(9).map((at) => some.slice(at * 9_000, 70_000)),
  );
  const saved = fc.record({ text, digest: fc.string() });
  const source = fc.record({ text, saved }, { requiredKeys: ['text'] });
  const state = fc.dictionary(fc.constantFrom('a.dts', 'b.dts'), source, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(state, fc.nat(8)), { maxLength: 5 }), state, (states, last) => {
      const shelf = new Shelf();
      let kept = new KeptSources(shelf);
      kept.read();
      for (const [each, steps] of states) {
        // Broken off somewhere, and now and then by a reload.
        const writing = kept.steps(each);
        for (let step = 0; step < steps; step += 1) writing.next();
        if (steps % 3 === 0) {
          kept = new KeptSources(shelf);
          kept.read();
        }
      }
      keep(kept, last);
      expect(readAgain(shelf)).toEqual(last);
      const letters = Object.values(last).reduce((sum, { text: own, saved: file }) => {
        return sum + own.length + (file?.text.length ?? 0);
      }, 0);
      const pieces = [...shelf.there].filter(([key]) => key.includes(':'));
      expect(pieces.reduce((sum, [, value]) => sum + value.length, 0)).toBe(letters);
    }),
    { numRuns: 60 },
  );
});

test('a letter in a long text writes a piece of it', () => {
  const shelf = new Shelf();
  const kept = new KeptSources(shelf);
  const text = long('x', 100_000);
  keep(kept, { 'a.dts': { text, saved: { text: long('y', 100_000), digest: '0' } } });
  expect(Math.max(...shelf.writes.map(({ value }) => value.length))).toBeLessThan(40_000);
  shelf.writes.length = 0;
  const changed = `${text.slice(0, 300_000)}/${text.slice(300_000)}`;
  keep(kept, { 'a.dts': { text: changed, saved: { text: long('y', 100_000), digest: '0' } } });
  expect(shelf.writes.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThan(40_000);
  expect(readAgain(shelf)['a.dts']?.text).toBe(changed);
});

test('a text that has no room leaves the others there', () => {
  const shelf = new Shelf(50_000);
  keep(new KeptSources(shelf), { 'large.dts': { text: long('x') }, 'small.dts': { text: 'x' } });
  expect(readAgain(shelf)).toEqual({ 'small.dts': { text: 'x' } });
});

test('of a text of which a piece is missing, and of what another version wrote, nothing is read', () => {
  const shelf = new Shelf();
  keep(new KeptSources(shelf), { 'a.dts': { text: 'x' }, 'b.dts': { text: 'y' } });
  const first = [...shelf.there].find(([, value]) => value === 'x')?.[0] ?? '';
  shelf.removeItem(first);
  expect(readAgain(shelf)).toEqual({ 'b.dts': { text: 'y' } });
  shelf.there.set('uiomem-sources', '{"state":{"sources":{}},"version":1}');
  expect(readAgain(shelf)).toEqual({});
});

test('until all of a text is written, what was there before is read', () => {
  const shelf = new Shelf();
  const kept = new KeptSources(shelf);
  keep(kept, { 'a.dts': { text: long('x') } });
  const writing = kept.steps({ 'a.dts': { text: long('y') } });
  writing.next();
  expect(readAgain(shelf)).toEqual({ 'a.dts': { text: long('x') } });
});
