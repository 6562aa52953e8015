/**
 * The page's side of the device-tree worker. Documents are told to it edit by edit; what it says of an older text is dropped. A
 * worker that dies, or says nothing while something is asked of it, is started again and told everything anew.
 */
import { type Problem, ProblemError, problem } from '../../../../remote-helper/rpc/problem.ts';
import type { Diagnostics } from '../../../devicetree/language/diagnostics.ts';
import type { QuestionName, Questions } from '../../../devicetree/language/questions.ts';
import { OpenDocument } from './open-document.ts';
import type {
  BoardInput,
  DocumentQuestion,
  FileWanted,
  FoundFile,
  FromWorker,
  OpenInput,
  ToWorker,
  TreeAnswerOf,
  TreeQuestion,
  TreeQuestionName,
  TreeQuestions,
} from './protocol.ts';

/** What of a Worker is used; `end` is `terminate`. */
export interface WorkerPort {
  send(message: ToWorker): void;
  end(): void;
}

export interface ClientOptions {
  /** Starts a worker. `died`: it cannot be loaded, or has ended by an error. */
  start(heard: (message: FromWorker) => void, died: () => void): WorkerPort;
  /** Gives a file that a text brings in; undefined when it is nowhere. */
  readFile(wanted: FileWanted): Promise<FoundFile | undefined>;
}

interface Asked {
  readonly message: Extract<ToWorker, { kind: 'ask' | 'ask-trees' }>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (thrown: unknown) => void;
}

/** Of the slowest question of the largest tree with room to spare; from then on it is taken for dead. */
const silentMs = 20_000;
/** Deaths without a word in between, after which nothing is tried until something new is asked. */
const mostDeaths = 3;

