/** Texts that the worker has open beside the editor, one for all that show something of a text: the form, and the bar above it. */
import type { Diagnostics } from '../../../devicetree/language/diagnostics.ts';
import { difference } from '../../editor/difference.ts';
import type { Source } from '../kept-sources.ts';
import type { DeviceTreeClient } from '../worker/client.ts';
import type { OpenDocument } from '../worker/open-document.ts';

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
  private text: string;
  private last: ReadText | undefined;

  constructor(client: DeviceTreeClient, file: string, text: string, board: string | undefined) {
    this.text = text;
    this.document = client.open({ file, text, board }, ({ findings }) => {
      this.last = { document: this.document, text: this.text, findings };
      for (const hear of this.hearing) hear(this.last);
    });
  }

  join(hear: Hear): void {
    this.hearing.add(hear);
    if (this.last !== undefined) hear(this.last);
  }

  /** Each who shows it says so; the first is heard. */
  change({ text, typed }: Pick<Source, 'text' | 'typed'>): void {
    if (text === this.text) return;
    // To compare two long texts takes as long as drawing a frame.
    const { from, to, put } = typed?.before === this.text ? typed : difference(this.text, text);
    this.text = text;
    this.last = undefined;
    this.document.edit([{ start: from, end: to, text: put }]);
  }
}

export interface JoinedText extends Disposable {
  readonly shared: SharedText;
}

export class SharedTexts {
  private readonly client: DeviceTreeClient;
  private readonly texts = new Map<string, SharedText>();

  constructor(client: DeviceTreeClient) {
    this.client = client;
  }

  /** `hear`: each time that the worker has read it; at once where it has. The last who leaves closes it. */
  join(file: string, source: Pick<Source, 'text' | 'typed'>, board: string | undefined, hear: Hear): JoinedText {
    const key = `${board ?? ''}\n${file}`;
    const shared = this.texts.get(key) ?? new SharedText(this.client, file, source.text, board);
    this.texts.set(key, shared);
    shared.change(source);
    shared.join(hear);
    return {
      shared,
      [Symbol.dispose]: () => {
        shared.hearing.delete(hear);
        if (shared.hearing.size > 0) return;
        this.texts.delete(key);
        shared.document[Symbol.dispose]();
      },
    };
  }
}
