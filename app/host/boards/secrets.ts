/** Passwords, passphrases and answers: in this process's memory only, never in a file, a log or an argument list. */
import { randomUUID } from 'node:crypto';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Question } from '../../contract/board.ts';

export type SecretKind = 'password' | 'passphrase' | 'sudo';

export interface SecretRequest {
  readonly board: string;
  readonly kind: SecretKind;
  /** The jump host that wants it; absent: the board. */
  readonly hop?: string;
}

/** A question as a server asks it, before it has an id. */
export type Asked = Omit<Question, 'id'>;

/** A question that waits for {@link Secrets.answer}; disposing it ends the waiting. */
export interface PendingQuestion extends Disposable {
  readonly question: Question;
  readonly answers: Promise<readonly string[]>;
}

/** Where a connection gets secrets from. */
export interface SecretSource {
  /** Undefined when there is none: the work then fails with `…-wanted`, and can be repeated with one. */
  get(request: SecretRequest): Promise<string | undefined>;
  /** The secret turned out to be wrong: do not offer it again. */
  refused(request: SecretRequest): void;
  /** Puts a question to whoever follows the connection. Absent: nobody does. */
  ask?(asked: Asked): PendingQuestion;
}

/** Secrets that the user has given, by board, jump host and kind, and the questions that wait for the user. */
export class Secrets implements SecretSource {
  readonly #secrets = new Map<string, { readonly board: string; readonly secret: string }>();
  readonly #onQuestion: ((question: Question) => void) | undefined;
  readonly #waiting = new Map<string, { readonly prompts: number; resolve(answers: readonly string[]): void }>();

  constructor(onQuestion?: (question: Question) => void) {
    this.#onQuestion = onQuestion;
  }

  set(request: SecretRequest, secret: string): void {
    this.#secrets.set(keyOf(request), { board: request.board, secret });
  }

  async get(request: SecretRequest): Promise<string | undefined> {
    return this.#secrets.get(keyOf(request))?.secret;
  }

  refused(request: SecretRequest): void {
    this.#secrets.delete(keyOf(request));
  }

  ask(asked: Asked): PendingQuestion {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    this.#waiting.set(id, { prompts: asked.prompts.length, resolve });
    const question = { id, ...asked };
    this.#onQuestion?.(question);
    return {
      question,
      answers: promise,
      [Symbol.dispose]: () => void this.#waiting.delete(id),
    };
  }

  /** Throws `question.unknown` when nothing waits for it (any more), and `question.answers` when they are not as many as asked. */
  answer(id: string, answers: readonly string[]): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) {
      throw problem('question.unknown', 'Nothing waits for this answer any more.', {
        hint: 'The connection ended or the time for an answer (2 minutes) was over: connect again.',
        data: { question: id },
      });
    }
    if (answers.length !== waiting.prompts) {
      throw problem('question.answers', `${waiting.prompts} answers are wanted, ${answers.length} were given.`, {
        data: { question: id, wanted: waiting.prompts, given: answers.length },
      });
    }
    this.#waiting.delete(id);
    waiting.resolve(answers);
  }

  /** Forgets all secrets of a board and of its jump hosts. */
  forget(board: string): void {
    for (const [key, held] of this.#secrets) if (held.board === board) this.#secrets.delete(key);
  }
}

/** Names hold no line breaks. */
const keyOf = ({ board, kind, hop }: SecretRequest): string => [kind, board, hop ?? ''].join('\n');