export class DeviceTreeClient implements Disposable {
  private readonly options: ClientOptions;
  private port: WorkerPort | undefined;
  private readonly boards = new Map<string, BoardInput>();
  private readonly documents = new Map<number, OpenDocument>();
  private readonly asked = new Map<number, Asked>();
  /** Files that the worker asked for and waits for: meanwhile its silence is none. */
  private readonly finding = new Set<number>();
  private ids = 0;
  private deaths = 0;
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ClientOptions) {
    this.options = options;
  }

  /** `tell`: what is wrong with it, told anew after each edit, and after each change of what it includes or of the board. */
  open(input: OpenInput, tell: (diagnostics: Diagnostics) => void): OpenDocument {
    this.ids += 1;
    const document = new OpenDocument(this.ids, input, tell, {
      send: (message) => this.send(message),
      ask: (id, version, question, signal) => this.askDocument(id, version, question, signal),
      closed: (id) => {
        this.documents.delete(id);
        this.port?.send({ kind: 'close', document: id });
      },
    });
    this.documents.set(document.id, document);
    this.send(document.opening());
    return document;
  }

  /** Facts of a board, or undefined when it is gone. Documents name it by the same name. */
  setBoard(name: string, board: BoardInput | undefined): void {
    if (board === undefined) this.boards.delete(name);
    else this.boards.set(name, board);
    // A worker that is not there yet is told when it starts.
    this.port?.send({ kind: 'board', name, board });
  }

  /** A file was saved, here or by another program: texts that include it are read anew. */
  fileChanged(file: string): void {
    this.port?.send({ kind: 'file-changed', file });
  }

  /** Throws the Problem that it is refused with; the signal's reason when that fires first. */
  async askTrees<Name extends TreeQuestionName>(
    name: Name,
    input: TreeQuestions[Name]['input'],
    signal?: AbortSignal,
  ): Promise<TreeAnswerOf<Name>> {
    const question = { name, input } as TreeQuestion;
    return (await this.ask((id) => ({ kind: 'ask-trees', id, question }), signal)) as TreeAnswerOf<Name>;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.silence);
    this.port?.end();
    this.port = undefined;
    this.documents.clear();
    for (const { reject } of this.asked.values()) reject(died());
    this.asked.clear();
  }

  private async askDocument<Name extends QuestionName>(
    document: number,
    version: number,
    question: { readonly name: Name; readonly input: Questions[Name]['input'] },
    signal: AbortSignal | undefined,
  ): Promise<Questions[Name]['answer'] | undefined> {
    const said = question as DocumentQuestion;
    const answered = await this.ask((id) => ({ kind: 'ask', id, document, version, question: said }), signal);
    return answered as Questions[Name]['answer'] | undefined;
  }

  private async ask(message: (id: number) => Asked['message'], signal: AbortSignal | undefined): Promise<unknown> {
    signal?.throwIfAborted();
    this.ids += 1;
    const id = this.ids;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const stop = () => {
      this.asked.delete(id);
      this.port?.send({ kind: 'cancel', id });
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
    const asked = { message: message(id), resolve, reject };
    this.send(asked.message);
    this.asked.set(id, asked);
    this.watch();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  private send(message: ToWorker): void {
    if (this.port === undefined) {
      this.start();
      // What is open is told by the start, and this among it.
      if (message.kind === 'open' || message.kind === 'edit' || message.kind === 'use') return;
    }
    this.port?.send(message);
  }

  /** Starts a worker and tells it all that is known. */
  private start(): void {
    let isOver = false;
    const port = this.options.start(
      (message) => !isOver && this.hear(message),
      () => {
        if (isOver) return;
        isOver = true;
        this.lost(port);
      },
    );
    this.port = port;
    this.finding.clear();
    for (const [name, board] of this.boards) port.send({ kind: 'board', name, board });
    for (const document of this.documents.values()) port.send(document.opening());
    for (const { message } of this.asked.values()) port.send(message);
    this.watch();
  }

  private lost(port: WorkerPort | undefined): void {
    if (port !== this.port) return;
    port?.end();
    this.port = undefined;
    this.deaths += 1;
    if (this.deaths < mostDeaths) {
      if (this.documents.size > 0 || this.asked.size > 0) this.start();
      return;
    }
    this.deaths = 0;
    clearTimeout(this.silence);
    const failure = died();
    for (const { reject } of this.asked.values()) reject(failure);
    this.asked.clear();
    for (const document of this.documents.values()) document.failed(failure.problem);
  }

  private watch(): void {
    clearTimeout(this.silence);
    if (this.asked.size === 0 || this.finding.size > 0) return;
    this.silence = setTimeout(() => this.lost(this.port), silentMs);
  }

  private hear(message: FromWorker): void {
    this.deaths = 0;
    switch (message.kind) {
      case 'diagnostics':
        this.documents.get(message.document)?.told(message.version, message.diagnostics);
        break;
      case 'want':
        void this.find(message.id, message);
        break;
      case 'answer':
        this.settle(message.id, ({ resolve }) => resolve(message.answer));
        break;
      case 'stale':
        this.settle(message.id, ({ resolve }) => resolve(undefined));
        break;
      case 'refused':
        this.settle(message.id, ({ reject }) => reject(new ProblemError(message.problem)));
        break;
    }
    this.watch();
  }

  private settle(id: number, settle: (asked: Asked) => void): void {
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (asked !== undefined) settle(asked);
  }

  private async find(id: number, wanted: FileWanted): Promise<void> {
    const { port } = this;
    this.finding.add(id);
    let found: FoundFile | undefined;
    try {
      found = await this.options.readFile(wanted);
    } catch {
      // As a file that is not there: the finding at its place says so.
    }
    if (port === undefined || port !== this.port) return;
    this.finding.delete(id);
    port.send({ kind: 'found', id, found });
    this.watch();
  }
}

function died(): ProblemError {
  const about: Pick<Problem, 'hint'> = { hint: 'The next change of the text tries it again.' };
  return problem(
    'device-tree.worker-died',
    'The part of the window that reads device trees has ended, several times in a row.',
    about,
  );
}
