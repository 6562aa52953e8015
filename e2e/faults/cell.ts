/** One command, one fault at one moment within it, and what became of the command, the board and the next run. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StepLists } from '../../app/host/session/steps-taken.ts';
import type { Bench } from './bench.ts';
import { dice } from './dice.ts';
import { type Fault, patienceMs } from './faults.ts';
import { failed, type Moment, type Step, type Wrongs } from './step.ts';
import { type Ended, type OnTerminal, reached, type Told } from './terminal.ts';

/** How a step goes when nothing goes wrong. */
export interface Rehearsal {
  /** Milliseconds from the command's start to each moment, by its name. */
  readonly begins: ReadonlyMap<string, number>;
  readonly whole: number;
  /** The board's state after it. */
  readonly after: string;
  /** Every file on the board once it was taken back. */
  readonly files: readonly string[];
}

export interface Cell {
  readonly step: string;
  readonly moment: string;
  readonly fault: string;
  /** `not there`: what the fault is about did not exist at that moment. */
  readonly result: 'passed' | 'failed' | 'not there';
  readonly wrongs: Wrongs;
  /** What happened, for people. */
  readonly story: string;
}

/** The bound on what a lost link may keep a command waiting. */
const boundMs = 10_000;
/** A moment that was over before the fault came is tried again, nearer to its beginning. */
const mostTries = 4;

export async function rehearse(bench: Bench, step: Step): Promise<Rehearsal> {
  const words = await step.prepare(bench);
  const before = (await bench.console()).length;
  const command = bench.command(words);
  const begins = new Map<string, number>();
  while (command.running) {
    const said = (await bench.console()).slice(before);
    for (const { name, reached: is } of step.moments) {
      if (!begins.has(name) && is(command.drawn, said)) begins.set(name, performance.now() - command.began);
    }
    await sleep(30);
  }
  const ended = await command.ended;
  const after = await bench.state();
  const wrongs = [
    ...failed(`${step.name} without a fault`, ended),
    ...step.moments.filter(({ name }) => !begins.has(name)).map(({ name }) => `“${name}” was never reached`),
    ...(await step.restore(bench)),
  ];
  if (wrongs.length > 0) throw new Error(`${step.name}: ${wrongs.join('; ')}`);
  return { begins, whole: ended.at - command.began, after, files: await bench.files() };
}

/** Milliseconds that a moment lasts in the rehearsal: until the next one begins. */
function lasts({ begins, whole }: Rehearsal, { name }: Moment): number {
  const from = begins.get(name) ?? 0;
  const next = [...begins.values()].filter((at) => at > from).sort((one, other) => one - other)[0] ?? whole;
  return next - from;
}

export async function runCell(
  bench: Bench,
  { step, moment, fault, seed }: { step: Step; moment: Moment; fault: Fault; seed: string },
  rehearsal: Rehearsal,
): Promise<Cell> {
  const about = { step: step.name, moment: moment.name, fault: fault.name };
  const throws = dice(seed, `${step.name}/${moment.name}/${fault.name}`);
  let part = throws();
  const die = throws();
  for (let tries = 1; ; tries += 1) {
    const delay = part * lasts(rehearsal, moment);
    const tried = await strikeOnce(bench, { step, moment, fault }, rehearsal, delay, die);
    if (tried === 'late' && tries < mostTries) {
      part /= 3;
      continue;
    }
    if (tried === 'not there') return { ...about, result: 'not there', wrongs: [], story: 'nothing of it was there' };
    if (tried === 'late') {
      const wrongs = [`the command was over before the fault, ${mostTries} times`];
      return { ...about, result: 'failed', wrongs, story: '' };
    }
    const { wrongs, story } = tried;
    return { ...about, result: wrongs.length === 0 ? 'passed' : 'failed', wrongs, story };
  }
}

interface Struck {
  readonly wrongs: Wrongs;
  readonly story: string;
}

