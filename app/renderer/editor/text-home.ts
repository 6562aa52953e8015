/** Where a text lives that an editor shows. Apart from the editor, so that panels do not load it. */

/** What is typed is told here and nowhere else: who shows something of the text listens to the part that it shows. */
export interface TextHome {
  /** Undefined: it is gone. */
  read(): string | undefined;
  put(text: string): void;
  /** `changed` is called within each change, of `put` too. Answers how to stop that. */
  subscribe(changed: () => void): () => void;
}
