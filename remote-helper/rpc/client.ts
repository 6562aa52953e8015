/** The near end of a connection: calls by name, each with its streams, its deadline and its cancellation. */
import * as z from 'zod';
import type { CallOptions, Client, Contract, Procedure, Reply } from './contract.ts';
import type { Duplex } from './duplex.ts';
import { byteWindow, itemWindow, largestPiece, pieces, ReadCredit, SendCredit } from './flow.ts';
import { type Frame, noBytes } from './frame.ts';
import { type Problem, ProblemError, problem } from './problem.ts';
import { connectionLost, readCredit, readProblem, unexpected, unfit, Wire } from './wire.ts';

export interface ClientOptions {
  /** The server must say the same. Default: empty. */
  readonly version?: string;
}

/** Milliseconds for procedures that name none: a board under load answers within seconds. */
const usualDeadlineMs = 30_000;

interface Pending {
  readonly name: string;
  readonly procedure: Procedure;
  readonly options: CallOptions<Procedure>;
  readonly upload: SendCredit;
  readonly credit: { readonly bytes: ReadCredit; readonly items: ReadCredit };
  /** Items and pieces that the caller has not yet taken, one after the other. */
  taking: Promise<void>;
  settle(reply: unknown): void;
  fail(reason: unknown): void;
}

/** Speaks at once; a server of another version shows in `closed` and fails every call with `rpc.version-mismatch`. */
export function connectClient<const C extends Contract>(
  contract: C,
  duplex: Duplex,
  options: ClientOptions = {},
): Client<C> {
  const pending = new Map<number, Pending>();
  let last = 0;
  let over: { readonly reason: Problem | undefined } | undefined;
  const wire = new Wire(duplex, {
    version: options.version ?? '',
    onFrame,
    onEnd(reason) {
      over = { reason };
      for (const call of [...pending.values()]) call.fail(connectionLost(reason));
    },
  });

  function onFrame(frame: Frame): void {
    const call = pending.get(frame.call);
    // The rest of a call that was cancelled here.
    if (call === undefined) return;
    switch (frame.kind) {
      case 'result': {
        const output = decode(call, call.procedure.output, frame.head);
        const reply = call.procedure.outputBytes === true ? { output, bytes: frame.payload } : output;
        call.taking.then(() => call.settle(reply), call.fail);
        return;
      }
      case 'error': {
        const reason = new ProblemError(readProblem(frame.head));
        call.taking.then(() => call.fail(reason), call.fail);
        return;
      }
      case 'progress':
        if (call.procedure.progress === undefined) throw unexpected('progress');
        call.options.onProgress?.(decode(call, call.procedure.progress, frame.head) as never);
        return;
      case 'item': {
        if (call.procedure.items === undefined) throw unexpected('item');
        const item = decode(call, call.procedure.items, frame.head);
        take(call, frame.call, call.credit.items, 1, () => call.options.onItem?.(item as never, frame.payload));
        return;
      }
      case 'data':
        if (call.procedure.download !== true) throw unexpected('data');
        take(call, frame.call, call.credit.bytes, frame.payload.length, () => call.options.onBytes?.(frame.payload));
        return;
      case 'credit':
        call.upload.grant(readCredit(frame.head).amount);
        return;
      default:
        throw unexpected(frame.kind);
    }
  }

  function take(
    call: Pending,
    id: number,
    credit: ReadCredit,
    amount: number,
    consume: () => void | Promise<void>,
  ): void {
    credit.received(amount);
    call.taking = call.taking.then(async () => {
      if (!pending.has(id)) return;
      await consume();
      credit.consumed(amount);
    });
    call.taking.catch((thrown) => {
      if (pending.get(id) !== call) return;
      void wire.post('cancel', id, null);
      call.fail(thrown);
    });
  }

  async function send(id: number, call: Pending): Promise<void> {
    for await (const bytes of call.options.upload ?? []) {
      for (const piece of pieces(bytes)) {
        await call.upload.take(piece.length);
        await wire.post('data', id, null, piece);
      }
    }
    if (pending.has(id)) await wire.post('end', id, null);
  }

  function call(name: string, input: unknown, options: CallOptions<Procedure> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const procedure = contract[name];
      if (procedure === undefined) throw problem('rpc.unknown-procedure', `There is no procedure ${name}.`);
      if (over !== undefined) throw connectionLost(over.reason);
      options.signal?.throwIfAborted();
      const encoded = z.safeEncode(procedure.input, input as never);
      if (!encoded.success) throw unfit('input', name, encoded.error);
      last = (last % 0xffff_ffff) + 1;
      const id = last;
      const deadlineMs = options.deadlineMs ?? procedure.deadlineMs ?? usualDeadlineMs;
      const finish = () => {
        pending.delete(id);
        clearTimeout(timer);
        options.signal?.removeEventListener('abort', onAbort);
        entry.upload.end(problem('cancelled', 'The call has ended.'));
      };
      const entry: Pending = {
        name,
        procedure,
        options,
        upload: new SendCredit(byteWindow),
        credit: {
          bytes: new ReadCredit(
            byteWindow,
            largestPiece,
            (amount) => void wire.post('credit', id, { of: 'bytes', amount }),
          ),
          items: new ReadCredit(
            procedure.itemWindow ?? itemWindow,
            0,
            (amount) => void wire.post('credit', id, { of: 'items', amount }),
          ),
        },
        taking: Promise.resolve(),
        settle(reply) {
          finish();
          resolve(reply);
        },
        fail(reason) {
          finish();
          reject(reason);
        },
      };
      const giveUp = (reason: unknown) => {
        void wire.post('cancel', id, null);
        entry.fail(reason);
      };
      const onAbort = () => giveUp(problem('cancelled', 'The work was cancelled.', { cause: options.signal?.reason }));
      const timer =
        deadlineMs === 0
          ? undefined
          : setTimeout(
              () =>
                giveUp(
                  problem('rpc.deadline', `${name} did not answer within ${deadlineMs} ms.`, {
                    data: { procedure: name, deadlineMs },
                  }),
                ),
              deadlineMs,
            );
      options.signal?.addEventListener('abort', onAbort, { once: true });
      pending.set(id, entry);
      wire
        .post('call', id, { name, input: encoded.data }, options.bytes ?? noBytes)
        .then(() => (procedure.upload === true ? send(id, entry) : undefined))
        .catch((thrown) => {
          if (pending.get(id) === entry) giveUp(thrown);
        });
    });
  }

  return {
    call: (name, input, callOptions) =>
      call(name, input, callOptions as CallOptions<Procedure>) as Promise<Reply<C[typeof name]>>,
    closed: wire.closed,
    close: () => wire.end(),
    [Symbol.asyncDispose]: () => wire.end(),
  };
}

/** Throws `rpc.invalid-output`: a server of the same version that answers otherwise is broken, and the connection with it. */
function decode(call: Pending, schema: z.ZodType, head: unknown): unknown {
  const decoded = z.safeDecode(schema, head as never);
  if (!decoded.success) throw unfit('output', call.name, decoded.error);
  return decoded.data;
}
