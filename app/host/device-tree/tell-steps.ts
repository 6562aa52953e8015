/** Work of a few steps, told as it goes on; a failed one is told before the failure is thrown, with the lists of steps when the link is lost. */
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { StepEvent } from '../../contract/plan.ts';
import { StepsTaken } from '../session/steps-taken.ts';

const wayOn = 'dt status tells what stands once the board can be reached; the same command can be given again.';

export class ToldSteps {
  readonly #tell: (event: StepEvent) => Promise<void>;
  readonly #titles: readonly string[];
  readonly #taken: StepsTaken;
  #next = 0;

  private constructor(titles: readonly string[], tell: (event: StepEvent) => Promise<void>) {
    this.#titles = titles;
    this.#taken = new StepsTaken(titles);
    // Who asked may have gone: the work goes on.
    this.#tell = (event) => tell(event).catch(() => {});
  }

  static async plan(titles: readonly string[], tell: (event: StepEvent) => Promise<void>): Promise<ToldSteps> {
    const steps = new ToldSteps(titles, tell);
    for (const [index, title] of titles.entries()) await steps.#tell({ index, title, state: 'planned' });
    return steps;
  }

  /** The next one. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#taken.begin(this.#titles[this.#next] ?? '');
    return await this.look(work);
  }

  /** What was done was taken back. */
  async undone(): Promise<void> {
    const { done } = this.#taken.lists;
    for (const [index, title] of this.#titles.entries())
      if (done.includes(title)) await this.#tell({ index, title, state: 'undone' });
    this.#taken.undone();
  }

  /** The next one, which changes nothing. */
  async look<T>(work: () => Promise<T>): Promise<T> {
    const index = this.#next;
    this.#next += 1;
    const title = this.#titles[index] ?? '';
    const started = performance.now();
    await this.#tell({ index, title, state: 'started', startedAt: new Date().toISOString() });
    const ended = () => ({ index, title, milliseconds: performance.now() - started });
    try {
      const result = await work();
      this.#taken.end(title);
      await this.#tell({ ...ended(), state: 'done' });
      return result;
    } catch (thrown) {
      await this.#tell({ ...ended(), state: 'failed', text: problemOf(thrown).message });
      throw this.#taken.told(thrown, wayOn);
    }
  }
}
