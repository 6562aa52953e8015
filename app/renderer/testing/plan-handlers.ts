/** Plans of the scripted host: judged by the real rules against the facts of a board; applying is played. */
import type { Holder } from '../../../remote-helper/contract/device.ts';
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { JudgedBy } from '../../contract/plan.ts';
import type { StepState, Work } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { loadedColumn, plannedColumn } from '../../plan/columns.ts';
import { compareWithBoard, isAsPlanned } from '../../plan/compare.ts';
import { readPlan } from '../../plan/document.ts';
import type { Facts } from '../../plan/facts.ts';
import { hasErrors, lint } from '../../plan/lint.ts';
import { examplePlan, planFromBoard } from '../../plan/new-plan.ts';
import { withEffects } from '../../plan/review/effect.ts';
import { boardSince, type Reviewed, stepsSince } from '../../plan/review/reviewed.ts';
import type { Plan } from '../../plan/schema.ts';
import { script } from '../../plan/shell.ts';
import type { Step } from '../../plan/step.ts';
import { steps } from '../../plan/steps.ts';
import { emulatedFacts } from './sample.ts';
import { sampleReport } from './sample-report.ts';
import { pause, type Script, whileHeld } from './script.ts';

const stepMs = 300;

export function planHandlers(host: Script): Partial<Handlers<HostContract>> {
  const named = (name: string | undefined) => name ?? host.state.default ?? host.state.boards[0]?.board.name ?? '';
  const factsOf = (by: JudgedBy): Facts | undefined => (by.kind === 'none' ? undefined : { board: emulatedFacts });
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
      const name = named(by.kind === 'board' ? by.board : undefined);
      return reviewed(host, name, text, factsOf(by) ?? { board: emulatedFacts }, []);
    },
    'plan.apply': async ({ board, text, reviewed: before }, { signal }) => {
      const facts: Facts = { board: emulatedFacts };
      const list = steps(judged(text, facts), { ...facts, workstation: {} });
      const refused = host.refuseApply;
      host.refuseApply = undefined;
      if (refused !== undefined) throw new ProblemError(refused);
      if (before !== undefined) refuseChanged(before, reviewedNow(host, named(board), list));
      const titles = list.map(({ title }) => title);
      await playWork(host, named(board), { titles, signal });
      if (signal.aborted) throw problem('cancelled', 'The work was cancelled.');
      return { applied: list.length, regions: [] };
    },
    'plan.verify': async ({ board, text }) => {
      const plan = judged(text, undefined);
      const devices = (host.board(named(board)).devices ?? []).map(({ device }) => device);
      const regions = compareWithBoard(plan, { ...emulatedFacts, devices });
      const columns = plan.regions.map((region) => {
        const device = devices.find(({ name }) => name === region.device);
        return {
          device: region.device,
          wanted: plannedColumn(region),
          ...(device !== undefined && { found: loadedColumn(device) }),
        };
      });
      return { ok: isAsPlanned(regions), regions, columns };
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

function judged(text: string, facts: Facts | undefined): Plan {
  const document = readPlan(text);
  const { findings } = lint(document, facts);
  if (document.plan === undefined || hasErrors(findings)) {
    throw problem('plan.lint', 'The plan has errors; the findings tell which.', { data: { findings } });
  }
  return document.plan;
}

/** What a review answers of a board with these facts. */
export function reviewed(host: Script, name: string, text: string, facts: Facts, holders: readonly Holder[]) {
  const plan = judged(text, facts);
  const list = steps(plan, { ...facts, workstation: {} });
  return {
    steps: withEffects(list, { plan, facts, holders }),
    script: script(plan, list, undefined),
    reviewed: reviewedNow(host, name, list),
  };
}

/** By the state that the window sees; a step's digest is the step itself here. */
function reviewedNow(host: Script, name: string, list: readonly Step[]): Reviewed {
  const { connection, driver } = host.board(name);
  return {
    format: 1,
    bootId: connection.state === 'open' ? connection.bootId : '',
    ...(driver !== undefined && { driver }),
    steps: list.map(({ title, shell }) => ({ title, sha256: shell })),
  };
}

function refuseChanged(reviewed: Reviewed, now: Reviewed): void {
  const found = boardSince(reviewed, now) ?? stepsSince(reviewed, now);
  if (found !== undefined) throw problem(found.id, found.message, { hint: found.hint, data: { ...found.data } });
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
