/** What a report is made of, gathered from a session: the board is looked at and nothing else. */
import { createHash } from 'node:crypto';
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { readPlan } from '../../plan/document.ts';
import type { Account } from '../../plan/report/account.ts';
import { composeReport, type ReportSource } from '../../plan/report/compose.ts';
import type { Report } from '../../plan/report/report.ts';
import { toolVersion } from '../one-host/greeting.ts';
import { profileOf } from '../profiles/profiles.ts';
import type { BoardSession } from '../session/session.ts';
import { ApplyJournal } from './journal.ts';
import { accountsOf } from './journal-account.ts';
import { judgedPlan } from './judged-plan.ts';
import type { KeptAccounts } from './kept-accounts.ts';

export interface ReportRequest {
  readonly accounts: KeptAccounts;
  /** A plan's text to compare the board with, instead of the one that was applied. */
  readonly text: string | undefined;
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

/** Throws `plan.nothing-to-report`, and `plan.lint` for a text that says no plan. */
export async function gatherReport(session: BoardSession, request: ReportRequest): Promise<Report> {
  const { accounts, text, secrets, signal } = request;
  const board = await session.facts(true);
  const { bootId } = board;
  const entries = await new ApplyJournal(session, bootId).entries();
  const chosen = newest(await accounts.read(bootId), accountsOf(entries, bootId));
  if (chosen === undefined) {
    throw problem(
      'plan.nothing-to-report',
      `Nothing was applied to ${session.board.name} since it booted, as far as its journal and this workstation know.`,
      {
        hint: 'Reports are of the boot that the board is in, and written on the workstation that applied or from the journal on the board: plan apply --report FILE writes one in any case.',
        data: { bootId },
      },
    );
  }
  return composeReport({
    ...chosen,
    facts: { board, profile: (await profileOf(board)).profile },
    board: { name: session.board.name, mode: session.mode },
    plan: comparedPlan(chosen.account, text),
    log: await logSince(session, chosen.account.logFrom, signal),
    written: new Date().toISOString(),
    tool: toolVersion,
    secrets,
  });
}

/**
 * Pure. The newest apply of a boot, by what this workstation kept and by what the journal tells, oldest first. Of the same one
 * the workstation knows more, unless somebody went on with it, or took it back, from elsewhere.
 */
export function newest(
  kept: Account | undefined,
  told: readonly Account[],
): Pick<ReportSource, 'account' | 'source' | 'forgotten'> | undefined {
  const last = told.at(-1);
  const ofJournal = last && { account: last, source: 'journal' as const, forgotten: false };
  if (kept === undefined || (last !== undefined && last.id !== kept.id && last.began > kept.began)) return ofJournal;
  const same = told.find(({ id }) => id === kept.id);
  if (ofJournal !== undefined && same === last && goneOn(kept, same)) return ofJournal;
  const stands = kept.outcome === 'applied' && kept.rollBack?.result !== 'done';
  const changed = kept.steps.some(({ where, result }) => where === 'board' && result === 'done');
  return { account: kept, source: 'workstation', forgotten: same === undefined && stands && changed };
}

function goneOn(kept: Account, told: Account | undefined): boolean {
  if (told === undefined) return false;
  return (
    told.by !== kept.by ||
    (told.rollBack !== undefined && kept.rollBack === undefined) ||
    (told.outcome === 'applied' && kept.outcome !== 'applied')
  );
}

/** None when the text is not known, or says no plan to this version of the tool. */
function comparedPlan({ plan }: Account, text: string | undefined): ReportSource['plan'] {
  if (text !== undefined) {
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { against: sha256 === plan.sha256 ? 'applied' : 'file', sha256, plan: judgedPlan(text, undefined) };
  }
  const read = plan.text === undefined ? undefined : readPlan(plan.text).plan;
  return read && { against: 'applied', sha256: plan.sha256 ?? '', plan: read };
}

/** Undefined where the log cannot be read. */
async function logSince(
  session: BoardSession,
  since: number | undefined,
  signal: AbortSignal,
): Promise<KernelLogLine[] | undefined> {
  const from = since === undefined ? {} : { since };
  return await session.helper.call('kernelLog.read', from, { signal }).then(
    ({ lines }) => lines,
    (thrown) => {
      if (signal.aborted || thrown?.id !== 'kernel-log.unreadable') throw thrown;
      return undefined;
    },
  );
}
