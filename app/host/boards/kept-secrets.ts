/**
 * Secrets of boards in the system's store. Each is kept under the board's name and what it is a secret for (user, address, key file), so
 * that none is offered to another machine after the list of boards was changed, by whatever program.
 */
import { z } from 'zod';
import { type Board, type SecretPlace, secretKind } from '../../contract/board.ts';
import type { SecretRequest } from './secret-request.ts';

/** The system's store of secrets, as whoever started the host offers it. */
export interface SecretStore {
  available(): Promise<SecretPlace>;
  names(): Promise<readonly string[]>;
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  delete(name: string): Promise<void>;
}

interface KeptSecretsParts {
  /** Absent: nobody offers one. */
  readonly store: SecretStore | undefined;
  /** Why there is none, as a sentence. */
  readonly whyNone: string;
  /** The listed board; undefined when there is none of that name. */
  find(name: string): Promise<Board | undefined>;
}

const nameSchema = z.tuple([z.string(), secretKind, z.string(), z.string()]);

export class KeptSecrets {
  readonly #parts: KeptSecretsParts;
  /** What was refused must not be offered again, nor what is kept next be dropped. */
  #dropping: Promise<void> = Promise.resolve();
  #pruned: Promise<void> | undefined;

  constructor(parts: KeptSecretsParts) {
    this.#parts = parts;
  }

  async place(): Promise<SecretPlace> {
    const { store, whyNone } = this.#parts;
    return (await store?.available()) ?? { kind: 'memory-only', why: whyNone };
  }

  /** A store that does not answer has none. */
  async get(request: SecretRequest): Promise<string | undefined> {
    const { store } = this.#parts;
    if (store === undefined) return undefined;
    await this.#settled();
    const name = await this.#nameOf(request);
    return name === undefined ? undefined : await store.get(name).catch(() => undefined);
  }

  /** Whether it is kept: not for a board that is not listed, nor where there is no store. */
  async keep(request: SecretRequest, secret: string): Promise<boolean> {
    const { store } = this.#parts;
    if (store === undefined || (await store.available()).kind !== 'system') return false;
    await this.#settled();
    const name = await this.#nameOf(request);
    if (name === undefined) return false;
    await store.set(name, secret);
    return true;
  }

  /** Forgets one; it is not waited for, and one that cannot be forgotten now is refused again the next time. */
  drop(request: SecretRequest): void {
    const { store } = this.#parts;
    if (store === undefined) return;
    this.#dropping = this.#dropping
      .then(() => this.#nameOf(request))
      .then((name) => (name === undefined ? undefined : store.delete(name)))
      .catch(() => {});
  }

  /** Of a board, without the secrets. */
  async list(board: string): Promise<Omit<SecretRequest, 'board'>[]> {
    return (await this.#named(board)).map(({ kind, hop }) => ({ kind, ...(hop !== '' && { hop }) }));
  }

  /** Forgets all of a board, whatever machine they were for; answers how many. */
  async forget(board: string): Promise<number> {
    const named = await this.#named(board);
    for (const { name } of named) await this.#parts.store?.delete(name);
    return named.length;
  }

  /** Before the board is listed anew: they are for the same machine, and the board is called otherwise. */
  async rename(board: string, to: string): Promise<void> {
    const { store } = this.#parts;
    for (const { name, kind, hop, target } of await this.#named(board)) {
      const secret = await store?.get(name);
      if (secret !== undefined) await store?.set(JSON.stringify([to, kind, hop, target]), secret);
      await store?.delete(name);
    }
  }

  /** Before each use; before the first one, what no listed board has a use for is forgotten. */
  async #settled(): Promise<void> {
    await this.#dropping;
    // A store that does not answer, or a list that cannot be read, keeps what it has.
    this.#pruned ??= this.#prune().catch(() => {});
    await this.#pruned;
  }

  /** Another program may have changed the list while no store was at hand. */
  async #prune(): Promise<void> {
    const { store } = this.#parts;
    for (const name of (await store?.names()) ?? []) {
      const parsed = parseName(name);
      const board = parsed === undefined ? undefined : await this.#parts.find(parsed[0]);
      if (board === undefined || targetOf(board) !== parsed?.[3]) await store?.delete(name);
    }
  }

  async #named(board: string) {
    await this.#settled();
    const names = (await this.#parts.store?.names()) ?? [];
    return names.flatMap((name) => {
      const parsed = parseName(name);
      if (parsed?.[0] !== board) return [];
      const [, kind, hop, target] = parsed;
      return [{ name, kind, hop, target }];
    });
  }

  async #nameOf({ board: name, kind, hop = '' }: SecretRequest): Promise<string | undefined> {
    const board = await this.#parts.find(name);
    return board === undefined ? undefined : JSON.stringify([name, kind, hop, targetOf(board)]);
  }
}

/** What a board's secrets are for; equal for two boards: the secrets of one are those of the other. */
export function targetOf({ user, host, port, identityFile }: Board): string {
  return JSON.stringify([user ?? '', host.toLowerCase(), port ?? '', identityFile ?? '']);
}

function parseName(name: string): z.output<typeof nameSchema> | undefined {
  try {
    return nameSchema.safeParse(JSON.parse(name)).data;
  } catch {
    return undefined;
  }
}
