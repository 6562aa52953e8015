/** Notes what an apply or a roll back does while it runs, for its report. Secrets are left out before anything is kept. */
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { StepEvent } from '../../contract/plan.ts';
import { type Account, type AccountStep, withOutput } from '../../plan/report/account.ts';
import { withhold } from '../../plan/report/withhold.ts';
import type { Step } from '../../plan/step.ts';
import { linkIsLost } from '../session/steps-taken.ts';
import type { Tell } from './roll-back.ts';

export class Recorder {
  readonly #secrets: readonly string[];
  #account: Account;

  /** `secrets`: words that must not be kept. */
  constructor(start: Account, secrets: readonly string[]) {
    this.#account = start;
    this.#secrets = secrets;
  }

  /** As far as it is known now, without secrets. */
  get account(): Account {
    return withhold(this.#account, this.#secrets).value;
  }

  step(index: number): AccountStep | undefined {
    return this.account.steps.find((step) => step.index === index);
  }

  note(change: Partial<Account>): void {
    this.#account = { ...this.#account, ...change };
  }

  /** What is to come is now this. */
  planned(list: readonly { readonly index: number; readonly step: Step }[]): void {
    const begun = this.#account.steps.filter(({ result }) => result !== 'not-done');
    const fresh = list.map(
      ({ index, step: { title, where, shell } }): AccountStep => ({ index, title, where, shell, result: 'not-done' }),
    );
    const isBegun = (step: AccountStep) => begun.some(({ index }) => index === step.index);
    this.note({ steps: [...begun, ...fresh.filter((step) => !isBegun(step))] });
  }

  /** Tells on, and notes what is told. */
  hearing(tell: Tell): Tell {
    return async (event) => {
      this.#hear(event);
      await tell(event);
    };
  }

  /** It came to its end. */
  done(ended: string): void {
    this.note({ outcome: 'applied', ended });
  }

  /** It did not. `thrown`: what applying throws. */
  failed(thrown: unknown, cancelled: boolean): void {
    const { id, message, hint, data } = problemOf(thrown);
    const cut = linkIsLost(thrown) || id === 'board.held';
    const ended = new Date().toISOString();
    const undoing = data?.first !== undefined;
    const result = id === 'plan.rollback-failed' ? 'failed' : cut && undoing ? 'unfinished' : 'done';
    const undone = data?.rolledBack !== undefined || undoing;
    this.note({
      outcome: cut && !undoing ? 'unfinished' : cancelled || id === 'cancelled' ? 'cancelled' : 'failed',
      ended,
      problem: { id, message, ...(hint !== undefined && { hint }) },
      ...(undone && { rollBack: { why: 'failed', by: this.#account.by, ended, result } }),
      // The board was asked, and no answer came.
      ...(linkIsLost(thrown) && !undoing && { steps: this.#account.steps.map(unanswered) }),
    });
  }

  /** A roll back that somebody asked for begins. */
  beginRollBack(by: string): void {
    this.note({ rollBack: { why: 'asked', by, began: new Date().toISOString(), result: 'unfinished' } });
  }

  endRollBack(thrown?: unknown): void {
    const { rollBack } = this.#account;
    if (rollBack === undefined) return;
    const cut = linkIsLost(thrown) || problemOf(thrown).id === 'board.held';
    const result = thrown === undefined ? 'done' : cut ? 'unfinished' : 'failed';
    this.note({ rollBack: { ...rollBack, ended: new Date().toISOString(), result } });
  }

  #hear({ index, title, state, text, milliseconds }: StepEvent): void {
    if (state === 'planned') return;
    const { steps } = this.#account;
    const at = steps.findIndex((step) => step.index === index);
    const before: AccountStep = steps[at] ?? { index, title, result: 'not-done' };
    const took = milliseconds === undefined ? {} : { milliseconds };
    const why = text === undefined ? {} : { failure: text };
    const after = {
      started: () => ({ ...before, result: 'unknown' as const }),
      output: () => ({ ...before, output: withOutput(before.output, text ?? '') }),
      done: () => ({ ...before, result: 'done' as const, ...took }),
      failed: () => ({ ...before, result: 'failed' as const, ...took, ...why }),
      undone: () => ({ ...before, undo: { result: 'undone' as const, ...took } }),
      'undo-failed': () => ({ ...before, undo: { result: 'failed' as const, ...took, ...why } }),
    }[state]();
    this.note({ steps: at < 0 ? [...steps, after] : steps.with(at, after) });
  }
}

function unanswered(step: AccountStep): AccountStep {
  return step.result === 'failed' ? { ...step, result: 'unknown' } : step;
}
