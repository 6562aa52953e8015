/** What a command that faults hit is made of, and what judges it. */
import type { BoardKernel } from '../../app/host/emulated-board/board-options.ts';
import type { StepLists } from '../../app/host/session/steps-taken.ts';
import type { Bench } from './bench.ts';
import type { Ended } from './terminal.ts';

export interface Moment {
  readonly name: string;
  /** Judged by what the command has drawn and the console has said since it began. */
  reached(drawn: string, said: string): boolean;
}

/** What is wrong, as sentences; none when all is well. */
export type Wrongs = readonly string[];

export interface Step {
  readonly name: string;
  readonly moments: readonly Moment[];
  /** What lists of steps have a title like, whenever the command is cut off. */
  readonly title: RegExp;
  /** Whether the board needs a compiler. */
  readonly tools?: true;
  /** Otherwise the usual one. */
  readonly kernel?: BoardKernel;
  /** Makes the board as it is to be before; answers the command's words. */
  prepare(bench: Bench): Promise<readonly string[]>;
  /** Whether the lists of a command that was cut off are true of the board. `state`: as the board is then. */
  truth?(lists: StepLists, state: string): Wrongs;
  /**
   * The next run, after which all is as if there had been no fault, or as before. `before`, `after`: the board's state
   * before the command, and after it when nothing goes wrong.
   */
  recover(
    bench: Bench,
    words: readonly string[],
    states: { before: string; after: string },
    die: number,
  ): Promise<Wrongs>;
  /** Brings the board back to what it was, also after a reboot. */
  restore(bench: Bench): Promise<Wrongs>;
}

export const draws = (name: string, pattern: RegExp): Moment => ({ name, reached: (drawn) => pattern.test(drawn) });
export const reaches = (name: string, program: string): Moment => ({
  name,
  reached: (_, said) => said.includes(`faults: reached ${program}`),
});

export function failed(what: string, { told, drawn }: Ended): Wrongs {
  if (told?.ok === true) return [];
  const why = told === undefined ? `nothing (${drawn.slice(-200)})` : `${told.problem.message} [${told.problem.id}]`;
  return [`${what} said: ${why}`];
}

export async function same(bench: Bench, what: string, wanted: string): Promise<Wrongs> {
  const found = await bench.state();
  if (found === wanted) return [];
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  const more = lines(found).filter((line) => !lines(wanted).includes(line));
  const less = lines(wanted).filter((line) => !lines(found).includes(line));
  return [`${what}: the board has ${more.join('; ') || 'nothing more'} and lacks ${less.join('; ') || 'nothing'}`];
}

/** What the lists say of a title, and whether that can be when it is so (`is`) on the board. */
export function agrees({ done, notDone }: StepLists, title: RegExp, is: boolean): Wrongs {
  const found = (list: readonly string[]) => list.find((each) => title.test(each));
  const [did, didNot] = [found(done), found(notDone)];
  if (did !== undefined && !is) return [`“${did}” is told as done, and the board does not have it`];
  if (didNot !== undefined && is) return [`“${didNot}” is told as not done, and the board has it`];
  return [];
}

/** The next run, where that is the same command. */
export const again = async (bench: Bench, words: readonly string[]): Promise<Wrongs> =>
  failed('the same command again', await bench.run(words));
