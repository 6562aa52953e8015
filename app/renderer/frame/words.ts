/** What the page says of states: one place, so that a thing has one word. */
import type { SyncState, UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { Stage } from '../../contract/board.ts';
import type { StepEvent } from '../../contract/plan.ts';
import type { BoardState, Work } from '../../contract/state.ts';
import { cachePolicyOf } from '../../plan/parameters.ts';
import { exactSize } from '../../plan/quantity.ts';
import type { Tone } from '../components/badge.tsx';

export interface Word {
  readonly text: string;
  readonly icon: string;
  readonly tone: Tone;
  readonly busy?: boolean;
}

/** A board in a word. */
export function boardWord({ connection, lease, emulated }: BoardState): Word {
  switch (connection.state) {
    case 'closed':
      if (emulated?.running === false) return { text: 'not running', icon: 'circle-outline', tone: 'plain' };
      return { text: 'not connected', icon: 'circle-outline', tone: 'plain' };
    case 'opening':
      return {
        text: connection.attempt > 1 ? 'reconnecting' : 'connecting',
        icon: 'loading',
        tone: 'accent',
        busy: true,
      };
    case 'open':
      if (lease.held === 'other') return { text: 'read-only', icon: 'eye', tone: 'warn' };
      return { text: 'connected', icon: 'circle-filled', tone: 'good' };
    case 'lost':
      return { text: 'link lost', icon: 'debug-disconnect', tone: 'warn' };
    case 'failed':
      if (wantsAnswer(connection.problem.id)) return { text: 'needs an answer', icon: 'question', tone: 'warn' };
      return { text: 'failed', icon: 'error', tone: 'bad' };
  }
}

/** Connecting has not gone wrong: it goes on once the user has decided or told something. */
export function wantsAnswer(problemId: string): boolean {
  return problemId.endsWith('-wanted') || ['ssh.host-key-unknown', 'node.no-runtime'].includes(problemId);
}

export const stageWords: Readonly<Record<Stage, string>> = {
  resolve: 'Look up the name',
  connect: 'Reach the SSH server',
  'host-key': 'Check the host key',
  authenticate: 'Log in',
  probe: 'See what the board is',
  privilege: 'Become root',
  deliver: 'Deliver the helper',
  helper: 'Start the helper',
  facts: 'Gather facts',
};

export const stepWords: Readonly<Record<StepEvent['state'], Word>> = {
  planned: { text: 'to do', icon: 'circle-outline', tone: 'plain' },
  started: { text: 'running', icon: 'loading', tone: 'accent', busy: true },
  output: { text: 'running', icon: 'loading', tone: 'accent', busy: true },
  done: { text: 'done', icon: 'pass', tone: 'good' },
  failed: { text: 'failed', icon: 'error', tone: 'bad' },
  undone: { text: 'rolled back', icon: 'discard', tone: 'warn' },
  'undo-failed': { text: 'not rolled back', icon: 'warning', tone: 'bad' },
};

/** Of the step that failed, once what it had done was taken back. */
export const failedAndUndone: Word = { text: 'failed, rolled back', icon: 'error', tone: 'bad' };

export function workWord({ kind, outcome }: Work): Word {
  const what = kind === 'apply' ? 'Apply' : 'Roll back';
  switch (outcome) {
    case 'running':
      return { text: `${what} running`, icon: 'loading', tone: 'accent', busy: true };
    case 'done':
      return { text: `${what} done`, icon: 'pass', tone: 'good' };
    case 'failed':
      return { text: `${what} failed`, icon: 'error', tone: 'bad' };
    case 'cancelled':
      return { text: `${what} cancelled`, icon: 'circle-slash', tone: 'warn' };
  }
}

export function cacheWord(device: Pick<UiomemDevice, 'cached' | 'coherent'>): string {
  return { noncoherent: 'cached, not coherent', coherent: 'cached, coherent', off: 'not cached' }[
    cachePolicyOf(device)
  ];
}

export function ownerWord({ owner }: Pick<SyncState, 'owner'>): string {
  return owner === 'cpu' ? 'CPU owns it' : 'device owns it';
}

export function directionWord({ direction }: Pick<SyncState, 'direction'>): string {
  return {
    both: 'both write and read',
    'cpu-writes': 'CPU writes, device reads',
    'device-writes': 'device writes, CPU reads',
  }[direction];
}

export function originWord(origin: UiomemDevice['origin']): string {
  switch (origin.kind) {
    case 'insmod':
      return `insmod, region ${origin.slot}`;
    case 'device-tree':
      return origin.path;
    case 'unknown':
      return 'not told';
  }
}

/** `1 MiB`, `4097 bytes`. */
export const sizeWord = exactSize;

/** Milliseconds as a step took them: `0.4 s`, `12 s`. */
export function tookWord(milliseconds: number): string {
  return milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.round(milliseconds / 1000)} s`;
}

/** An instant of a workstation's or a board's clock, as this system writes times; with the date unless it is today's. */
export function instantWord(instant: string, now = new Date()): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const time = date.toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    // As logs write it, and as the memory's view does.
    hourCycle: 'h23',
  });
  return date.toDateString() === now.toDateString() ? time : `${date.toLocaleDateString()} ${time}`;
}

/** Colours of boards, by their place in the list. */
export function boardColour(index: number): string {
  return `var(--board-${(Math.max(0, index) % 6) + 1})`;
}

/** Pure: what a reader wants to know first of a failed apply. */
export function rolledBackText(undone: number, stuck: number): string {
  const steps = (count: number) => (count === 1 ? '1 step was' : `${count} steps were`);
  if (stuck > 0) return `${steps(undone)} rolled back; ${stuck} could not be: the board is between two states.`;
  if (undone === 0) return 'Nothing had to be rolled back.';
  return `${steps(undone)} rolled back: the board is as it was before.`;
}
