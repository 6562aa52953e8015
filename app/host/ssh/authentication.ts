/**
 * Who we are to a machine: asks the server what it takes, then offers keys, those of the agent, the password and answers, one
 * after another, and keeps a record of what was tried so that a refusal can be explained.
 */
import type { AnyAuthMethod, ParsedKey } from 'ssh2';
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Question } from '../../contract/board.ts';
import type { SecretRequest } from '../boards/secret-request.ts';
import type { SecretSource } from '../boards/secrets.ts';
import type { AgentKey } from './agent.ts';
import type { Destination } from './destination.ts';
import { type Identity, openIdentity } from './identity.ts';
import { answerPatienceMs, answersTo, asksForPassword } from './interactive.ts';

export interface Authentication {
  /** ssh2's authHandler: `offered` is what the server still takes, null before the first answer. */
  next(offered: readonly string[] | null): Promise<AnyAuthMethod | false>;
  /** Why nobody was let in; the reason to report when the handler returned false. */
  refusal(): ProblemError;
  /** What was offered to the server so far, in words. */
  readonly tried: readonly string[];
}

export interface AuthenticationParts {
  readonly to: Destination;
  /** The board's name in the list, under which secrets are kept. */
  readonly board: string;
  /** The jump host's name; undefined: it is the board itself. */
  readonly hop: string | undefined;
  readonly identities: readonly Identity[];
  /** Those to be tried, in order; an error: why the agent does not say. */
  readonly agentKeys: readonly AgentKey[] | Error;
  readonly secrets: SecretSource;
  /** Milliseconds for a person's answer; undefined: two minutes. */
  readonly answerPatienceMs: number | undefined;
}

/** What an attempt lets authentication do to it. */
export interface Attempt {
  /** The server waits for us: its silence means nothing until what is returned is disposed. */
  pause(): Disposable;
  /** As `pause`, and the question is shown meanwhile. */
  ask(question: Question): Disposable;
  fail(reason: unknown): void;
}

type Method = 'publickey' | 'password' | 'keyboard-interactive';

/** One way in, tried at most once. `undefined`: this way is not open to us. */
interface Way {
  readonly method: Method;
  offer(): Promise<AnyAuthMethod | undefined>;
}

const stage = 'authenticate';

class Authenticating implements Authentication {
  readonly tried: string[] = [];
  readonly #parts: AuthenticationParts;
  readonly #attempt: Attempt;
  readonly #ways: Way[];
  readonly #notTried: string[] = [];
  #offered: readonly string[] = [];
  #wanted: ProblemError | undefined;
  #passwordOffered = false;

  constructor(parts: AuthenticationParts, attempt: Attempt) {
    this.#parts = parts;
    this.#attempt = attempt;
    const { without } = parts.to;
    this.#ways = [...this.#keys(), ...this.#passwords()].filter(({ method }) => !without.has(method));
    if (parts.agentKeys instanceof Error) {
      this.#notTried.push(`the agent ${parts.to.agent} (${parts.agentKeys.message})`);
    }
  }

