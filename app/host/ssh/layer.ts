/** One machine of the way to a board, logged in on: its end, and its silence, which is an end too. */
import type { Client } from 'ssh2';
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Destination } from './destination.ts';
import type { Dialled } from './dial.ts';

export interface Layer {
  readonly name: string;
  readonly client: Client;
  /** It has ended, or its stream has: that of a jump host reaches those behind it before its own end is told. */
  readonly gone: boolean;
  /** Milliseconds since anything was heard from it. */
  readonly silentMs: number;
  /** Why it ended, as far as it is known. */
  readonly failure: string | undefined;
  readonly to: Destination;
  /** Resolves at its end. */
  readonly over: Promise<void>;
  /** Says goodbye; resolves at the end, or after a second. */
  close(): Promise<void>;
  destroy(): void;
}

/** A peer that is gone never answers the goodbye; what was sent has had its chance by then. */
const closePatienceMs = 1_000;
/** Milliseconds that an event loop which was held up gets to read what has come meanwhile. */
const heldUpMs = 1_000;

/** Follows a client that is ready. A peer from which nothing is heard for its keepalive's time is gone. */
export function openLayer(to: Destination, client: Client, dialled: Dialled): Layer {
  const over = Promise.withResolvers<void>();
  const patience = to.keepalive.patienceMs;
  let gone = false;
  let failure: string | undefined;
  let heard = performance.now();
  dialled.stream.on('data', () => {
    heard = performance.now();
  });
  let due = 0;
  const check = () => {
    const now = performance.now();
    const silent = now - heard;
    const late = now - due > heldUpMs;
    if (silent >= patience && !late) {
      failure ??= `it has sent nothing for ${Math.round(silent / 1000)} s`;
      dialled.destroy();
      return;
    }
    wait(late ? heldUpMs : Math.max(patience - silent, 50));
  };
  let timer: NodeJS.Timeout;
  const wait = (milliseconds: number) => {
    due = performance.now() + milliseconds;
    timer = setTimeout(check, milliseconds);
  };
  wait(patience);
  client.on('error', (error: Error) => {
    failure ??= error.message;
  });
  client.once('close', () => {
    gone = true;
    clearTimeout(timer);
    over.resolve();
  });
  return {
    name: to.name,
    to,
    client,
    get gone() {
      return gone || dialled.stream.destroyed;
    },
    get silentMs() {
      return performance.now() - heard;
    },
    get failure() {
      return failure;
    },
    over: over.promise,
    async close() {
      if (!gone) client.end();
      const patient = setTimeout(() => dialled.destroy(), closePatienceMs);
      await over.promise;
      clearTimeout(patient);
    },
    destroy() {
      clearTimeout(timer);
      client.destroy();
      dialled.destroy();
    },
  };
}

/** The first machine of the way that is gone, or that owes an answer: what is behind it is only out of sight. */
export function firstGone(layers: readonly Layer[]): Layer | undefined {
  return layers.find(({ gone, silentMs, to }) => gone || silentMs > to.keepalive.intervalMs * 1.5);
}

/** `hop`: its name when it is a jump host; `otherwise`: what is known of the end when the machine itself says nothing. */
export function linkLost({ to, failure }: Layer, hop: string | undefined, otherwise?: string): ProblemError {
  const why = failure ?? otherwise;
  const whose = hop === undefined ? `The connection to ${to.name}` : `The connection to the jump host ${hop}`;
  return problem('link.lost', `${whose} ended${why === undefined ? '' : `: ${why}`}.`, {
    hint: 'Did the machine reset or lose its network? Connect again.',
    data: { host: to.host, port: to.port, ...(hop !== undefined && { hop }) },
  });
}