async function strikeOnce(
  bench: Bench,
  { step, moment, fault }: { step: Step; moment: Moment; fault: Fault },
  rehearsal: Rehearsal,
  delay: number,
  die: number,
): Promise<Struck | 'late' | 'not there'> {
  const words = await step.prepare(bench);
  const before = await bench.state();
  const left = await bench.quiet(20_000);
  if (left.length > 0) throw new Error(`before the command the board runs ${left.join(' ')}`);
  await bench.newConnection();
  if (fault.strikesThere === true) await bench.standBy();

  const command = bench.command(words);
  const from = (await bench.console()).length;
  if ((await untilMoment(bench, command, moment, from)) === undefined) {
    const ended = await command.ended;
    await step.restore(bench);
    return { wrongs: ['it was never reached', ...failed('without a fault the command', ended)], story: '' };
  }
  await sleep(delay);
  if (!command.running) {
    await step.restore(bench);
    return 'late';
  }
  const struck = performance.now();
  const over = await fault.strike(bench, command);
  if (over === undefined) {
    await command.ended;
    await bench.newConnection();
    await step.restore(bench);
    return 'not there';
  }
  const patient = AbortSignal.timeout(patienceMs);
  const ended = await Promise.all([ending(command, patient), over(command.ended)]).then(([end]) => end);
  const took = ended === undefined ? undefined : ended.at - struck;
  const wrongs: string[] = [...judge(step, fault, ended, took)];
  if (ended === undefined) await command.kill();
  // It was as good as done when the fault came: nothing of it is to be learned.
  const escaped = fault.says === 'lost' && ended?.told?.ok === true && (took ?? 0) < 1_500;

  const running = await bench.quiet(fault.quietMs);
  if (running.length > 0) wrongs.push(`after ${fault.quietMs / 1000} s the board still runs ${running.join(' ')}`);
  await bench.link(true);
  await bench.newConnection();
  const lists = listsOf(ended?.told);
  if (lists !== undefined && !fault.reboots) wrongs.push(...(step.truth?.(lists, await bench.state()) ?? []));

  if (escaped) {
    await step.restore(bench);
    return 'late';
  }
  wrongs.push(...(await step.recover(bench, words, { before, after: rehearsal.after }, die)));
  wrongs.push(...(await step.restore(bench)));
  const still = await bench.quiet(10_000);
  if (still.length > 0) wrongs.push(`in the end the board runs ${still.join(' ')}`);
  const files = await bench.files();
  const more = files.filter((each) => !rehearsal.files.includes(each));
  if (more.length > 0) wrongs.push(`files stay on the board: ${more.join(' ')}`);
  if (!(await bench.memoryUntouched())) wrongs.push('the memory of the region was written to');
  return { wrongs, story: storyOf(ended, took, delay) };
}

async function untilMoment(
  bench: Bench,
  command: OnTerminal,
  moment: Moment,
  from: number,
): Promise<number | undefined> {
  let said = '';
  const following = (async () => {
    while (command.running) {
      said = (await bench.console()).slice(from);
      await sleep(40);
    }
  })();
  void following;
  return await reached(command, () => moment.reached(command.drawn, said));
}

async function ending(command: OnTerminal, patient: AbortSignal): Promise<Ended | undefined> {
  const late = new Promise<undefined>((resolve) => {
    patient.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  return await Promise.race([command.ended, late]);
}

function listsOf(told: Told | undefined): StepLists | undefined {
  if (told === undefined || told.ok) return undefined;
  const { done, notDone, unknown } = (told.problem.data ?? {}) as Partial<StepLists>;
  if (done === undefined || notDone === undefined || unknown === undefined) return undefined;
  return { done, notDone, unknown };
}

function judge({ title }: Step, { says }: Fault, ended: Ended | undefined, took: number | undefined): Wrongs {
  if (ended === undefined) return [`the command did not end within ${patienceMs / 1000} s`];
  const { told } = ended;
  if (says === 'nothing') return told === undefined ? [] : ['the killed command still said something'];
  if (told === undefined) return ['the command ended without a word'];
  if (told.ok) return says === 'lost' && (took ?? 0) >= 1_500 ? ['the command says that it succeeded'] : [];
  const { id, message, data } = told.problem;
  const wrongs: string[] = [];
  if (says !== 'any' && id !== 'link.lost') wrongs.push(`it ended with ${id}: ${message}`);
  const lists = listsOf(told);
  if (lists === undefined && data?.rolledBack === undefined) wrongs.push(`no lists in ${id}: ${message}`);
  if (lists !== undefined && ![...lists.done, ...lists.notDone, ...lists.unknown].some((each) => title.test(each)))
    wrongs.push(`the lists do not name ${title}: ${message}`);
  if (says === 'lost' && (took ?? 0) > boundMs) wrongs.push(`it took ${seconds(took)} to say ${id}`);
  return wrongs;
}

const seconds = (milliseconds = 0) => `${(milliseconds / 1000).toFixed(1)} s`;

function storyOf(ended: Ended | undefined, took: number | undefined, delay: number): string {
  const when = `fault ${seconds(delay)} into it`;
  if (ended?.told === undefined) return when;
  if (ended.told.ok) return `${when}, done after ${seconds(took)}`;
  const lists = listsOf(ended.told);
  const counts =
    lists === undefined
      ? ''
      : `, ${lists.done.length} done, ${lists.notDone.length} not, unknown: ${lists.unknown.join('; ') || 'none'}`;
  return `${when}, ${ended.told.problem.id} after ${seconds(took)}${counts}`;
}
