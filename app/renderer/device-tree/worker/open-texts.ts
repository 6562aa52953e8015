/** The documents that the worker has open: their texts, what these include, and what was read of them. */
import { documentOf, type LanguageBoard, type LanguageDocument } from '../../../devicetree/language/document.ts';
import { applyTextEdits } from '../../../devicetree/mend.ts';
import { OpenSource } from '../../../devicetree/source/open-source.ts';
import { readSource } from '../../../devicetree/source/read-source.ts';
import type { ReadBytes, ReadInclude, SourceTree } from '../../../devicetree/source-tree.ts';
import type { Change, FileWanted, FoundFile, OpenInput } from './protocol.ts';

interface OpenText extends OpenInput {
  text: string;
  version: number;
  board: string | undefined;
  runTime: boolean | undefined;
  /** What was found for each name that brings a file in, `waiting` until that is known. */
  readonly included: Map<string, FoundFile | 'waiting' | undefined>;
  document: LanguageDocument | undefined;
  /** Its reading, of which the next one takes over what still stands; undefined before the first. */
  reading: OpenSource | undefined;
}

/** How a text finds the files that it brings in. */
export interface FilesOfText {
  readonly include: ReadInclude;
  readonly readBytes: ReadBytes;
}

const noFiles: FilesOfText = { include: () => undefined, readBytes: () => undefined };

export class OpenTexts {
  private readonly texts = new Map<number, OpenText>();
  /** A file is wanted that nobody has given yet. */
  private readonly want: (wanted: FileWanted, found: (file: FoundFile | undefined) => void) => void;
  private readonly boardOf: (name: string | undefined) => LanguageBoard;
  /** What was read of a document does not hold any more. */
  private readonly changed: (document: number) => void;

  constructor({
    want,
    boardOf,
    changed,
  }: {
    want: OpenTexts['want'];
    boardOf: OpenTexts['boardOf'];
    changed: OpenTexts['changed'];
  }) {
    this.want = want;
    this.boardOf = boardOf;
    this.changed = changed;
  }

  open(id: number, version: number, { file, text, board, runTime }: OpenInput): void {
    this.texts.set(id, {
      file,
      text,
      version,
      board,
      runTime,
      included: new Map(),
      document: undefined,
      reading: undefined,
    });
    this.changed(id);
    this.changeIncluders(file, id);
  }

  edit(id: number, version: number, changes: readonly Change[]): void {
    const text = this.texts.get(id);
    if (text === undefined) return;
    const { file } = text;
    text.text = applyTextEdits(
      text.text,
      changes.map((change) => ({ file, ...change })),
    );
    text.version = version;
    this.forget(id, text);
    this.changeIncluders(file, id);
  }

  use(id: number, board: string | undefined, runTime: boolean | undefined): void {
    const text = this.texts.get(id);
    if (text === undefined) return;
    text.board = board;
    text.runTime = runTime;
    this.forget(id, text);
  }

  close(id: number): void {
    const file = this.texts.get(id)?.file;
    this.texts.delete(id);
    if (file !== undefined) this.changeIncluders(file, id);
  }

  versionOf(id: number): number | undefined {
    return this.texts.get(id)?.version;
  }

  /** Files that nobody has answered for yet: what is wrong with the text is not known. */
  isWaiting(id: number): boolean {
    const included = this.texts.get(id)?.included;
    return included !== undefined && [...included.values()].includes('waiting');
  }

  /** The text that is open by that name. */
  openAs(file: string): number | undefined {
    return [...this.texts].find(([, text]) => text.file === file)?.[0];
  }

  filesOf(id: number | undefined): FilesOfText {
    const text = id === undefined ? undefined : this.texts.get(id);
    return id === undefined || text === undefined ? noFiles : this.filesFor(id, text);
  }

  /** Read anew where something has changed since. */
  documentOf(id: number): LanguageDocument | undefined {
    const text = this.texts.get(id);
    if (text === undefined) return undefined;
    if (text.document === undefined) {
      const { file } = text;
      const { include, readBytes } = this.filesFor(id, text);
      const source = text.reading?.setText(file, text.text);
      text.reading ??= new OpenSource(file, text.text, include, { readBytes });
      // Of texts that are tried: the one that is open has a reading that goes on.
      const read = (name: string, tried: string, by: ReadInclude): SourceTree =>
        readSource(name, tried, by, { readBytes });
      const { facts, base } = this.boardOf(text.board);
      const board = { facts, base, runTime: text.runTime };
      text.document = documentOf({ file, source: source ?? text.reading.source, include, read, board });
    }
    return text.document;
  }

  fileChanged(file: string): void {
    for (const [id, text] of this.texts) {
      let isPart = false;
      for (const [key, found] of text.included) {
        // What was not there may be this file.
        if (found === 'waiting' || (found !== undefined && found.file !== file)) continue;
        text.included.delete(key);
        isPart = true;
      }
      if (isPart) this.forget(id, text);
    }
  }

  boardChanged(name: string): void {
    for (const [id, text] of this.texts) if (text.board === name) this.forget(id, text);
  }

  private forget(id: number, text: OpenText): void {
    text.document = undefined;
    this.changed(id);
  }

  /** Others that include a file which is open here are read with the text that it has here. */
  private changeIncluders(file: string, but: number): void {
    for (const [id, text] of this.texts) {
      if (id === but) continue;
      const includes = [...text.included.values()].some((found) => typeof found === 'object' && found.file === file);
      if (includes) this.forget(id, text);
    }
  }

  private filesFor(id: number, text: OpenText): FilesOfText {
    return {
      include: (name, { file, angled }) => {
        const found = this.found(id, text, { name, from: file, by: angled ? 'angles' : 'quotes' });
        if (found === undefined || !('text' in found)) return undefined;
        const open = [...this.texts.values()].find((each) => each !== text && each.file === found.file);
        return open === undefined ? found : { file: found.file, text: open.text };
      },
      readBytes: (name, { file }) => {
        const found = this.found(id, text, { name, from: file, by: 'incbin' });
        return found !== undefined && 'bytes' in found ? found.bytes : undefined;
      },
    };
  }

  /** Asked for once; the text is read again when it has come. */
  private found(id: number, text: OpenText, wanted: FileWanted): FoundFile | undefined {
    const key = `${wanted.by} ${wanted.name}\n${wanted.from}`;
    if (!text.included.has(key)) {
      text.included.set(key, 'waiting');
      this.want(wanted, (found) => {
        // A document that was closed meanwhile, or opened anew, has no use for it.
        if (this.texts.get(id) !== text || text.included.get(key) !== 'waiting') return;
        text.included.set(key, found);
        this.forget(id, text);
      });
    }
    const found = text.included.get(key);
    return found === 'waiting' ? undefined : found;
  }
}
