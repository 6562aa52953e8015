/** Where a text lives that an editor shows. Apart from the editor, so that panels do not load it. */

/** The one change that made a text of the one before it: `put` in place of what is from `from` to `to`. */
export interface TypedChange {
  readonly before: string;
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

/** What is typed is told here and nowhere else: who shows something of the text listens to the part that it shows. */
export interface TextHome {
  /** Undefined: it is gone. */
  read(): string | undefined;
  /** `typed`: how it came to be, where that is known. */
  put(text: string, typed?: TypedChange): void;
  /** `changed` is called within each change, of `put` too. Answers how to stop that. */
  subscribe(changed: () => void): () => void;
}
