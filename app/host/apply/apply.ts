/** Applying a plan: gather, judge, perform each step with a journal, verify; undo everything when one fails. */
import { createHash, randomUUID } from 'node:crypto';
import { ProblemError, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { compareWithBoard, isAsPlanned, type RegionStatus } from '../../plan/compare.ts';
import type { Facts, ModuleFacts } from '../../plan/facts.ts';
import { moduleParameters } from '../../plan/parameters.ts';
import { type Account, longestPlan } from '../../plan/report/account.ts';
import type { Reviewed } from '../../plan/review/reviewed.ts';
import type { Plan } from '../../plan/schema.ts';
import type { Action, Step } from '../../plan/step.ts';
import { steps } from '../../plan/steps.ts';
import { checkParameters } from '../module/parameters.ts';
import { toolVersion } from '../one-host/greeting.ts';
import { profileOf } from '../profiles/profiles.ts';
import { whoWeAre } from '../session/followed-lease.ts';
import type { BoardSession } from '../session/session.ts';
import { linkIsLost, listsText, StepsTaken } from '../session/steps-taken.ts';
import { moduleFacts, type PlanPlaces } from './gather.ts';
import { ApplyJournal } from './journal.ts';
import { accountsOf, telling } from './journal-account.ts';
import { judged } from './judged-plan.ts';
import { type Performers, performers, type Run } from './perform.ts';
import { Recorder } from './recorder.ts';
import { refuseChangedBoard, refuseChangedSteps, refuseHeld } from './reviewed.ts';
import { type Tell, undoAll } from './roll-back.ts';
import { unfinished, unfinishedProblem } from './unfinished.ts';

export interface ApplyRequest {
  readonly text: string;
  readonly where: PlanPlaces;
  /** Go on from an apply that was interrupted. */
  readonly resume: boolean;
  /** What somebody saw of it: anything else is refused before the first step. Absent: what is to be done is done. */
  readonly reviewed?: Reviewed | undefined;
  readonly signal: AbortSignal;
  /** Never rejects: a listener that went away does not stop an apply. */
  readonly tell: Tell;
  /** What steps do; a test may have one fail. */
  readonly performers?: Performers;
  /** Words that no report may have. */
  readonly secrets?: readonly string[];
  /** Given what was done, at the end of each apply that began; never rejects. */
  keep?(account: Account): Promise<void>;
}

interface Applied {
  readonly applied: number;
  readonly regions: RegionStatus[];
}

/** Titles of what an apply does besides its steps. */
const looking = 'look at the board';
const comparing = 'compare the board with the plan';
const noting = 'note in the journal that the plan stands';

/**
 * With a review: `plan.board-rebooted`, `plan.board-changed`, `plan.steps-changed` and `board.held` when the board is not as it was
 * reviewed; nothing is done then, but for the build that may have shown it.
 * Throws `link.lost` with the steps that are done, not done and unknown; nothing is undone then, since nothing can be asked of the
 * board: the journal there has what any workstation needs to go on or to roll back. So too when another host takes the board over.
 */
export async function applyPlan(session: BoardSession, request: ApplyRequest): Promise<Applied> {
  const taken = new StepsTaken([looking]);
  const run: { journalBegun: boolean; recorder?: Recorder } = { journalBegun: false };
  try {
    return await applyWith(session, request, taken, run);
  } catch (thrown) {
    run.recorder?.failed(thrown, request.signal.aborted);
    // A roll back that was cut off has told of its own steps.
    if (problemOf(thrown).data?.first !== undefined) throw thrown;
    throw taken.told(
      thrown,
      run.journalBegun
        ? 'Once the board can be reached: plan apply --resume goes on, plan rollback undoes what was done. Both look first at what the board is now.'
        : 'Nothing was changed on the board: plan apply again once it can be reached.',
    );
  } finally {
    if (run.recorder !== undefined) await request.keep?.(run.recorder.account);
  }
}

async function applyWith(
  session: BoardSession,
  asked: ApplyRequest,
  taken: StepsTaken,
  state: { journalBegun: boolean; recorder?: Recorder },
): Promise<Applied> {
  const { text, where, signal } = asked;
  const board = await session.facts(true);
  if (asked.reviewed !== undefined) refuseChangedBoard(asked.reviewed, board);
  const { plan, findings } = judged(text, { board, profile: (await profileOf(board)).profile });
  const journal = new ApplyJournal(session, board.bootId);
  const before = unfinished(await journal.transactions());
  const { next: logFrom } = await session.helper.call('kernelLog.next', {}, { signal });
  taken.end(looking);
  if (before !== undefined && !asked.resume) throw unfinishedProblem(before);
  let module = await moduleFacts(plan.module, board.kernel, where, session);
  let list = steps(plan, { board, workstation: { module } });
  if (asked.reviewed !== undefined) {
    refuseChangedSteps(asked.reviewed, list, module);
    if (list.length > 0) refuseHeld(session);
  }

  const id = before?.id ?? randomUUID();
  const earlier = before === undefined ? [] : accountsOf(await journal.entries(), board.bootId);
  const recorder = new Recorder(
    {
      ...beginning(plan, text),
      ...(logFrom !== undefined && { logFrom }),
      ...earlier.find((account) => account.id === id),
      by: whoWeAre(),
      tool: toolVersion,
      helper: session.helperVersion,
      id,
      bootId: board.bootId,
      findings: findings.map(({ fix: _fix, ...finding }) => ({ ...finding, path: [...finding.path] })),
    },
    asked.secrets ?? [],
  );
  state.recorder = recorder;
  const tell = recorder.hearing(asked.tell);
  const request = { ...asked, tell };

  const run: Run = { session, plan, where, signal, module: {}, output: async () => {} };
  let built = 0;
  const toCome = (steps: readonly Step[]) => taken.plan([...steps.map(({ title }) => title), comparing, noting]);
  toCome(list);
  await tellPlanned(list, before?.next ?? 0, tell, recorder);
  if (list[0]?.action.kind === 'module.build') {
    // Only then is it known whether the loaded module is of the same source: the rest is judged anew.
    await performStep(list[0], 0, run, request, taken, undefined);
    built = 1;
    module = await moduleFacts(plan.module, board.kernel, where, session);
    list = steps(plan, { board, workstation: { module } });
    // The board is as it was: what the build has shown is for a person to see first.
    if (asked.reviewed !== undefined) refuseChangedSteps(asked.reviewed, list, module);
    toCome(list);
    await tellPlanned(list, Math.max(before?.next ?? 0, built), tell, recorder);
  }
  recorder.note({ module: moduleAccount(plan, module) });
  if (module !== undefined) {
    await checkParameters(moduleParameters(plan), module.path, board.kernel);
    run.module.file = module;
  }
  signal.throwIfAborted();
  if (list.length === 0 && before === undefined) {
    const regions = verified(plan, board);
    recorder.done(new Date().toISOString());
    return { applied: built, regions };
  }

  const stamp = {
    who: whoWeAre(),
    at: before === undefined ? recorder.account.began : new Date().toISOString(),
    regions: plan.regions.map(({ device, address, size, content }) => ({ device, address, size, content })),
    told: telling.begin(recorder.account),
  };
  if (before === undefined) await journal.tidy();
  state.journalBegun = true;
  await journal.write(
    before === undefined
      ? { format: 1, event: 'begin', apply: id, plan: plan.name ?? '', ...stamp }
      : { format: 1, event: 'resume', apply: id, ...stamp },
  );
  const first = Math.max(before?.next ?? 0, built);
  let regions: RegionStatus[];
  try {
    for (const [at, step] of list.entries())
      await performStep(step, first + at, run, request, taken, { journal, id, recorder });
    regions = verified(plan, await session.facts(true));
    signal.throwIfAborted();
    taken.end(comparing);
    taken.begin(noting);
    const at = new Date().toISOString();
    await journal.write({ format: 1, event: 'end', apply: id, outcome: 'applied', at });
    recorder.done(at);
  } catch (thrown) {
    if (linkIsLost(thrown)) throw thrown;
    if (isTakenOver(thrown)) throw takenOver(thrown, taken);
    await noteFailure(journal, id, thrown);
    const undone = await takeBack(session, journal, id, tell).catch((failed) => {
      throw alsoFailed(failed, thrown);
    });
    const found = problemOf(thrown);
    throw new ProblemError({ ...found, data: { ...found.data, rolledBack: undone } }, { cause: thrown });
  }
  return { applied: built + list.length, regions };
}

/** A build is step 0 whatever was done before it: it leaves nothing on the board. */
async function tellPlanned(list: readonly Step[], first: number, tell: Tell, recorder: Recorder): Promise<void> {
  const builds = list[0]?.action.kind === 'module.build';
  const numbered = list.map((step, at) => ({
    step,
    index: builds ? (at === 0 ? 0 : Math.max(first, 1) + at - 1) : first + at,
  }));
  recorder.planned(numbered);
  for (const { index, step } of numbered) await tell({ index, title: step.title, state: 'planned' });
}

/** What the report begins with. */
function beginning(plan: Plan, text: string): Omit<Account, 'id' | 'bootId' | 'by'> {
  return {
    format: 1,
    began: new Date().toISOString(),
    plan: {
      name: plan.name ?? '',
      ...(text.length <= longestPlan && { text }),
      sha256: createHash('sha256').update(text).digest('hex'),
    },
    steps: [],
    outcome: 'unfinished',
  };
}

function moduleAccount(plan: Plan, module: ModuleFacts | undefined): NonNullable<Account['module']> {
  const { sha256, srcversion, vermagic, compilers = [] } = module ?? {};
  return {
    from: plan.module.from,
    ...(sha256 !== undefined && { sha256 }),
    ...(srcversion !== undefined && { srcversion }),
    ...(vermagic !== undefined && { vermagic }),
    compilers: [...compilers],
  };
}

/** For the report: what cannot be noted is no reason to leave the steps as they are. */
async function noteFailure(journal: ApplyJournal, apply: string, thrown: unknown): Promise<void> {
  const { id, message, hint, data } = problemOf(thrown);
  const index = typeof data?.step === 'number' ? { index: data.step } : {};
  const told = { id, message, ...(hint !== undefined && { hint }) };
  await journal.write({ format: 1, event: 'failed', apply, ...index, told }).catch(() => {});
}

async function performStep(
  step: Step,
  index: number,
  run: Run,
  { signal, tell, performers: table = performers }: ApplyRequest,
  taken: StepsTaken,
  written: { readonly journal: ApplyJournal; readonly id: string; readonly recorder: Recorder } | undefined,
): Promise<void> {
  const { action, title } = step;
  const started = performance.now();
  const startedAt = new Date().toISOString();
  const report = (state: 'started' | 'output' | 'done' | 'failed', text?: string) =>
    tell({
      index,
      title,
      state,
      ...(text !== undefined && { text }),
      ...(state !== 'output' && { milliseconds: performance.now() - started }),
      ...((state === 'started' || state === 'output') && { startedAt }),
    });
  const performer = table[action.kind] as Performers['module.load' & Action['kind']];
  const stepRun: Run = { ...run, output: (text) => report('output', text) };
  await report('started');
  try {
    signal.throwIfAborted();
    const undo = await performer.wayBack?.(action as never, stepRun);
    const base = written && ({ format: 1, apply: written.id, index } as const);
    const told = () => written?.recorder.step(index);
    if (base) {
      await written.journal.write({ ...base, event: 'will', title, ...(undo && { undo }), told: telling.step(told()) });
    }
    taken.begin(title);
    await performer.perform(action as never, stepRun);
    taken.end();
    const milliseconds = performance.now() - started;
    if (base) await written.journal.write({ ...base, event: 'did', told: telling.result(told(), milliseconds) });
    await report('done');
  } catch (thrown) {
    const found = problemOf(thrown);
    await report('failed', found.message);
    throw new ProblemError({ ...found, data: { step: index, title, ...found.data } }, { cause: thrown });
  }
}

async function takeBack(session: BoardSession, journal: ApplyJournal, id: string, tell: Tell): Promise<number> {
  const now = (await journal.transactions()).find((each) => each.id === id);
  return await undoAll(session, journal, { id, done: now?.done ?? [] }, tell);
}

/** Throws `plan.verify-failed` when the board is not as the plan says. */
function verified(plan: Plan, board: Facts['board']): RegionStatus[] {
  const regions = compareWithBoard(plan, board);
  if (isAsPlanned(regions)) return regions;
  const wrong = regions.filter(({ status }) => status !== 'same');
  throw problem('plan.verify-failed', `The board is not as the plan says: ${wrong.map(statusText).join('; ')}.`, {
    hint: wrong.some(({ fields }) => fields.some(({ field }) => field === 'node'))
      ? 'The driver has the device and /dev has no file of it: is devtmpfs mounted there, was the file removed? Load the driver anew, or make it by mknod.'
      : 'The kernel’s log says why a device did not come to be as asked.',
    data: { regions: wrong },
  });
}

function statusText({ device, status, fields }: RegionStatus): string {
  const told = fields.map(({ field, wanted, found }) => `${field} wanted ${wanted}, found ${found}`);
  return `${device} is ${status}${told.length === 0 ? '' : ` (${told.join(', ')})`}`;
}

/** Another host took the board over: it decides what becomes of what was done, and from here nothing may be changed. */
export function isTakenOver(thrown: unknown): boolean {
  return problemOf(thrown).id === 'board.held';
}

function takenOver(thrown: unknown, taken: StepsTaken): ProblemError {
  const found = problemOf(thrown);
  const { lists } = taken;
  return new ProblemError(
    {
      ...found,
      message: `${found.message} The apply ends here. ${listsText(lists)}`,
      hint: 'Whoever holds the board has its journal: plan apply --resume goes on there, plan rollback undoes what was done.',
      data: { ...found.data, ...lists },
    },
    { cause: thrown },
  );
}

/** Both stories: the step's, and why it could not be taken back. The journal on the board keeps what was done. */
function alsoFailed(failed: unknown, first: unknown): ProblemError {
  const undoing = problemOf(failed);
  const found = problemOf(first);
  if (linkIsLost(failed) || isTakenOver(failed)) {
    return new ProblemError(
      {
        ...undoing,
        message: `${found.message} What was done before was being undone. ${undoing.message}`,
        data: { ...undoing.data, first: { ...found } },
      },
      { cause: failed },
    );
  }
  return problem(
    'plan.rollback-failed',
    `${found.message} What was done before could not be undone: ${undoing.message}`,
    {
      hint:
        undoing.id === 'plan.rollback-failed'
          ? (undoing.hint ?? '')
          : 'Run plan rollback once the board answers again.',
      data: { ...undoing.data, first: { ...found }, rollBack: { ...undoing } },
      cause: failed,
    },
  );
}
