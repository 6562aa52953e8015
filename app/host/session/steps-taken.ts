/** What is known of the steps of a work when the link to the board, or the helper there, is lost in the middle: done, not begun, and what nobody can know. */
import { ProblemError, problemOf } from '../../../remote-helper/rpc/problem.ts';

/** In a Problem's data; titles of steps, in order. */
export interface StepLists {
  readonly done: readonly string[];
  readonly notDone: readonly string[];
  /** Asked of the board, and no answer came: it may be done, half done, or still be under way there. */
  readonly unknown: readonly string[];
}

/** The link, the session over it, or the frames in it are gone: nothing more can be asked of the board by this way. */
const lost = new Set(['link.lost', 'board.lost', 'session.closed', 'rpc.connection-lost']);

export function linkIsLost(thrown: unknown): boolean {
  return lost.has(problemOf(thrown).id);
}

/**
 * The helper's process was ended by somebody else while it was at something, or starting. One that died of a bus error has
 * answered: that access is not possible.
 */
export function helperIsLost(thrown: unknown): boolean {
  const { id, data } = problemOf(thrown);
  if (id === 'helper.not-started') return data?.signal !== undefined;
  return id === 'mapping.lost' && data?.said !== undefined && data.busError === undefined;
}

/** A step that only looks is never {@link begin begun}: when it ends early it is simply not done. */
export class StepsTaken {
  readonly #steps: { title: string; state: 'planned' | 'begun' | 'done' }[] = [];

  constructor(titles: readonly string[] = []) {
    this.plan(titles);
  }

  /** What is to come is now this. */
  plan(titles: readonly string[]): void {
    const kept = this.#steps.filter(({ state }) => state !== 'planned');
    this.#steps.splice(
      0,
      this.#steps.length,
      ...kept,
      ...titles.map((title) => ({ title, state: 'planned' as const })),
    );
  }

  /** From now on nobody but the board knows. What was begun before is done. */
  begin(title: string): void {
    this.end();
    const next = this.#steps.find((step) => step.title === title && step.state === 'planned');
    if (next === undefined) this.#steps.push({ title, state: 'begun' });
    else next.state = 'begun';
  }

  /** What was begun is done; `title`: a step that was never begun, since it only looks. */
  end(title?: string): void {
    for (const step of this.#steps) {
      if (step.state === 'begun' || (step.state === 'planned' && step.title === title)) step.state = 'done';
    }
  }

  /** What was begun turned out not to have been done. */
  refused(): void {
    for (const step of this.#steps) if (step.state === 'begun') step.state = 'planned';
  }

  /** What was done was taken back. */
  undone(): void {
    for (const step of this.#steps) if (step.state === 'done') step.state = 'planned';
  }

  get lists(): StepLists {
    const all = (wanted: string) => this.#steps.filter(({ state }) => state === wanted).map(({ title }) => title);
    return { done: all('done'), notDone: all('planned'), unknown: all('begun') };
  }

  /** A lost link or helper with these lists, in place of others, and the way on (`hint`); any other problem as it is. */
  told(thrown: unknown, hint: string): unknown {
    const found = problemOf(thrown);
    if (!linkIsLost(thrown) && !helperIsLost(thrown)) return thrown;
    // Nothing of it is there any more.
    if (found.data?.rolledBack !== undefined) return thrown;
    const id = found.id === 'rpc.connection-lost' ? 'link.lost' : found.id;
    const { lists } = this;
    return new ProblemError(
      { ...found, id, message: `${found.message} ${listsText(lists)}`, hint, data: { ...found.data, ...lists } },
      { cause: thrown },
    );
  }
}

export function listsText({ done, notDone, unknown }: StepLists): string {
  const part = (words: string, titles: readonly string[]) =>
    titles.length === 0 ? [] : [`${words}: ${titles.join('; ')}.`];
  return [
    ...(done.length === 0 ? ['Nothing was done before.'] : part('Done', done)),
    ...part('Not known whether done', unknown),
    ...part('Not done', notDone),
  ].join(' ');
}
