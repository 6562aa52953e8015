/** The helper's end of the probe child: starts it, gives it one piece of work at a time, and reads its death as a verdict. */
import type { ChildProcess } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onDemand } from '../on-demand.ts';
import { ProblemError, problem } from '../rpc/problem.ts';
import { noProcess } from '../run.ts';
import type { MappingPlace } from './mapping.ts';
import { type ProbeAnswer, type ProbeWork, progressSize } from './probe-message.ts';

/** How a child that died of its work left it. */
export class BusError extends Error {
  /** Number of the access (read, write) or page (touch) under way. */
  readonly index: number;
  constructor(index: number) {
    super('bus error');
    this.index = index;
  }
}

/** Milliseconds for any piece of work; a slow bus answers a read in some microseconds. */
const patience = 5000;
/** Milliseconds for the child's start, which is no time of the bus: node takes seconds on a slow board. */
const startPatience = 60_000;
const patiencePerAccess = 0.02;

interface Child {
  readonly process: ChildProcess;
  /** Rejects with what is told when it did not come so far. */
  readonly ready: Promise<void>;
}

export class Probe {
  readonly #script: string;
  #child: Child | undefined;
  /** Mappings that the present child has. */
  #known = new Set<number>();
  #last: Promise<unknown> = Promise.resolve();
  /** Holds the number of the access under way, mapped by the child, read by us after its death. */
  readonly #progress: number;
  #closed = false;

  /** `script`: what node runs as the child, probe.cjs or probe.ts. */
  constructor(script: string) {
    this.#script = script;
    const folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-probe-'));
    try {
      this.#progress = openSync(join(folder, 'progress'), 'wx+', 0o600);
      ftruncateSync(this.#progress, progressSize);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Process id of the child, which holds devices too. */
  get pid(): number | undefined {
    return this.#child?.process.pid;
  }

  /** Starts the child before it is needed: its first answer is then as quick as the others. */
  warm(): void {
    this.#start();
  }

  /**
   * Lets the child do a piece of work on a mapping, which it makes first where it has not yet.
   * Throws BusError, `memory.no-answer`, `board.no-process`, `memory.probe-not-started`, and what the work itself throws.
   */
  async perform(place: MappingPlace, work: ProbeWork, accesses: number): Promise<Uint8Array | undefined> {
    return await this.#inTurn(async () => {
      const { process: child, ready } = this.#start();
      await ready;
      if (!this.#known.has(work.mapping)) {
        await this.#ask(child, { kind: 'map', mapping: work.mapping, place }, 0);
        this.#known.add(work.mapping);
      }
      return await this.#ask(child, work, accesses);
    });
  }

  /** Forgets a mapping, and has the child unmap it. */
  async unmap(mapping: number): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#child === undefined || !this.#known.delete(mapping)) return;
      await this.#ask(this.#child.process, { kind: 'unmap', mapping }, 0);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#drop(this.#child?.process);
    closeSync(this.#progress);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return await turn;
  }

  #start(): Child {
    if (this.#closed) throw problem('mapping.closed', 'The helper is ending.');
    if (this.#child !== undefined) return this.#child;
    const child = onDemand.childProcess.fork(this.#script, [], {
      serialization: 'advanced',
      // The child's words may not get between the frames on our own stdout.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc', this.#progress],
    });
    this.#known = new Set();
    const ready = new Promise<void>((resolve, reject) => {
      const fail = (reason: Error) => {
        clearTimeout(timer);
        this.#drop(child);
        reject(reason);
      };
      const timer = setTimeout(() => fail(notStarted(`not ready after ${startPatience / 1000} s`)), startPatience);
      child.once('message', () => {
        clearTimeout(timer);
        resolve();
      });
      child.once('error', (cause: NodeJS.ErrnoException) =>
        fail(
          cause.code === 'EAGAIN' ? noProcess('the process that touches the memory', cause) : notStarted(cause.message),
        ),
      );
      child.once('exit', (status, signal) => fail(notStarted(signal ?? `status ${status}`)));
    });
    // Whoever asks for work is told; a start ahead of it is nobody's to fail.
    ready.catch(() => {});
    const started = { process: child, ready };
    this.#child = started;
    child.on('exit', () => {
      if (this.#child === started) this.#child = undefined;
    });
    return started;
  }

  #drop(child: ChildProcess | undefined): void {
    if (child === undefined) return;
    if (this.#child?.process === child) this.#child = undefined;
    child.kill('SIGKILL');
  }

  async #ask(child: ChildProcess, work: ProbeWork, accesses: number): Promise<Uint8Array | undefined> {
    return await new Promise((resolve, reject) => {
      const limit = patience + accesses * patiencePerAccess;
      const settle = (done: () => void): void => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
        done();
      };
      const timer = setTimeout(() => {
        this.#drop(child);
        settle(() => reject(noAnswer(limit)));
      }, limit);
      const onMessage = (answer: ProbeAnswer): void => {
        settle(() => ('problem' in answer ? reject(new ProblemError(answer.problem)) : resolve(answer.bytes)));
      };
      const onExit = (status: number | null, signal: string | null): void => {
        const isBusError = signal === 'SIGBUS';
        settle(() => reject(isBusError ? new BusError(this.#reached()) : lost(status, signal)));
        // Whoever asks next, of memory that is there, need not wait for its start.
        if (isBusError && !this.#closed) this.warm();
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send(work, (cause) => {
        // A child that is gone is told by its exit, which knows why.
        if (cause !== null && child.exitCode === null && child.signalCode === null) {
          this.#drop(child);
          settle(() => reject(lost(null, cause.message)));
        }
      });
    });
  }

  #reached(): number {
    const number = Buffer.alloc(4);
    readSync(this.#progress, number, 0, 4, 0);
    return new Int32Array(number.buffer, number.byteOffset, 1)[0] ?? 0;
  }
}

function noAnswer(limit: number): Error {
  return problem(
    'memory.no-answer',
    `The access got no answer within ${Math.round(limit / 1000)} s: the bus probably hangs.`,
    {
      hint: 'Power-cycle the board; before the next try check that the logic is programmed, clocked and out of reset.',
    },
  );
}

function notStarted(why: string): Error {
  return problem('memory.probe-not-started', `The process that touches the memory did not start (${why}).`, {
    hint: 'The memory was not touched. Is the board short of processes (ps, pid_max) or of memory (free)?',
    data: { why },
  });
}

function lost(status: number | null, signal: string | null): Error {
  return problem(
    'memory.probe-lost',
    `The process that touches the memory ended unexpectedly (${signal ?? `status ${status}`}).`,
    {
      data: { status, signal },
    },
  );
}
