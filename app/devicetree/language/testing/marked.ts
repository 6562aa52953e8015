/** Texts with a caret, written as `|`, as documents of a board. */
import { savedFacts } from '../../../plan/saved-facts.ts';
import { readFdt } from '../../fdt/read-fdt.ts';
import { readSource } from '../../source/read-source.ts';
import type { ReadInclude, SourceTree } from '../../source-tree.ts';
import { indexTree } from '../../tree-index.ts';
import { documentOf, type LanguageBoard, type LanguageDocument } from '../document.ts';

export const file = 'board.dts';

export interface Marked {
  readonly document: LanguageDocument;
  readonly text: string;
  readonly offset: number;
}

export interface MarkedWith {
  readonly file?: string;
  readonly board?: LanguageBoard;
  readonly files?: Readonly<Record<string, string>>;
}

/** The last `|` is the caret; without one it is at the end. */
export function marked(written: string, { file: name = file, board, files = {} }: MarkedWith = {}): Marked {
  const at = written.lastIndexOf('|');
  const offset = at < 0 ? written.length : at;
  const text = at < 0 ? written : written.slice(0, at) + written.slice(at + 1);
  const include: ReadInclude = (wanted) => {
    const found = files[wanted];
    return found === undefined ? undefined : { file: wanted, text: found };
  };
  const read = (of: string, source: string, by: ReadInclude): SourceTree => readSource(of, source, by);
  const document = documentOf({ file: name, source: read(name, text, include), include, read, board });
  return { document, text, offset };
}

/** A board of a text: compiled with symbols, as overlays want it. */
export function boardOf(text: string): LanguageBoard {
  return { base: indexTree(readSource('base.dts', text, () => undefined, { symbols: true }).tree) };
}

/** A board of saved facts, with the tree that it was booted with. */
export function boardOfFacts(json: string, runTime?: boolean): LanguageBoard {
  const facts = savedFacts(json);
  const bytes = facts.fdt === undefined ? undefined : Uint8Array.from(Buffer.from(facts.fdt, 'base64'));
  const tree = bytes === undefined ? undefined : readFdt(bytes).tree;
  return { facts, base: tree && indexTree(tree), runTime };
}
