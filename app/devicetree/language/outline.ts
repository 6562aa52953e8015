/** The nodes of a file as a list that is read from above: for an outline, and for going to one by its name. */
import type { LanguageDocument } from './document.ts';
import { type LineAt, linesOf } from './lines.ts';

export interface OutlineEntry {
  /** `serial@9000000`, `&uart0` or `/`. */
  readonly name: string;
  readonly labels: readonly string[];
  /** On the board, where that is known. */
  readonly path: string | undefined;
  /** Nodes of this file around it. */
  readonly depth: number;
  /** Lines and columns: a page that is given thousands has no time to look each of them up. */
  readonly start: LineAt;
  readonly end: LineAt;
  readonly nameStart: LineAt;
  readonly nameEnd: LineAt;
}

/** In the order of the text, each behind the one that it stands in. */
export function outlineOf(document: LanguageDocument, file: string): OutlineEntry[] {
  const text = document.textOf(file);
  const lineAt = linesOf(text);
  const judged = document.judged();
  const ends: number[] = [];
  return document.source.nodes
    .filter(({ name, whole }) => name.file === file && whole.file === file)
    .toSorted((a, b) => a.whole.start - b.whole.start || b.whole.end - a.whole.end)
    .map(({ path, labels, name, whole }) => {
      const end = Math.max(whole.end, name.end);
      while ((ends.at(-1) ?? Number.POSITIVE_INFINITY) <= name.start) ends.pop();
      const depth = ends.length;
      ends.push(end);
      return {
        name: text.slice(name.start, name.end),
        labels: labels.map((label) => label.name),
        path: judged.byPath.get(path)?.becomes,
        depth,
        start: lineAt(whole.start),
        end: lineAt(end),
        nameStart: lineAt(name.start),
        nameEnd: lineAt(name.end),
      };
    });
}
