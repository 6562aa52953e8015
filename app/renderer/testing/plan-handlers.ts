/** Plans of the scripted host: judged by the real rules against the facts of a board; applying is played. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { JudgedBy } from '../../contract/plan.ts';
import type { StepState, Work } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { readPlan } from '../../plan/document.ts';
import type { Facts } from '../../plan/facts.ts';
import { hasErrors, lint } from '../../plan/lint.ts';
import { examplePlan, planFromBoard } from '../../plan/new-plan.ts';
import { script } from '../../plan/shell.ts';
import { steps } from '../../plan/steps.ts';
import { emulatedFacts } from './sample.ts';
import { sampleReport } from './sample-report.ts';
import { pause, type Script, whileHeld } from './script.ts';

const stepMs = 300;

export function planHandlers(host: Script): Partial<Handlers<HostContract>> {
  const named = (name: string | undefined) => name ?? host.state.default ?? host.state.boards[0]?.board.name ?? '';
  const factsOf = (by: JudgedBy): Facts | undefined => (by.kind === 'none' ? undefined : { board: emulatedFacts });
  const judged = (text: string, facts: Facts | undefined) => {
    const document = readPlan(text);
    const { findings } = lint(document, facts);
    if (document.plan === undefined || hasErrors(findings)) {
      throw problem('plan.lint', 'The plan has errors; the findings tell which.', { data: { findings } });
    }
    return document.plan;
  };
  return {
    'plan.new': async ({ board, fromBoard }) => ({
      text: fromBoard
        ? planFromBoard({
            ...emulatedFacts,
            devices: (host.board(named(board)).devices ?? []).map(({ device }) => device),
          })
        : examplePlan(),
    }),
    'plan.lint': async ({ text, by }) => {
      const { findings, notRun } = lint(readPlan(text), factsOf(by));
      return { findings: [...findings], notRun: [...notRun] };
    },
    'plan.steps': async ({ text, by }) => {
      const facts = factsOf(by) ?? { board: emulatedFacts };
      const plan = judged(text, facts);
      const list = steps(plan, { ...facts, workstation: {} });
      return { steps: list, script: script(plan, list, undefined) };
    },
    'plan.apply': async ({ board, text }, { signal }) => {
      const facts: Facts = { board: emulatedFacts };
      const list = steps(judged(text, facts), { ...facts, workstation: {} });
      const titles = list.map(({ title }) => title);
      await playWork(host, named(board), { titles, signal });
      if (signal.aborted) throw problem('cancelled', 'The work was cancelled.');
      return { applied: list.length, regions: [] };
    },
    'plan.rollback': async ({ board }, { signal }) => {
      await playWork(host, named(board), { kind: 'rollback', titles: ['unload the module'], signal });
      return { undone: 1, left: 0 };
    },
    'plan.report': async ({ board }) => {
      const { work } = host.board(named(board));
      if (work !== undefined) return { report: sampleReport(named(board), work) };
      throw problem('plan.nothing-to-report', `Nothing was applied to ${named(board)} since it booted.`, {
        hint: 'plan apply --report FILE writes one in any case.',
      });
    },
  };
}

let works = 0;

/** Steps one after the other; when the signal fires those done are taken back. */
export async function playWork(
  host: Script,
  board: string,
  { kind = 'apply', titles, signal }: { kind?: Work['kind']; titles: readonly string[]; signal?: AbortSignal },
): Promise<void> {
  works += 1;
  const work: Work = {
    id: `work-${works}`,
    kind,
    plan: 'zcu102 frame buffers',
    startedAt: new Date().toISOString(),
    steps: titles.map((title, index) => ({ index, title, state: 'planned' })),
    outcome: 'running',
  };
  host.put(board, (before) => ({ ...before, work }));
  const step = (index: number, change: Partial<StepState>) =>
    host.put(board, (before) =>
      before.work === undefined
        ? before
        : {
            ...before,
            work: {
              ...before.work,
              steps: before.work.steps.map((each) => (each.index === index ? { ...each, ...change } : each)),
            },
          },
    );
  const end = (outcome: Work['outcome']) =>
    host.put(board, (before) =>
      before.work === undefined ? before : { ...before, work: { ...before.work, outcome } },
    );
  for (const index of titles.keys()) {
    if (signal?.aborted === true) break;
    step(index, { state: 'started' });
    await whileHeld(host, index, () => signal?.aborted === true);
    await pause(stepMs);
    step(index, { state: kind === 'apply' ? 'done' : 'undone', milliseconds: stepMs, text: `done in ${stepMs} ms\n` });
  }
  if (signal?.aborted !== true) return end('done');
  for (const { index, state } of host.board(board).work?.steps.toReversed() ?? []) {
    if (state !== 'done') continue;
    await pause(stepMs);
    step(index, { state: 'undone' });
  }
  end('cancelled');
}
