/** The far end of a connection: runs handlers for the calls that come in. */
import * as z from 'zod';
import type { Contract, Handlers, Procedure, ServerCall } from './contract.ts';
import type { Duplex } from './duplex.ts';
import { byteWindow, Inbox, itemWindow, pieces, SendCredit } from './flow.ts';
import { type Frame, noBytes } from './frame.ts';
import { type Problem, type ProblemError, problem, problemOf } from './problem.ts';
import { connectionLost, plainProblem, readCredit, unexpected, unfit, Wire } from './wire.ts';

export interface ServerOptions {
  /** The client must say the same. Default: empty. */
  readonly version?: string;
}

export interface Server {
  /** Resolves when the connection is over and every handler has ended: undefined after an orderly end. */
  readonly closed: Promise<Problem | undefined>;
  close(): Promise<void>;
}

/** Calls that a client may have running at once; beyond it is a client out of control. */
const mostCalls = 1024;

const callHead = z.object({ name: z.string(), input: z.unknown() });

interface Running {
  readonly abort: AbortController;
  readonly bytes: SendCredit;
  readonly items: SendCredit;
  readonly upload: Inbox | undefined;
}

type AnyHandler = (input: unknown, call: ServerCall<Procedure>) => Promise<unknown>;

/** Serves until the duplex ends; what is malformed ends the connection with a clear error and nothing else. */
export function serve<const C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  duplex: Duplex,
  options: ServerOptions = {},
): Server {
  const running = new Map<number, Running>();
  const ends = new Set<Promise<void>>();
  const wire = new Wire(duplex, {
    version: options.version ?? '',
    onFrame,
    onEnd(reason) {
      for (const call of running.values()) stop(call, connectionLost(reason));
    },
  });

  function onFrame(frame: Frame): void {
    if (frame.kind === 'call') {
      begin(frame);
      return;
    }
    const call = running.get(frame.call);
    // What was under way when the call ended is not an error.
    if (call === undefined) return;
    switch (frame.kind) {
      case 'cancel':
        stop(call, cancelled());
        return;
      case 'credit': {
        const { of, amount } = readCredit(frame.head);
        (of === 'bytes' ? call.bytes : call.items).grant(amount);
        return;
      }
      case 'data':
        if (call.upload === undefined) throw unexpected('data');
        call.upload.push(frame.payload);
        return;
      case 'end':
        if (call.upload === undefined) throw unexpected('end');
        call.upload.end();
        return;
      default:
        throw unexpected(frame.kind);
    }
  }

  function begin(frame: Frame): void {
    const head = callHead.safeParse(frame.head);
    if (!head.success || frame.call === 0 || running.has(frame.call)) throw unexpected('call');
    if (running.size >= mostCalls) throw problem('rpc.too-many-calls', `More than ${mostCalls} calls run at once.`);
    const { name, input } = head.data;
    const procedure = Object.hasOwn(contract, name) ? contract[name] : undefined;
    const call: Running = {
      abort: new AbortController(),
      bytes: new SendCredit(byteWindow),
      items: new SendCredit(procedure?.itemWindow ?? itemWindow),
      upload: procedure?.upload
        ? new Inbox((amount) => void wire.post('credit', frame.call, { of: 'bytes', amount }))
        : undefined,
    };
    running.set(frame.call, call);
    const end = run(frame, name, procedure, input, call)
      .catch((thrown) => wire.post('error', frame.call, plainProblem(problemOf(thrown))))
      .catch((thrown) => wire.end(problemOf(thrown)))
      .finally(() => {
        running.delete(frame.call);
        ends.delete(end);
      });
    ends.add(end);
  }

  async function run(frame: Frame, name: string, procedure: Procedure | undefined, input: unknown, call: Running) {
    const handler = handlers[name] as AnyHandler | undefined;
    if (procedure === undefined || handler === undefined) {
      throw problem('rpc.unknown-procedure', `There is no procedure ${name}.`, { data: { procedure: name } });
    }
    const decoded = z.safeDecode(procedure.input, input as never);
    if (!decoded.success) throw unfit('input', name, decoded.error);
    if (frame.payload.length > 0 && procedure.inputBytes !== true) {
      throw problem('rpc.invalid-input', `${name} takes no bytes beside its input.`, { data: { procedure: name } });
    }
    const reply = await handler(decoded.data, {
      signal: call.abort.signal,
      bytes: frame.payload,
      upload: call.upload ?? new Inbox(() => {}),
      progress(report) {
        if (procedure.progress === undefined || call.abort.signal.aborted) return;
        void wire.post('progress', frame.call, encode(procedure.progress, name, report));
      },
      async item(item, bytes = noBytes) {
        if (procedure.items === undefined) throw unexpected('item');
        if (bytes.length > 0 && procedure.itemBytes !== true) throw unexpected('item');
        const head = encode(procedure.items, name, item);
        await call.items.take(1);
        await wire.post('item', frame.call, head, bytes);
        await call.items.room();
      },
      async send(bytes) {
        if (procedure.download !== true) throw unexpected('data');
        for (const piece of pieces(bytes)) {
          await call.bytes.take(piece.length);
          await wire.post('data', frame.call, null, piece);
        }
      },
    });
    call.abort.signal.throwIfAborted();
    const { output, bytes } =
      procedure.outputBytes === true
        ? (reply as { output: unknown; bytes: Uint8Array })
        : { output: reply, bytes: noBytes };
    await wire.post('result', frame.call, encode(procedure.output, name, output), bytes);
  }

  return {
    closed: wire.closed.then(async (reason) => {
      await Promise.all(ends);
      return reason;
    }),
    close: () => wire.end(),
  };
}

function encode(schema: z.ZodType, name: string, value: unknown): unknown {
  const encoded = z.safeEncode(schema, value as never);
  if (!encoded.success) throw unfit('output', name, encoded.error);
  return encoded.data;
}

function stop(call: Running, reason: ProblemError): void {
  call.abort.abort(reason);
  call.bytes.end(reason);
  call.items.end(reason);
  call.upload?.end(reason);
}

function cancelled(): ProblemError {
  return problem('cancelled', 'The work was cancelled.');
}
