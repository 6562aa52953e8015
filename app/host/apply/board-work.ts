/** Applies and roll backs under way in this host: one a board at a time, told to all who follow the board. */
import { randomUUID } from 'node:crypto';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Work } from '../../contract/state.ts';
import { endedWork, withEvent } from '../state/work.ts';
import type { Tell } from './roll-back.ts';

const words = { apply: 'An apply', rollback: 'A roll back' } as const;

export class BoardWork {
  readonly #running = new Map<string, Work>();
  readonly #onWork: (board: string, work: Work) => void;

  constructor(onWork: (board: string, work: Work) => void) {
    this.#onWork = onWork;
  }

  isRunning(board: string): boolean {
    return this.#running.has(board);
  }

  /** For what would pull the board from under an apply. Throws `plan.busy` while one runs. */
  refuseWhileRunning(board: string): void {
    const running = this.#running.get(board);
    if (running !== undefined) throw busy(board, running);
  }

  /**
   * Runs `perform` as the board's work; what it tells goes to the followers and, through `tell`, to the caller. It may name the
   * plan once it knows it. Throws `plan.busy` before anything is done, and what `perform` throws.
   */
  async run<T>(
    board: string,
    about: Pick<Work, 'kind' | 'plan'>,
    caller: { readonly tell: Tell; readonly signal: AbortSignal },
    perform: (tell: Tell, named: (plan: string) => void) => Promise<T>,
  ): Promise<T> {
    this.refuseWhileRunning(board);
    let work: Work = { id: randomUUID(), ...about, startedAt: new Date().toISOString(), steps: [], outcome: 'running' };
    const set = (next: Work) => {
      work = next;
      if (next.outcome === 'running') this.#running.set(board, next);
      else this.#running.delete(board);
      this.#onWork(board, next);
    };
    set(work);
    const tell: Tell = async (event) => {
      set({ ...work, steps: withEvent(work.steps, event) });
      await caller.tell(event);
    };
    try {
      const result = await perform(tell, (plan) => set({ ...work, plan }));
      set(endedWork(work, 'done'));
      return result;
    } catch (thrown) {
      set(endedWork(work, caller.signal.aborted ? 'cancelled' : 'failed', problemOf(thrown)));
      throw thrown;
    }
  }
}

function busy(board: string, { kind, plan, startedAt, id }: Work): Error {
  return problem(
    'plan.busy',
    `${words[kind]}${plan === '' ? '' : ` of “${plan}”`} that began at ${startedAt} still runs on ${board}.`,
    {
      hint: 'Wait for its end, or cancel it where it was started; its steps are told in every window.',
      data: { board, kind, plan, startedAt, work: id },
    },
  );
}
