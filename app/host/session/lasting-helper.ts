/**
 * The helper as a session sees it: a client that outlives the process behind it. JavaScript cannot catch a bus error, so the
 * helper may die of one; it is started again, calls in flight fail with `mapping.lost`, and the next call goes to the new one.
 */
import { beatEveryMs } from '../../../remote-helper/contract/link.ts';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { CallOptions, Client, Input, Reply } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, ProblemError, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { type HelperEnd, mappingLost } from './start-helper.ts';

/** One process of the helper with the client that talks to it. */
export interface HelperLife {
  readonly client: Client<HelperContract>;
  readonly ended: Promise<HelperEnd>;
  close(): Promise<void>;
}

type Name = keyof HelperContract & string;

/**
 * Each life counts its mappings from 1. Outside, a mapping's number also says of which life it is, so that a number from
 * before a restart can never mean another device after it.
 */
const mappingsPerLife = 2 ** 20;
/** More deaths than this within {@link deathWindowMs} are no accident: the session ends rather than dying on and on. */
const mostDeaths = 5;
const deathWindowMs = 60_000;

export class LastingHelper implements Client<HelperContract> {
  readonly closed: Promise<Problem | undefined>;
  readonly #over = Promise.withResolvers<Problem | undefined>();
  readonly #start: () => Promise<HelperLife>;
  /** Why the board cannot be reached at all; undefined while it can. */
  readonly #unreachable: () => Problem | undefined;
  #current: Promise<{ readonly life: HelperLife; readonly generation: number }>;
  #generation = 0;
  #ending = false;
  readonly #deaths: number[] = [];

  constructor(first: HelperLife, start: () => Promise<HelperLife>, unreachable: () => Problem | undefined) {
    this.closed = this.#over.promise;
    this.#start = start;
    this.#unreachable = unreachable;
    this.#current = Promise.resolve({ life: first, generation: 0 });
    this.#watch(first);
  }

  /** How often the helper was started again. */
  get restarts(): number {
    return this.#generation;
  }

  async call<N extends Name>(
    name: N,
    input: Input<HelperContract[N]>,
    options?: CallOptions<HelperContract[N]>,
  ): Promise<Reply<HelperContract[N]>> {
    const { life, generation } = await this.#current;
    const reply = await this.#within(life, life.client.call(name, this.#inwards(input, generation), options));
    return outwards(reply, generation);
  }

  async close(): Promise<void> {
    this.#ending = true;
    const current = await this.#current.catch(() => undefined);
    this.#over.resolve(undefined);
    this.#giveUp(this.#unreachable() ?? { id: 'session.closed', message: 'The session with the board was closed.' });
    await current?.life.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A call that fails because the process is gone is told so; every other failure stays what it is. */
  async #within<T>(life: HelperLife, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      const { id } = problemOf(thrown);
      if (id === 'cancelled' || !id.startsWith('rpc.')) throw thrown;
      // The frames may end a moment before the exit is known.
      const end = await Promise.race([
        life.ended,
        new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 1_000)),
      ]);
      const unreachable = this.#unreachable();
      if (unreachable !== undefined) throw new ProblemError(unreachable, { cause: thrown });
      if (end === undefined || this.#ending) throw thrown;
      throw new ProblemError(mappingLost(end), { cause: thrown });
    }
  }

  #inwards<I>(input: I, generation: number): I {
    if (typeof input !== 'object' || input === null || !('mapping' in input) || typeof input.mapping !== 'number') {
      return input;
    }
    const { mapping } = input;
    if (Math.floor(mapping / mappingsPerLife) === generation) return { ...input, mapping: mapping % mappingsPerLife };
    throw problem('mapping.lost', 'This mapping ended with the helper that made it.', {
      hint: 'Map the device anew.',
      data: { mapping },
    });
  }

  #watch(life: HelperLife): void {
    const beating = beat(life.client);
    void life.ended.then((end) => {
      clearInterval(beating);
      if (this.#ending) return;
      const unreachable = this.#unreachable();
      if (unreachable !== undefined) return this.#giveUp(unreachable);
      const now = Date.now();
      this.#deaths.push(now);
      if (this.#deaths.filter((at) => now - at < deathWindowMs).length > mostDeaths) {
        return this.#giveUp({
          id: 'helper.keeps-dying',
          message: `The helper on the board ended ${mostDeaths + 1} times within a minute.`,
          hint: 'Reconnect once the cause is found; what it said last is in the data.',
          data: { ...end },
        });
      }
      this.#generation += 1;
      const generation = this.#generation;
      this.#current = this.#start().then((next) => ({ life: next, generation }));
      this.#current.then(
        (next) => this.#watch(next.life),
        (thrown) => this.#giveUp(this.#unreachable() ?? problemOf(thrown)),
      );
    });
  }

  #giveUp(reason: Problem): void {
    this.#current = Promise.reject(new ProblemError(reason));
    this.#current.catch(() => {});
    this.#over.resolve(reason);
  }
}

/** A sign of life for the helper, which ends when it hears nothing. One at a time: on a link that is stuck they would pile up. */
function beat(client: Client<HelperContract>): NodeJS.Timeout {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) return;
    answered = false;
    const done = () => {
      answered = true;
    };
    client.call('link.beat', {}, { deadlineMs: 0 }).then(done, done);
  }, beatEveryMs);
  timer.unref();
  return timer;
}

function outwards<R>(reply: R, generation: number): R {
  if (typeof reply !== 'object' || reply === null || !('mapping' in reply) || typeof reply.mapping !== 'number') {
    return reply;
  }
  return { ...reply, mapping: generation * mappingsPerLife + reply.mapping };
}
