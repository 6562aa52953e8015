/** Taking everything of ours off a board, as the last thing that is done to it. */
import { persistRecord } from '../../../remote-helper/contract/persist.ts';
import { held } from '../../../remote-helper/lease/held.ts';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { ApplyJournal } from '../apply/journal.ts';
import { whoWeAre } from '../session/followed-lease.ts';
import type { ShellLife } from '../shell-mode/start-shell.ts';
import { bootRecordPath, findBootLeftovers } from './boot-leftovers.ts';
import { findLeftovers, type Leftover, removeLeftovers } from './leftovers.ts';

const recordPath = '/var/lib/uiomem-studio/persist/record.json';

export interface CleanParts {
  readonly board: string;
  readonly preview: boolean;
  readonly unload: boolean;
  readonly signal: AbortSignal;
  /** Has the helper take away what the next boots follow. */
  removePersistence(): Promise<void>;
  /** Ends this host's own session with the board, and its helper with it. */
  endSession(): Promise<void>;
}

export interface Cleaned {
  readonly removed: Leftover[];
  readonly left: (Leftover & { why: string })[];
}

/** Throws `clean.applied`, `clean.persisted`, `board.held`, `module.in-use` and what else unloading throws; nothing is removed then. */
export async function clean(root: ShellLife, parts: CleanParts): Promise<Cleaned> {
  const { client, shell } = root;
  const { preview, signal } = parts;
  await refuseApplied(root, parts.board);
  const persisted = await isPersisted(root);
  const ofBoot = persisted ? await findBootLeftovers(shell, signal) : [];
  if (preview) return { removed: [...ofBoot, ...(await findLeftovers(shell, signal))], left: [] };
  if (persisted) await withoutPersistence(parts);
  await parts.endSession();
  const found = await findLeftovers(shell, signal);
  // The lease that this takes is a file of ours too, and goes with the rest; it is not told.
  await client.call('lease.introduce', { who: whoWeAre(), program: 'board clean' });
  const lease = await client.call('lease.take', { over: false });
  if (lease.held === 'other') throw held(lease.by, lease.since);
  if (parts.unload && (await isLoaded(root))) await client.call('module.unload', {}, { signal });
  const left = await removeLeftovers(shell, await findLeftovers(shell, signal), signal);
  const stayed = new Set(left.map(({ path }) => path));
  return { removed: [...ofBoot, ...found.filter(({ path }) => !stayed.has(path))], left };
}

/** The journal is the way back of an apply that stands, in this boot. */
async function refuseApplied({ client, shell }: ShellLife, board: string): Promise<void> {
  const { output } = await shell.run('cat /proc/sys/kernel/random/boot_id');
  const journal = new ApplyJournal({ helper: client }, output.toString('utf8').trim());
  const standing = (await journal.transactions()).filter(({ state }) => state === 'applied' || state === 'unfinished');
  const [first] = standing;
  if (first === undefined) return;
  throw problem(
    'clean.applied',
    `${first.state === 'applied' ? 'An apply' : 'An unfinished apply'}${first.plan === '' ? '' : ` of “${first.plan}”`} stands on ${board}; its journal there is the way back, and would go too.`,
    {
      hint: 'Roll it back first: plan rollback.',
      data: { board, applies: standing.map(({ plan, who, at, state }) => ({ plan, who, at, state })) },
    },
  );
}

async function isLoaded({ shell }: ShellLife): Promise<boolean> {
  return (await shell.run("grep -q '^uiomem ' /proc/modules")).status === 0;
}

/** A record that cannot be read counts, as one of boot files does: what it kept of before must not be lost. */
async function isPersisted({ shell }: ShellLife): Promise<boolean> {
  const { status, output } = await shell.run(
    `[ ! -f ${bootRecordPath} ] || { echo written; exit 0; }; [ ! -f ${recordPath} ] || cat ${recordPath}`,
  );
  const text = output.toString('utf8').trim();
  if (status === 0 && text === '') return false;
  try {
    const { entries, folders, group, index, dkms } = persistRecord.parse(JSON.parse(text));
    return entries.length > 0 || folders.length > 0 || (group ?? index ?? dkms) !== undefined;
  } catch {
    return true;
  }
}

async function withoutPersistence({ board, removePersistence }: CleanParts): Promise<void> {
  try {
    await removePersistence();
  } catch (thrown) {
    const why = problemOf(thrown);
    if (why.id === 'cancelled') throw thrown;
    throw problem(
      'clean.persisted',
      `What the next boots of ${board} follow could not be taken away: ${why.message} Nothing was removed.`,
      {
        hint: why.hint ?? 'Take it away first: persist remove.',
        data: { board, problem: { ...why } },
        cause: thrown,
      },
    );
  }
}
