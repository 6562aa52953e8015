/** A text that the worker has open beside the editor, one for all that show something of it: the form, and the bar above it. */
import type { Diagnostics } from '../../../devicetree/language/diagnostics.ts';
import { difference } from '../../editor/difference.ts';
import type { OpenDocument } from '../worker/open-document.ts';
import { deviceTrees } from '../worker/page-client.ts';

export interface ReadText {
  readonly document: OpenDocument;
  readonly text: string;
  readonly findings: Diagnostics['findings'];
}

type Hear = (read: ReadText) => void;

class SharedText {
  readonly document: OpenDocument;
  readonly hearing = new Set<Hear>();
  /** As the worker has it. */
  text: string;
  private last: ReadText | undefined;

  constructor(file: string, text: string, board: string | undefined) {
    this.text = text;
    this.document = deviceTrees.open({ file, text, board }, ({ findings }) => {
      this.last = { document: this.document, text: this.text, findings };
      for (const hear of this.hearing) hear(this.last);
    });
  }

  /** `hear`: each time that the worker has read it; at once where it has. */
  join(hear: Hear): void {
    this.hearing.add(hear);
    if (this.last !== undefined) hear(this.last);
  }

  change(text: string): void {
    if (text === this.text) return;
    const { from, to, put } = difference(this.text, text);
    this.text = text;
    this.last = undefined;
    this.document.edit([{ start: from, end: to, text: put }]);
  }
}

const shared = new Map<string, SharedText>();

export interface JoinedText extends Disposable {
  readonly shared: SharedText;
}

export function joinText(file: string, text: string, board: string | undefined, hear: Hear): JoinedText {
  const key = `${board ?? ''}\n${file}`;
  const there = shared.get(key) ?? new SharedText(file, text, board);
  shared.set(key, there);
  there.change(text);
  there.join(hear);
  return {
    shared: there,
    [Symbol.dispose]() {
      there.hearing.delete(hear);
      if (there.hearing.size > 0) return;
      shared.delete(key);
      there.document[Symbol.dispose]();
    },
  };
}
