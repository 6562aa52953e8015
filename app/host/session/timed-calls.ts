/** Calls that carry many bytes, timed: what they say of the link goes with all else that was transferred over the connection. */
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { CallOptions, Client, Procedure } from '../../../remote-helper/rpc/contract.ts';
import type { Transfers } from '../ssh/transfers.ts';

/** The same helper; each stream of bytes to or from it is told to `transfers` at its end. */
export function timedCalls(helper: Client<HelperContract>, transfers: Pick<Transfers, 'add'>): Client<HelperContract> {
  return {
    closed: helper.closed,
    close: () => helper.close(),
    [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose](),
    async call(name, input, options) {
      const time = new TransferTime();
      const reply = await helper.call(name, input, options && timed(options, time));
      const transfer = time.transfer();
      if (transfer !== undefined) transfers.add(transfer);
      return reply;
    },
  };
}

function timed<P extends Procedure>(options: CallOptions<P>, time: TransferTime): CallOptions<P> {
  const { onBytes, upload } = options;
  return {
    ...options,
    ...(onBytes && {
      async onBytes(bytes: Uint8Array) {
        time.passed(bytes.length);
        await time.others(onBytes(bytes));
      },
    }),
    ...(upload && { upload: sent(upload, time) }),
  };
}

async function* sent(upload: AsyncIterable<Uint8Array>, time: TransferTime): AsyncGenerator<Uint8Array> {
  const pieces = upload[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await time.others(pieces.next());
      if (next.done === true) return;
      time.passed(next.value.length);
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}

/** Share of the time that others may have taken: above it they set the pace, and not the link. */
const mostOthers = 0.25;

/** Of a call, from its beginning to its end. */
class TransferTime {
  readonly #began = performance.now();
  #bytes = 0;
  /** Milliseconds in which whoever gives or takes the bytes on this side was waited for. */
  #others = 0;

  passed(bytes: number): void {
    this.#bytes += bytes;
  }

  async others<T>(work: T): Promise<Awaited<T>> {
    const began = performance.now();
    try {
      return await work;
    } finally {
      this.#others += performance.now() - began;
    }
  }

  /** Undefined where nothing passed, or where the link was not what was waited for. */
  transfer() {
    if (this.#bytes === 0) return undefined;
    const milliseconds = performance.now() - this.#began;
    return this.#others > milliseconds * mostOthers ? undefined : { bytes: this.#bytes, milliseconds };
  }
}
