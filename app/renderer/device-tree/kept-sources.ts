/**
 * Sources in sessionStorage, which a reload gives back. A megabyte written at once would hold the page for longer than a key may:
 * each text lies there in pieces (kept-text.ts), and an index of them is written behind the pieces that it names.
 */
import { z } from 'zod';
import type { TypedChange } from '../editor/text-home.ts';
import { inPieces, type KeptText, nothingKept } from './kept-text.ts';

export interface Source {
  readonly text: string;
  /** What its file holds, and that file's digest; absent for what has no file, because it was dropped into the page. */
  readonly saved?: { readonly text: string; readonly digest: string };
  /** How the text came to be of the one before, where it was typed; not kept. */
  readonly typed?: TypedChange | undefined;
}

/** By path; by its bare name what has no file. */
export type SourcesByName = Readonly<Record<string, Source>>;

const indexKey = 'uiomem-sources';
const pieceKey = (id: number) => `${indexKey}:${id}`;

const pieces = z.array(z.number().int().positive());
const index = z.object({
  version: z.literal(2),
  sources: z.record(
    z.string(),
    z.object({ text: pieces, saved: z.object({ text: pieces, digest: z.string() }).optional() }),
  ),
});

interface KeptSource {
  readonly text: KeptText;
  readonly saved?: { readonly text: KeptText; readonly digest: string };
}

export class KeptSources {
  private readonly storage: Storage;
  private kept: ReadonlyMap<string, KeptSource> = new Map();
  /** Of all pieces that are there, of a writing that was not gone on with too. */
  private readonly written = new Set<number>();
  private ids = 0;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** Of a text of which something is missing nothing. */
  read(): SourcesByName {
    const { storage } = this;
    for (let at = 0; at < storage.length; at += 1) {
      const id = Number(storage.key(at)?.match(/^uiomem-sources:(\d+)$/)?.[1]);
      if (id > 0) this.written.add(id);
    }
    this.ids = Math.max(0, ...this.written);
    const found = new Map<string, KeptSource>();
    for (const [name, { text: own, saved }] of Object.entries(indexOf(storage.getItem(indexKey)))) {
      const text = this.textOf(own);
      const file = saved && this.textOf(saved.text);
      if (text === undefined || (saved !== undefined && file === undefined)) continue;
      found.set(name, { text, ...(saved && file && { saved: { text: file, digest: saved.digest } }) });
    }
    this.kept = found;
    return Object.fromEntries([...found].map(([name, each]) => [name, sourceOf(each)]));
  }

  /** Keeps these and no others; between two steps something else may go on. Begun anew it does what was not done. */
  *steps(sources: SourcesByName): Generator<void> {
    const next = new Map<string, KeptSource>();
    for (const [name, { text, saved }] of Object.entries(sources)) {
      const before = this.kept.get(name);
      try {
        const own = yield* this.put(before?.text, text);
        const file = saved && (yield* this.put(before?.saved?.text, saved.text));
        next.set(name, { text: own, ...(saved && file && { saved: { text: file, digest: saved.digest } }) });
      } catch {
        // There is room for some megabytes: a text that has none in it is kept while the page lives.
      }
    }
    this.kept = next;
    try {
      this.storage.setItem(indexKey, indexText(next));
    } catch {
      this.kept = new Map();
      this.storage.removeItem(indexKey);
    }
    this.sweep();
    yield;
  }

  private *put(before: KeptText = nothingKept, text: string): Generator<void, KeptText> {
    if (before.text === text) return before;
    const { kept, fresh } = inPieces(before, text, () => {
      this.ids += 1;
      return this.ids;
    });
    for (const piece of fresh) {
      this.storage.setItem(pieceKey(piece.id), piece.text);
      this.written.add(piece.id);
      yield;
    }
    return kept;
  }

  private sweep(): void {
    const named = new Set(
      [...this.kept.values()].flatMap(({ text, saved }) => [...idsOf(text), ...idsOf(saved?.text)]),
    );
    for (const id of this.written) {
      if (named.has(id)) continue;
      this.storage.removeItem(pieceKey(id));
      this.written.delete(id);
    }
  }

  private textOf(ids: readonly number[]): KeptText | undefined {
    const texts = ids.map((id) => this.storage.getItem(pieceKey(id)));
    if (texts.includes(null)) return undefined;
    return { text: texts.join(''), pieces: ids.map((id, at) => ({ id, length: texts[at]?.length ?? 0 })) };
  }
}

const idsOf = (text: KeptText = nothingKept): readonly number[] => text.pieces.map(({ id }) => id);

const sourceOf = ({ text, saved }: KeptSource): Source => ({
  text: text.text,
  ...(saved && { saved: { text: saved.text.text, digest: saved.digest } }),
});

function indexText(kept: ReadonlyMap<string, KeptSource>): string {
  const sources = [...kept].map(([name, { text, saved }]) => [
    name,
    { text: idsOf(text), ...(saved && { saved: { text: idsOf(saved.text), digest: saved.digest } }) },
  ]);
  return JSON.stringify({ version: 2, sources: Object.fromEntries(sources) });
}

/** Nothing of what another version of the program wrote. */
function indexOf(text: string | null): z.output<typeof index>['sources'] {
  try {
    return index.parse(JSON.parse(text ?? '')).sources;
  } catch {
    return {};
  }
}
