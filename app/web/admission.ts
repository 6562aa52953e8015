/**
 * Who may use the browser's server: a token opens one window once, and each window then has a key of its own.
 *
 * Both are 256 random bits. Only digests are kept, and compared in constant time, so that neither the memory of the process nor
 * the time of an answer tells more than right or wrong.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Long enough for a browser that starts slowly. */
const tokenLifeMs = 60_000;
/** Tokens that were asked for and not used; the oldest gives way. */
const mostTokens = 64;
/** Keys in use; a window that nobody used for longest gives way. */
const mostKeys = 256;

interface Token {
  readonly digest: Buffer;
  readonly until: number;
  readonly used: PromiseWithResolvers<boolean>;
}

export class Admission {
  readonly #now: () => number;
  #tokens: Token[] = [];
  #keys: Buffer[] = [];

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A token that opens one window, once, within a minute. */
  token(): string {
    const token = secret();
    const kept: Token = { digest: digestOf(token), until: this.#now() + tokenLifeMs, used: Promise.withResolvers() };
    this.#tokens.push(kept);
    setTimeout(() => kept.used.resolve(false), tokenLifeMs + 1).unref();
    while (this.#tokens.length > mostTokens) this.#tokens.shift()?.used.resolve(false);
    return token;
  }

  /** Resolves when the token has opened a window (true), or can no more. */
  async entered(token: string): Promise<boolean> {
    const at = this.#find(token);
    return (await this.#tokens[at]?.used.promise) ?? false;
  }

  /** The key of a new window; undefined when the token is wrong, used or too old. */
  admit(token: string): string | undefined {
    const at = this.#find(token);
    const [found] = at < 0 ? [] : this.#tokens.splice(at, 1);
    if (found === undefined || this.#now() > found.until) return undefined;
    found.used.resolve(true);
    const key = secret();
    this.#keys.push(digestOf(key));
    this.#keys = this.#keys.slice(-mostKeys);
    return key;
  }

  /** Whether the key is one of a window; the used one is the last to give way. */
  knows(key: string): boolean {
    const at = matching(this.#keys, digestOf(key));
    const [found] = at < 0 ? [] : this.#keys.splice(at, 1);
    if (found === undefined) return false;
    this.#keys.push(found);
    return true;
  }

  #find(token: string): number {
    return matching(
      this.#tokens.map(({ digest }) => digest),
      digestOf(token),
    );
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Looks at each, also after it was found; -1: none. */
function matching(digests: readonly Buffer[], wanted: Buffer): number {
  let at = -1;
  digests.forEach((digest, index) => {
    if (timingSafeEqual(digest, wanted)) at = index;
  });
  return at;
}
