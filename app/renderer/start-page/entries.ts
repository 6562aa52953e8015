/** What can be done with what was typed, likeliest first, and what is known that has it in its name. */
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { SshHost } from '../../contract/board.ts';
import type { RecentPlan } from '../../contract/recent.ts';
import type { BoardState } from '../../contract/state.ts';
import { matching } from '../command-palette/matching.ts';
import { destinationText } from '../connection/destination.ts';
import { sshHostWords } from '../connection/ssh-hosts.ts';
import { entryOf } from './entry-of.ts';
import { type InsmodEntries, noBoard, type StartActs, type StartEntry } from './start-entry.ts';

export interface StartKnown {
  readonly boards: readonly BoardState[];
  readonly sshHosts: readonly SshHost[];
  readonly plans: readonly RecentPlan[];
  /** Absent until it is loaded: nothing is said of such a line before. */
  readonly insmodEntries?: InsmodEntries | undefined;
}

/** `problem`: why the text itself leads nowhere. */
export function startEntries(
  text: string,
  known: StartKnown,
  acts: StartActs,
): { readonly entries: readonly StartEntry[]; readonly problem?: Problem } {
  const typed = text.trim();
  const first = firstEntries(typed, known, acts);
  const listed = matching(suggestions(known, acts), typed).filter(
    ({ id }) => !first.entries.some((each) => each.id === id),
  );
  const isWord = typed !== '' && !/\s/.test(typed) && !/^[~/]/.test(typed);
  const entries = isWord ? [...first.entries, ...listed] : first.entries;
  // A part of a name that is known is no mistake.
  return { entries, ...(first.problem !== undefined && entries.length === 0 && { problem: first.problem }) };
}

function firstEntries(
  text: string,
  { boards, sshHosts, insmodEntries: ofInsmod }: StartKnown,
  acts: StartActs,
): { readonly entries: readonly StartEntry[]; readonly problem?: Problem } {
  const names = sshHosts.map(({ name }) => name);
  const entry = entryOf(text, { boards: boards.map(({ board }) => board), sshHosts: names });
  switch (entry.kind) {
    case 'nothing':
      return { entries: [] };
    case 'board':
      return { entries: [boardEntry(entry.name, acts)] };
    case 'destination': {
      const where = destinationText(entry.destination);
      const title = `Add the board ${where}`;
      const add = { id: `host ${where}`, icon: 'add', title, run: () => acts.addBoard(where) };
      return { entries: [entry.listed ? { ...add, about: 'host of ~/.ssh/config' } : add] };
    }
    case 'insmod':
      return ofInsmod?.(text, boards, acts) ?? { entries: [] };
    case 'plan-file':
      return fileEntries(entry.path, boards, acts);
    case 'device-tree':
      return sourceEntries(entry.path, acts);
    case 'unknown':
      return { entries: [], problem: { id: 'start.not-understood', message: entry.why } };
  }
}

const boardEntry = (name: string, acts: StartActs): StartEntry => ({
  id: `board ${name}`,
  icon: 'server',
  title: `Open ${name}`,
  run: () => acts.openBoard(name),
});

function sourceEntries(path: string, acts: StartActs) {
  const title = `Open the device-tree source ${path}`;
  return { entries: [{ id: `source ${path}`, icon: 'symbol-structure', title, run: () => acts.openSource(path) }] };
}

/** A plan file for each board. */
export function fileEntries(path: string, boards: readonly BoardState[], acts: Pick<StartActs, 'openFile'>) {
  if (boards.length === 0) return { entries: [], problem: noBoard };
  const entries = boards.map(
    ({ board: { name } }): StartEntry => ({
      id: `plan ${path} ${name}`,
      icon: 'file-code',
      title: `Open ${path} as the plan of ${name}`,
      run: () => acts.openFile(path, name),
    }),
  );
  return { entries };
}

function suggestions({ boards, sshHosts, plans }: StartKnown, acts: StartActs): StartEntry[] {
  const hosts = new Set(boards.map(({ board }) => board.host));
  return [
    ...boards.map(({ board }) => ({ ...boardEntry(board.name, acts), about: destinationText(board) })),
    ...sshHosts
      .filter(({ name }) => !hosts.has(name))
      .map((each) => ({
        id: `host ${each.name}`,
        icon: 'add',
        title: `Add the board ${each.name}`,
        about: sshHostWords(each),
        run: () => acts.addBoard(each.name),
      })),
    ...plans
      .filter(({ gone, board }) => !gone && boards.some((each) => each.board.name === board))
      .map(({ path, board = '' }) => ({
        id: `plan ${path} ${board}`,
        icon: 'file-code',
        title: `Open ${path} as the plan of ${board}`,
        run: () => acts.openFile(path, board),
      })),
  ];
}
