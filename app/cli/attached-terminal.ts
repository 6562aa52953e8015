/** The user's terminal, or pipe, at a terminal of the host: from the first output on, until that ends or the user leaves it. */
import { problem } from '../../remote-helper/rpc/problem.ts';
import type { Arguments, Context } from './command.ts';
import type { WayBack } from './way-back.ts';

export interface Attached {
  readonly signal: AbortSignal;
  readonly upload: AsyncIterable<Uint8Array>;
  onItem(item: { readonly error?: true | undefined }, bytes: Uint8Array): Promise<void>;
}

export interface AttachOptions {
  /** Watched for on a terminal alone. */
  readonly wayBack: WayBack;
  /** It is open now. */
  onOpen?(): void;
}

/** Runs a call that is a terminal; undefined: the user left it. */
export async function attach<T>(
  { terminal, signal, write, clear }: Context,
  { wayBack, onOpen }: AttachOptions,
  call: (attached: Attached) => Promise<T>,
): Promise<T | undefined> {
  using undo = new DisposableStack();
  const opened = Promise.withResolvers<void>();
  const leave = new AbortController();
  const isTerminal = terminal.size() !== undefined;
  const upload = async function* () {
    // Until then a person may be asked for secrets there.
    await opened.promise;
    for await (const bytes of undo.use(terminal.keys())) {
      const watched = isTerminal ? wayBack(bytes) : { bytes, left: false };
      if (watched.bytes.length > 0) yield watched.bytes;
      if (watched.left) leave.abort();
    }
  };
  let isOpen = false;
  try {
    return await call({
      signal: AbortSignal.any([signal, leave.signal]),
      upload: upload(),
      async onItem({ error }, bytes) {
        if (!isOpen) {
          isOpen = true;
          clear();
          onOpen?.();
          opened.resolve();
        }
        if (bytes.length > 0) await (error === true ? terminal.error(bytes) : write(bytes));
      },
    });
  } catch (thrown) {
    if (leave.signal.aborted && !signal.aborted) return undefined;
    throw thrown;
  }
}

/** Throws `usage.json-on-terminal`. */
export function refuseJson(args: Arguments): void {
  if (!args.has('json')) return;
  throw problem('usage.json-on-terminal', 'A terminal’s output and JSON cannot both go to standard output.', {
    hint: 'Leave out --json.',
  });
}
