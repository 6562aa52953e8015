/**
 * Passwords, passphrases and answers: in this process's memory, never in a file, a log or an argument list. What the user wants
 * remembered is handed to the system's store of secrets, where whoever started this host offers one.
 */
import { randomUUID } from 'node:crypto';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Question } from '../../contract/board.ts';
import type { KeptSecrets } from './kept-secrets.ts';
import type { SecretRequest } from './secret-request.ts';

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

  readonly #kept: KeptSecrets | undefined;

  /** `kept`: those that outlast this process; absent: there are none. */
  constructor(onQuestion?: (question: Question) => void, kept?: KeptSecrets) {
    this.#onQuestion = onQuestion;
    this.#kept = kept;
  }

  set(request: SecretRequest, secret: string): void {
    this.#secrets.set(keyOf(request), { board: request.board, secret });
  }

  /** One that was given to this process, else one that was remembered. */
  async get(request: SecretRequest): Promise<string | undefined> {
    return this.#secrets.get(keyOf(request))?.secret ?? (await this.#kept?.get(request));
  }

  refused(request: SecretRequest): void {
    this.#secrets.delete(keyOf(request));
    this.#kept?.drop(request);
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

  /** Of a board and of its jump hosts, the secrets themselves, remembered ones too: to look for, where none may be. */
  async all(board: string): Promise<string[]> {
    const given = [...this.#secrets.values()].filter((held) => held.board === board).map(({ secret }) => secret);
    const named = (await this.#kept?.list(board)) ?? [];
    const kept = await Promise.all(named.map((each) => this.#kept?.get({ board, ...each })));
    return [...given, ...kept.filter((secret) => secret !== undefined)];
  }

  /** Forgets all secrets of a board and of its jump hosts in this process; answers how many there were. */
  forget(board: string): number {
    const keys = [...this.#secrets].filter(([, held]) => held.board === board).map(([key]) => key);
    for (const key of keys) this.#secrets.delete(key);
    return keys.length;
  }

  /** The board is called otherwise from now on. */
  rename(board: string, to: string): void {
    if (board === to) return;
    for (const [key, held] of this.#secrets) {
      if (held.board !== board) continue;
      const [kind = '', , hop = ''] = key.split('\n');
      this.#secrets.delete(key);
      this.#secrets.set([kind, to, hop].join('\n'), { ...held, board: to });
    }
  }
}

/** Names hold no line breaks. */
const keyOf = ({ board, kind, hop }: SecretRequest): string => [kind, board, hop ?? ''].join('\n');