  async next(offered: readonly string[] | null): Promise<AnyAuthMethod | false> {
    // The first request names no method: the server's refusal lists what it takes, and a board without a password lets us in.
    if (offered === null) return { type: 'none', username: this.#parts.to.user };
    this.#offered = offered;
    for (let way = this.#ways.shift(); way !== undefined; way = this.#ways.shift()) {
      if (!offered.includes(way.method)) continue;
      if (way.method === 'publickey' && this.#wanted !== undefined) continue;
      const method = await way.offer();
      if (method !== undefined) return method;
      if (this.#wanted !== undefined) return false;
    }
    return false;
  }

  refusal(): ProblemError {
    if (this.#wanted !== undefined) return this.#wanted;
    const { to, secrets } = this.#parts;
    if (this.#passwordOffered) secrets.refused({ ...this.#whose, kind: 'password' });
    const list = (words: readonly string[]) => (words.length === 0 ? 'nothing' : words.join(', '));
    const left = this.#notTried.length === 0 ? '' : ` Not tried: ${list(this.#notTried)}.`;
    return problem(
      'ssh.authentication-refused',
      `${to.name} does not let ${to.user} in: tried ${list(this.tried)}; the server takes ${list(this.#offered)}.${left}`,
      {
        hint: this.#passwordOffered
          ? 'Check user name and password.'
          : 'Check the user name; put your public key into the user’s ~/.ssh/authorized_keys on the board (ssh-copy-id).',
        data: { stage, user: to.user, tried: this.tried, notTried: this.#notTried, offered: [...this.#offered] },
      },
    );
  }

  get #whose(): { board: string; hop?: string } {
    const { board, hop } = this.#parts;
    return { board, ...(hop !== undefined && { hop }) };
  }

  *#keys(): Generator<Way> {
    const { identities, agentKeys, to } = this.#parts;
    const method = 'publickey';
    for (const identity of identities) {
      if (identity.state === 'open') yield { method, offer: async () => this.#key(identity.key, identity.file) };
    }
    for (const { key, signer } of agentKeys instanceof Error ? [] : agentKeys) {
      yield {
        method,
        offer: async () => {
          this.tried.push(`key ${key.comment || 'without a name'} of the agent (${key.type})`);
          return { type: 'agent', username: to.user, agent: signer(() => this.#attempt.pause()) };
        },
      };
    }
    for (const identity of identities) {
      if (identity.state === 'encrypted') yield { method, offer: () => this.#encrypted(identity) };
    }
  }

  #key(key: ParsedKey, file: string): AnyAuthMethod {
    this.tried.push(`key ${file} (${key.type})`);
    return { type: 'publickey', username: this.#parts.to.user, key };
  }

  async #encrypted(identity: Identity & { state: 'encrypted' }): Promise<AnyAuthMethod | undefined> {
    const { secrets } = this.#parts;
    const request: SecretRequest = { ...this.#whose, kind: 'passphrase' };
    const passphrase = await this.#secret(request);
    const opened = passphrase === undefined ? undefined : openIdentity(identity, passphrase);
    if (opened !== undefined) return this.#key(opened, identity.file);
    this.#notTried.push(`key ${identity.file} (encrypted)`);
    const wrong = passphrase !== undefined;
    // A usual file that happens to be encrypted is not worth a question while a password may still do.
    if (!identity.required && !wrong) return undefined;
    if (wrong) secrets.refused(request);
    this.#wanted ??= problem(
      'ssh.passphrase-wanted',
      `The key ${identity.file} is encrypted${wrong ? ', and the passphrase given does not open it' : ''}.`,
      {
        hint: 'Give its passphrase, or add the key to your agent (ssh-add).',
        data: { stage, ...this.#whose, file: identity.file, wrong },
      },
    );
    return undefined;
  }

  *#passwords(): Generator<Way> {
    const { user: username } = this.#parts.to;
    yield {
      method: 'password',
      offer: async () => {
        const secret = await this.#password();
        if (secret === undefined) return undefined;
        this.tried.push('password');
        return { type: 'password', username, password: secret };
      },
    };
    yield {
      method: 'keyboard-interactive',
      offer: async () => ({
        type: 'keyboard-interactive',
        username,
        prompt: (name, instructions, _language, prompts, finish) => {
          this.#answers({ name, instructions, prompts }).then(
            (answers) => finish([...answers]),
            (reason) => this.#attempt.fail(reason),
          );
        },
      }),
    };
  }

  async #answers(round: Parameters<typeof answersTo>[0]): Promise<readonly string[]> {
    const { secrets, hop, to } = this.#parts;
    const answers = await answersTo(round, {
      secrets,
      hop,
      patienceMs: this.#parts.answerPatienceMs ?? answerPatienceMs,
      who: `${to.user}@${to.name}`,
      password: () => this.#password(),
      waitFor: (question) => this.#attempt.ask(question),
    });
    if (answers === undefined) throw this.refusal();
    const what = asksForPassword(round.prompts) ? 'password' : 'answers';
    this.tried.push(`${what} (keyboard-interactive)`);
    return answers;
  }

  /** The system's store of secrets may ask its user to open it. */
  async #secret(request: SecretRequest): Promise<string | undefined> {
    using _waiting = this.#attempt.pause();
    return await this.#parts.secrets.get(request);
  }

  async #password(): Promise<string | undefined> {
    const { to } = this.#parts;
    const found = await this.#secret({ ...this.#whose, kind: 'password' });
    if (found !== undefined) {
      this.#passwordOffered = true;
      return found;
    }
    this.#wanted ??= problem('ssh.password-wanted', `${to.user}@${to.name} wants a password.`, {
      hint: 'Give the password, or set up a key for the board (ssh-copy-id).',
      data: { stage, ...this.#whose, tried: this.tried, offered: this.#offered, notTried: this.#notTried },
    });
    return undefined;
  }
}

export function authentication(parts: AuthenticationParts, attempt: Attempt): Authentication {
  return new Authenticating(parts, attempt);
}
