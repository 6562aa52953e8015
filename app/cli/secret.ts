/** Which secret a failed call wants, and how to ask for it. Pure. */
import type { Problem } from '../../remote-helper/rpc/problem.ts';

export interface Asked {
  readonly board: string;
  /** The jump host that wants it. */
  readonly hop?: string;
  readonly kind: 'password' | 'passphrase' | 'sudo';
  readonly prompt: string;
}

const text = (data: Problem['data'], name: string): string => (typeof data?.[name] === 'string' ? data[name] : '');

/** `before`: what was asked for last, and given. Undefined when no secret would help. */
export function secretWanted({ id, data }: Problem, before: Asked | undefined): Asked | undefined {
  const board = text(data, 'board');
  const hop = text(data, 'hop');
  const of = { board, ...(hop !== '' && { hop }) };
  const whom = hop === '' ? board : `the jump host ${hop}`;
  const again = data?.wrong === true ? 'That was not it. ' : '';
  switch (id) {
    case 'ssh.password-wanted':
      return { ...of, kind: 'password', prompt: `Password for ${whom}: ` };
    case 'ssh.passphrase-wanted':
      return { ...of, kind: 'passphrase', prompt: `${again}Passphrase of the key ${text(data, 'file')}: ` };
    case 'sudo.password-wanted':
      return { board, kind: 'sudo', prompt: `${again}sudo password of ${text(data, 'user')} on ${board}: ` };
    case 'ssh.authentication-refused': {
      // A wrong password is refused like anything else; ask again only if one was given.
      const tried: readonly unknown[] = Array.isArray(data?.tried) ? data.tried : [];
      const given = tried.some((way) => typeof way === 'string' && way.startsWith('password'));
      if (before?.kind !== 'password' || !given || (before.hop ?? '') !== hop) return undefined;
      return { ...before, prompt: `That was not it. Password for ${whom || before.board}: ` };
    }
  }
  return undefined;
}
