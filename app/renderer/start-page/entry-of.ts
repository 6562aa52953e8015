/** What a line means that somebody typed where boards, plans and commands are taken. Pure. */
import type { Board } from '../../contract/board.ts';
import { textKinds } from '../../contract/text-file.ts';
import { type Destination, parseDestination } from '../connection/destination.ts';

export interface Known {
  readonly boards: readonly Board[];
  /** Names that ~/.ssh/config has. */
  readonly sshHosts: readonly string[];
}

export type Entry =
  | { readonly kind: 'nothing' }
  /** A listed board, by its name, or as who logs in where. */
  | { readonly kind: 'board'; readonly name: string }
  /** A board to add; `listed`: the name is one of ~/.ssh/config. */
  | { readonly kind: 'destination'; readonly destination: Destination; readonly listed: boolean }
  /** Meant to load a module, whether it says how or not. */
  | { readonly kind: 'insmod' }
  /** Absolute, or from the user's folder (`~/`). */
  | { readonly kind: 'plan-file'; readonly path: string }
  | { readonly kind: 'device-tree'; readonly path: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** The forms that are taken, as a sentence. */
export const formsTaken =
  'Write a board’s name, root@10.0.0.5, a host of ~/.ssh/config, insmod uiomem.ko …, or the whole path of a plan file or of a device-tree source.';

/** Characters of what was typed that are said again. */
const mostSaid = 60;

/** Every text is of exactly one kind. A board's name wins over a host of the same name. */
export function entryOf(typed: string, { boards, sshHosts }: Known): Entry {
  const text = typed.trim();
  if (text === '') return { kind: 'nothing' };
  const named = boards.find(({ name }) => name === text);
  if (named !== undefined) return { kind: 'board', name: named.name };
  if (/^(?:sudo\s+)?(?:\S*\/)?(?:insmod|modprobe)(?:\s|$)/.test(text)) return { kind: 'insmod' };
  if (textKinds['device-tree'].names.test(text)) return { kind: 'device-tree', path: text };
  if (/^(?:\/|~\/)./.test(text)) return { kind: 'plan-file', path: text };
  const listed = sshHosts.includes(text);
  const destination = listed ? { host: text } : parseDestination(text);
  if (destination === undefined || !(listed || isHost(destination.host))) {
    return { kind: 'unknown', why: `${text.slice(0, mostSaid)} is none of what is taken here. ${formsTaken}` };
  }
  const there = boards.find((board) => isAt(board, destination));
  if (there !== undefined) return { kind: 'board', name: there.name };
  if (!listed && /\.ya?ml$/i.test(text)) {
    return { kind: 'unknown', why: `Give the whole path of ${text}: it begins with / or ~/.` };
  }
  return { kind: 'destination', destination, listed };
}

/** What a resolver could be asked for: names, and addresses of both kinds. */
const isHost = (host: string): boolean => /^[\p{L}\p{N}_][\p{L}\p{N}._:%-]*$/u.test(host) || /^[0-9a-f:]+$/i.test(host);

/** What is left out in the text is not compared; 22 is what is meant when neither says a port. */
function isAt(board: Board, { host, user, port }: Destination): boolean {
  return (
    board.host.toLowerCase() === host.toLowerCase() &&
    (user === undefined || board.user === user) &&
    (port === undefined || (board.port ?? 22) === port)
  );
}
