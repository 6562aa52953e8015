/** A text with what it includes, read, and the board that it is for: what every question of an editor is asked of. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { type JudgedTree, judgedTree } from '../lint/judged-tree.ts';
import { type SourcePlaces, sourcePlaces } from '../lint/source-places.ts';
import type { NodeOrigin, ReadInclude, SourceTree } from '../source-tree.ts';
import { indexTree, type TreeIndex } from '../tree-index.ts';
import { type Token, tokensKept } from './token.ts';

/** What is known of the board that a text is for. */
export interface LanguageBoard {
  readonly facts?: BoardFacts | undefined;
  /** Its tree: as it was booted, or a file's. */
  readonly base?: TreeIndex | undefined;
  /** Of an overlay: it is put onto the running kernel, or (false) merged before boot. */
  readonly runTime?: boolean | undefined;
}

export interface LanguageDocument {
  /** The text that was opened, as places name it. */
  readonly file: string;
  readonly source: SourceTree;
  readonly board: LanguageBoard;
  /** As the text was read with. */
  readonly include: ReadInclude;
  /** What it would be with other texts in the place of some: for answers that are tried before they are given. */
  readAgain(texts: ReadonlyMap<string, string>): SourceTree;
  textOf(file: string): string;
  tokensOf(file: string): readonly Token[];
  readonly index: () => TreeIndex;
  readonly judged: () => JudgedTree;
  readonly places: () => SourcePlaces;
  /** Nodes of one file by where their names start. */
  readonly nodesByStart: (file: string) => ReadonlyMap<number, NodeOrigin>;
}

export interface DocumentInput {
  readonly file: string;
  readonly source: SourceTree;
  readonly include: ReadInclude;
  /** The reader that gave `source`. */
  read(file: string, text: string, include: ReadInclude): SourceTree;
  readonly board?: LanguageBoard | undefined;
}

export function documentOf({ file, source, include, read, board = {} }: DocumentInput): LanguageDocument {
  const index = once(() => indexTree(source.tree));
  const byStart = new Map<string, Map<number, NodeOrigin>>();
  const textOf = (of: string) => source.files.get(of) ?? '';
  return {
    file,
    source,
    board,
    include,
    readAgain(texts) {
      const changed: ReadInclude = (name, from) => {
        const found = include(name, from);
        const other = found && texts.get(found.file);
        return found === undefined || other === undefined ? found : { ...found, text: other };
      };
      return read(file, texts.get(file) ?? textOf(file), changed);
    },
    textOf,
    tokensOf: (of) => tokensKept(source, textOf(of)),
    index,
    judged: once(() => judgedTree(index(), board.base)),
    places: once(() => sourcePlaces(source)),
    nodesByStart(of) {
      const there = byStart.get(of);
      if (there !== undefined) return there;
      const made = new Map<number, NodeOrigin>();
      for (const each of source.nodes) if (each.name.file === of) made.set(each.name.start, each);
      byStart.set(of, made);
      return made;
    },
  };
}

function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A part of a text that is opened by others alone: what it lacks, and what it refers to, may be theirs. */
export function isPart({ file }: Pick<LanguageDocument, 'file'>): boolean {
  return /\.(?:dtsi|h)$/.test(file);
}
