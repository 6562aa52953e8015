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

export class Admission {
  readonly #now: () => number;
  #tokens: { readonly digest: Buffer; readonly until: number }[] = [];
  #keys: Buffer[] = [];

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A token that opens one window, once, within a minute. */
  token(): string {
    const token = secret();
    this.#tokens.push({ digest: digestOf(token), until: this.#now() + tokenLifeMs });
    this.#tokens = this.#tokens.slice(-mostTokens);
    return token;
  }

  /** The key of a new window; undefined when the token is wrong, used or too old. */
  admit(token: string): string | undefined {
    const digest = digestOf(token);
    const at = matching(
      this.#tokens.map((each) => each.digest),
      digest,
    );
    const [found] = at < 0 ? [] : this.#tokens.splice(at, 1);
    if (found === undefined || this.#now() > found.until) return undefined;
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
