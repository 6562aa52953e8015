/**
 * Who we are to a board: asks the server what it takes, then offers keys, agent and password in that order, one after
 * another, and keeps a record of what was tried so that a refusal can be explained.
 */
import type { AnyAuthMethod, ParsedKey } from 'ssh2';
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { SecretRequest, SecretSource } from '../boards/secrets.ts';
import type { Destination } from './destination.ts';
import { type Identity, openIdentity } from './identity.ts';
import type { StageWatch } from './stage-watch.ts';

export interface Authentication extends Disposable {
  /** ssh2's authHandler: `offered` is what the server still takes, null before the first answer. */
  next(offered: readonly string[] | null, partial: boolean | null): Promise<AnyAuthMethod | false>;
  /** Why nobody was let in; the reason to report when the handler returned false. */
  refusal(): ProblemError;
  /** What was offered to the server so far, in words. */
  readonly tried: readonly string[];
}

/** One way in, tried at most once. `undefined`: this way is not open to us. */
interface Way {
  readonly method: 'publickey' | 'password' | 'keyboard-interactive';
  offer(): Promise<AnyAuthMethod | undefined>;
}

export interface AuthenticationParts {
  readonly to: Destination;
  /** The board's name in the list, under which secrets are kept. */
  readonly board: string;
  /** The jump host's name; undefined: it is the board itself. */
  readonly hop: string | undefined;
  readonly identities: readonly Identity[];
  readonly secrets: SecretSource;
}

export function authentication(parts: AuthenticationParts, _watch: StageWatch): Authentication {
  const { to, board, hop, identities, secrets } = parts;
  const username = to.user;
  const whose = { board, ...(hop !== undefined && { hop }) };
  const tried: string[] = [];
  const notTried: string[] = [];
  let offeredLast: readonly string[] = [];
  let wanted: ProblemError | undefined;
  let passwordOffered = false;
  const stage = 'authenticate';

  const key = (parsed: ParsedKey, file: string): AnyAuthMethod => {
    tried.push(`key ${file} (${parsed.type})`);
    return { type: 'publickey', username, key: parsed };
  };

  const ways: Way[] = [];
  for (const identity of identities) {
    if (identity.state === 'open') {
      ways.push({ method: 'publickey', offer: async () => key(identity.key, identity.file) });
    }
  }
  const { agent } = to;
  if (agent !== undefined) {
    ways.push({
      method: 'publickey',
      offer: async () => {
        tried.push('keys of the agent');
        return { type: 'agent', username, agent };
      },
    });
  }
  for (const identity of identities) {
    if (identity.state === 'open') continue;
    ways.push({
      method: 'publickey',
      offer: async () => {
        const request: SecretRequest = { ...whose, kind: 'passphrase' };
        const passphrase = await secrets.get(request);
        const parsed = passphrase === undefined ? undefined : openIdentity(identity, passphrase);
        if (parsed !== undefined) return key(parsed, identity.file);
        notTried.push(`key ${identity.file} (encrypted)`);
        const wrong = passphrase !== undefined;
        // A usual file that happens to be encrypted is not worth a question while a password may still do.
        if (!identity.required && !wrong) return undefined;
        if (wrong) secrets.refused(request);
        wanted ??= problem(
          'ssh.passphrase-wanted',
          `The key ${identity.file} is encrypted${wrong ? ', and the passphrase given does not open it' : ''}.`,
          {
            hint: 'Give its passphrase, or add the key to your agent (ssh-add).',
            data: { stage, ...whose, file: identity.file, wrong },
          },
        );
        return undefined;
      },
    });
  }

  const password = async (): Promise<string | undefined> => {
    const found = await secrets.get({ ...whose, kind: 'password' });
    if (found === undefined) {
      wanted ??= problem('ssh.password-wanted', `${username}@${to.name} wants a password.`, {
        hint: 'Give the password, or set up a key for the board (ssh-copy-id).',
        data: { stage, ...whose, tried, offered: offeredLast },
      });
      return undefined;
    }
    passwordOffered = true;
    return found;
  };
  ways.push({
    method: 'password',
    offer: async () => {
      const secret = await password();
      if (secret === undefined) return undefined;
      tried.push('password');
      return { type: 'password', username, password: secret };
    },
  });
  ways.push({
    method: 'keyboard-interactive',
    offer: async () => {
      const secret = await password();
      if (secret === undefined) return undefined;
      tried.push('password (keyboard-interactive)');
      // Only prompts that hide what is typed get the password; a second factor that we cannot know stays empty.
      return {
        type: 'keyboard-interactive',
        username,
        prompt: (_name, _instructions, _language, prompts, finish) =>
          finish(prompts.map((prompt) => (prompt.echo === true ? '' : secret))),
      };
    },
  });

  return {
    tried,
    [Symbol.dispose]() {},
    async next(offered) {
      // The first request names no method: the server's refusal lists what it takes, and a board without a password lets us in.
      if (offered === null) return { type: 'none', username };
      offeredLast = offered;
      for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
        if (!offered.includes(way.method)) continue;
        if (way.method === 'publickey' && wanted !== undefined) continue;
        const method = await way.offer();
        if (method !== undefined) return method;
        if (wanted !== undefined) return false;
      }
      return false;
    },
    refusal() {
      if (wanted !== undefined) return wanted;
      if (passwordOffered) secrets.refused({ ...whose, kind: 'password' });
      const list = (words: readonly string[]) => (words.length === 0 ? 'nothing' : words.join(', '));
      return problem(
        'ssh.authentication-refused',
        `${to.name} does not let ${username} in: tried ${list(tried)}; the server takes ${list(offeredLast)}.`,
        {
          hint: passwordOffered
            ? 'Check user name and password.'
            : 'Check the user name; put your public key into the user’s ~/.ssh/authorized_keys on the board (ssh-copy-id).',
          data: { stage, user: username, tried, notTried, offered: [...offeredLast] },
        },
      );
    },
  };
}
