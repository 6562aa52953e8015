/** Passwords and passphrases: in this process's memory only, never in a file, a log or an argument list. */

export type SecretKind = 'password' | 'passphrase' | 'sudo';

export interface SecretRequest {
  readonly board: string;
  readonly kind: SecretKind;
}

/** Where a connection gets secrets from. */
export interface SecretSource {
  /** Undefined when there is none: the work then fails with `…-wanted`, and can be repeated with one. */
  get(request: SecretRequest): Promise<string | undefined>;
  /** The secret turned out to be wrong: do not offer it again. */
  refused(request: SecretRequest): void;
}

/** Secrets that the user has given, by board and kind. */
export class Secrets implements SecretSource {
  readonly #secrets = new Map<string, string>();

  set(request: SecretRequest, secret: string): void {
    this.#secrets.set(keyOf(request), secret);
  }

  async get(request: SecretRequest): Promise<string | undefined> {
    return this.#secrets.get(keyOf(request));
  }

  refused(request: SecretRequest): void {
    this.#secrets.delete(keyOf(request));
  }

  /** Forgets all secrets of a board. */
  forget(board: string): void {
    for (const kind of ['password', 'passphrase', 'sudo'] as const) this.#secrets.delete(keyOf({ board, kind }));
  }
}

const keyOf = (request: SecretRequest): string => `${request.kind} ${request.board}`;
