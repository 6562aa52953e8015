/** A plan on a board of the facts corpus, and all that is said of it; app/plan/facts/*.yaml are lists of them. */
import { z } from 'zod';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { readPlan } from '../document.ts';
import { applyEdits } from '../edit.ts';
import type { Facts } from '../facts.ts';
import type { Place } from '../finding.ts';
import { hasErrors, lint } from '../lint.ts';
import { explainLine } from '../messages/explain.ts';
import { script } from '../shell.ts';
import { steps } from '../steps.ts';
import { afterLoading } from './emulated-facts.ts';

/** What is put in by hand. */
export const corpusCase = z.object({
  what: z.string(),
  plan: z.string(),
  /** A plan by which the board was loaded before. */
  loaded: z.string().optional(),
  /** Lines that its kernel prints then. */
  kernel: z.array(z.string()).optional(),
  /** Whether the whole script is written down too. */
  script: z.union([z.string(), z.literal(true)]).optional(),
});
export type CorpusCase = z.output<typeof corpusCase>;

/** What comes of it, as plain data: whole findings, whole steps, whole explanations. What there is none of is left out. */
export function outcome({ plan: text, loaded, kernel, script: wanted }: CorpusCase, facts: Facts): object {
  const before = loaded === undefined ? undefined : readPlan(loaded).plan;
  const board = before === undefined ? facts.board : afterLoading(before, facts.board);
  const now: Facts = { ...facts, board, workstation: {} };
  const document = readPlan(text);
  const { findings, notRun } = lint(document, now);
  const { plan } = document;
  // With errors the host gives no steps.
  const list = plan === undefined || hasErrors(findings) ? undefined : steps(plan, now);
  return plain({
    findings: findings.map(({ place, ...rest }) => ({ at: marked(text, place), ...rest })),
    ...(notRun.length > 0 && { notRun }),
    steps: list,
    ...(wanted !== undefined && plan !== undefined && list !== undefined && { script: script(plan, list) }),
    explained: kernel?.map((line) => explained(line, text, now)),
  });
}

function plain(value: object): object {
  const text = JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? hex(each) : each));
  return JSON.parse(text) as object;
}

function explained(line: string, text: string, facts: Facts): object | undefined {
  const { plan } = readPlan(text);
  const explanation = explainLine(line, { facts, ...(plan !== undefined && { plan }) });
  if (explanation === undefined) return undefined;
  const { fix, said: _said, ...rest } = explanation;
  return { ...rest, ...(fix !== undefined && { fix: { title: fix.title, plan: applyEdits(text, fix.edits) } }) };
}

/** `3:26 0x48000000` */
function marked(text: string, place: Place | undefined): string {
  if (place === undefined) return 'nowhere';
  const { line, column, endLine, endColumn } = place;
  const there = (text.split('\n')[line - 1] ?? '').slice(column - 1, line === endLine ? endColumn - 1 : undefined);
  return `${line}:${column} ${there}`.trimEnd();
}
