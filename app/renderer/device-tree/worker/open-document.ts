/** A text that the worker has open, as the page has it: edited here and there alike. */
import type { Problem } from '../../../../remote-helper/rpc/problem.ts';
import type { Diagnostics } from '../../../devicetree/language/diagnostics.ts';
import type { QuestionName, Questions } from '../../../devicetree/language/questions.ts';
import { inOrder } from '../../../devicetree/mend.ts';
import { PiecedText } from '../../editor/pieced-text.ts';
import type { Change, OpenInput, ToWorker } from './protocol.ts';

/** What a document does by its client. */
interface Channel {
  send(message: Extract<ToWorker, { kind: 'open' | 'edit' | 'use' }>): void;
  ask<Name extends QuestionName>(
    document: number,
    version: number,
    question: { readonly name: Name; readonly input: Questions[Name]['input'] },
    signal: AbortSignal | undefined,
  ): Promise<Questions[Name]['answer'] | undefined>;
  closed(document: number): void;
}

export class OpenDocument implements Disposable {
  readonly id: number;
  readonly file: string;
  /** Goes up with each edit. */
  version = 1;
  private readonly tell: (diagnostics: Diagnostics) => void;
  private readonly channel: Channel;
  private readonly text: PiecedText;
  private board: string | undefined;
  private runTime: boolean | undefined;

  constructor(id: number, { file, text, board, runTime }: OpenInput, tell: OpenDocument['tell'], channel: Channel) {
    this.id = id;
    this.file = file;
    this.text = new PiecedText(text);
    this.board = board;
    this.runTime = runTime;
    this.tell = tell;
    this.channel = channel;
  }

  /** Changes of one edit are all of the text before it, and do not overlap. */
  edit(changes: readonly Change[]): void {
    // The last one first: where the others stand does not change by it.
    for (const { start, end, text } of inOrder(changes).reverse()) this.text.replace(start, end, text);
    this.version += 1;
    this.channel.send({ kind: 'edit', document: this.id, version: this.version, changes });
  }

  /** Which board it is judged by, and how an overlay comes to it. */
  use(board: string | undefined, runTime?: boolean): void {
    this.board = board;
    this.runTime = runTime;
    this.channel.send({ kind: 'use', document: this.id, board, runTime });
  }

  /** Undefined: the text is another one by now. Throws the signal's reason, and Problems. */
  async ask<Name extends QuestionName>(
    name: Name,
    input: Questions[Name]['input'],
    signal?: AbortSignal,
  ): Promise<Questions[Name]['answer'] | undefined> {
    const asked = this.version;
    const answer = await this.channel.ask(this.id, asked, { name, input }, signal);
    return asked === this.version ? answer : undefined;
  }

  [Symbol.dispose](): void {
    this.channel.closed(this.id);
  }

  /** How it is told to a worker that does not know it. */
  opening(): Extract<ToWorker, { kind: 'open' }> {
    const { id, version, file, board, runTime } = this;
    return { kind: 'open', document: id, version, file, text: this.text.toString(), board, runTime };
  }

  told(version: number, diagnostics: Diagnostics): void {
    if (version === this.version) this.tell(diagnostics);
  }

  failed({ id, message, hint }: Problem): void {
    const finding = { id, severity: 'warning', message, why: 'Nothing is said of this text meanwhile.', hint } as const;
    this.tell({ findings: [finding], more: 0, notRun: [] });
  }
}
