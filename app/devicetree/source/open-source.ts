/**
 * A text that is open in an editor: after an edit what the edit did not touch is taken over from the reading before. What
 * comes out is what `readSource` gives of the text as it is then.
 */
import type { TextEdit } from '../finding.ts';
import { applyTextEdits } from '../mend.ts';
import type { ReadInclude, SourceTree } from '../source-tree.ts';
import { type Preprocessed, preprocess } from './preprocess/preprocess.ts';
import { type ReadText, readPreprocessed, type SourceOptions } from './read-source.ts';
import { TextBefore, textChange } from './text-before.ts';

export class OpenSource {
  private readonly file: string;
  private readonly include: ReadInclude;
  private readonly options: SourceOptions;
  /** Of files that were edited, whatever `include` gives for them. */
  private readonly texts = new Map<string, string>();
  private expanded: Preprocessed;
  private read: ReadText;

  /** `include` is asked anew at each edit. */
  constructor(file: string, text: string, include: ReadInclude, options: SourceOptions = {}) {
    this.file = file;
    this.include = (name, from) => {
      const found = include(name, from);
      return found && { file: found.file, text: this.texts.get(found.file) ?? found.text };
    };
    this.options = options;
    this.texts.set(file, text);
    this.expanded = preprocess(file, text, this.include);
    this.read = readPreprocessed(this.expanded, options);
  }

  /** As the texts are now. Those that were given before stay as they were; nodes of both trees that say the same are the same. */
  get source(): SourceTree {
    return this.read.source;
  }

  /** Edits of the text and of those that it includes, by the names that places have; those of one file do not overlap. */
  edit(edits: readonly TextEdit[]): SourceTree {
    const edited = [...new Set(edits.map((each) => each.file))].map((file) => {
      const text = this.texts.get(file) ?? this.source.files.get(file);
      if (text === undefined) throw new RangeError(`${file} is none of the files that were read.`);
      const ofFile = edits.filter((each) => each.file === file);
      return [file, applyTextEdits(text, ofFile)] as const;
    });
    for (const [file, text] of edited) this.texts.set(file, text);
    return this.readAgain();
  }

  /** The whole of one text; an included one stands in for what `include` gives. Undefined: that counts again. */
  setText(file: string, text: string | undefined): SourceTree {
    if (text !== undefined) this.texts.set(file, text);
    else if (file !== this.file) this.texts.delete(file);
    return this.readAgain();
  }

  /** To be called when what `include` gives has changed. */
  readAgain(): SourceTree {
    const { expanded: old, read } = this;
    this.expanded = preprocess(this.file, this.texts.get(this.file) ?? '', this.include);
    // Of a text with an include missing less is told.
    const isAlike = old.incomplete === this.expanded.incomplete;
    const text = new TextBefore(isAlike ? read.definitions : [], textChange(old.text, this.expanded.text));
    this.read = readPreprocessed(this.expanded, this.options, { text, added: read.added });
    return this.source;
  }
}
