/** Tokens and variables in values of ssh_config(5), "TOKENS" and "ENVIRONMENT VARIABLES". Pure. */
import { createHash } from 'node:crypto';

/** What each letter stands for; a letter that is not here is none in that place. */
export type Tokens = Readonly<Partial<Record<string, string>>>;

export interface Surroundings {
  readonly localUser: string;
  readonly uid: number;
  readonly home: string;
  /** As gethostname(2) says it. */
  readonly localHost: string;
}

/** Thrown for a `%x` or `${NAME}` that stands for nothing. */
export class UnknownToken extends Error {}

/** `%%` is a percent sign. Throws {@link UnknownToken}. */
export function expandTokens(text: string, tokens: Tokens): string {
  return text.replaceAll(/%(.?)/gs, (whole, letter: string) => {
    if (letter === '%') return '%';
    const value = letter === '' ? undefined : tokens[letter];
    if (value === undefined) throw new UnknownToken(`${whole} stands for nothing here`);
    return value;
  });
}

/** `${NAME}`. Throws {@link UnknownToken} for a variable that is not set. */
export function expandVariables(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(/\$\{([^}]*)\}/g, (whole, name: string) => {
    const value = environment[name];
    if (value === undefined) throw new UnknownToken(`${whole} is not set`);
    return value;
  });
}

/** Tokens of ssh_config(5) for a destination. `jump`: as ProxyJump says it. */
export function tokensFor(
  to: {
    readonly typed: string;
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly alias?: string | undefined;
    readonly jump?: string | undefined;
  },
  { localUser, uid, home, localHost }: Surroundings,
): Tokens {
  const port = String(to.port);
  const jump = to.jump ?? '';
  return {
    h: to.host,
    n: to.typed,
    p: port,
    r: to.user,
    u: localUser,
    i: String(uid),
    d: home,
    l: localHost,
    L: localHost.split('.')[0] ?? '',
    j: jump,
    k: to.alias ?? to.typed,
    C: createHash('sha1').update(`${localHost}${to.host}${port}${to.user}${jump}`).digest('hex'),
  };
}
