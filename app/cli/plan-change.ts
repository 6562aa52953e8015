/** A plan's file that a command changes: judged before and after, and written only when nothing gets worse by it. */
import { problem } from '../../remote-helper/rpc/problem.ts';
import type { JudgedBy } from '../contract/plan.ts';
import type { Finding } from '../plan/finding.ts';
import { difference } from '../plan/persist/difference.ts';
import type { Context } from './command.ts';
import { rewriteFile } from './output-file.ts';
import type { PlanFile } from './plan-file.ts';
import { countText, findingText } from './plan-judging.ts';

export interface PlanChange {
  /** Those that were not there before. */
  readonly findings: readonly Finding[];
  /** The same, as a person reads them. */
  readonly told: readonly string[];
  /** Lines that differ, as `+    size: 64 KiB`. */
  readonly lines: string;
}

/**
 * Writes the text into the plan's file. Throws `plan.lint` when it has errors that the plan did not have, unless `force`; these are
 * told first where a person reads.
 */
export async function changePlan(
  { client, signal, note }: Context,
  file: PlanFile,
  text: string,
  { by, force, json }: { readonly by: JudgedBy; readonly force: boolean; readonly json: boolean },
): Promise<PlanChange> {
  const lintOf = async (each: string) =>
    (await client.call('plan.lint', { text: each, folder: file.folder, by }, { signal })).findings;
  const before = await lintOf(file.text);
  const findings = (await lintOf(text)).filter((finding) => !isIn(finding, before));
  const told = findings.map((finding) => findingText(file.shown, finding));
  if (!force && findings.some(({ severity }) => severity === 'error')) {
    if (!json) note(told.join('\n'));
    throw planRefusal('With these regions the plan would have', findings, '--force writes them all the same.');
  }
  if (text !== file.text) await rewriteFile(file.path, text);
  return { findings, told, lines: changedLines(file.text, text) };
}

/** Exits like a plan with errors, which it would be. */
export function planRefusal(sentence: string, findings: readonly Finding[], hint: string) {
  const first = findings.find(({ severity }) => severity === 'error');
  return problem('plan.lint', `${sentence}: ${countText(findings)}; the first: ${first?.message ?? ''}`, {
    hint,
    data: { findings },
  });
}

const isIn = (finding: Finding, findings: readonly Finding[]) =>
  findings.some(({ id, message }) => id === finding.id && message === finding.message);

const changedLines = (before: string, after: string): string =>
  difference(before, after)
    .split('\n')
    .filter((line) => !line.startsWith(' '))
    .join('\n');
