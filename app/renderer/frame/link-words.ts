/** What the page says of a board's link: how quickly it answers, how much it carries, and what follows where that is little. */
import type { BoardState } from '../../contract/state.ts';

type Open = Extract<BoardState['connection'], { state: 'open' }>;
export type Link = Pick<Open, 'answerMs' | 'bytesPerSecond'>;

/** Milliseconds: from here on one waits for each answer. */
const slowAnswer = 200;
/** Bytes a second: from here down one waits for each MiB. */
const littleThroughput = 1_000_000;
/** What is quicker or more is told as this (app/host/state). */
const leastAnswer = 10;
const mostThroughput = 10_000_000;

export const answersSlowly = ({ answerMs }: Link): boolean => (answerMs ?? 0) > slowAnswer;
export const carriesLittle = ({ bytesPerSecond }: Link): boolean =>
  (bytesPerSecond ?? Number.POSITIVE_INFINITY) < littleThroughput;

/** `340 ms`, `< 10 ms`. */
export function answerWord(answerMs: number): string {
  return answerMs <= leastAnswer ? `< ${leastAnswer} ms` : `${answerMs} ms`;
}

/** `240 kB/s`, `1.2 MB/s`, `> 10 MB/s`. */
export function throughputWord(bytesPerSecond: number): string {
  if (bytesPerSecond >= mostThroughput) return `> ${mostThroughput / 1e6} MB/s`;
  if (bytesPerSecond >= 1e6) return `${Number((bytesPerSecond / 1e6).toPrecision(2))} MB/s`;
  return bytesPerSecond >= 1000 ? `${Number((bytesPerSecond / 1000).toPrecision(2))} kB/s` : `${bytesPerSecond} B/s`;
}

/** Pure. What is slow about a link and what follows; undefined where nothing is, as far as is known. */
export function slowLink(board: string, link: Link): { id: string; title: string; hint: string } | undefined {
  const { answerMs = 0, bytesPerSecond = 0 } = link;
  const [late, little] = [answersSlowly(link), carriesLittle(link)];
  if (!late && !little) return undefined;
  const facts = [late && `answers in ${answerMs} ms`, little && `carries ${throughputWord(bytesPerSecond)}`];
  const follows = [
    late && 'What is shown live is as old as an answer takes, and looks follow each other more slowly.',
    little && `1 MiB takes about ${secondsWord(2 ** 20 / bytesPerSecond)}: watch and save no more than is needed.`,
    !little && 'Large ranges are better dumped to a file than scrolled through.',
  ];
  return {
    id: late ? 'link.slow' : 'link.low-throughput',
    title: `The link to ${board} is slow: it ${facts.filter(Boolean).join(' and ')}.`,
    hint: follows.filter(Boolean).join(' '),
  };
}

function secondsWord(seconds: number): string {
  if (seconds < 90) return `${seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}
