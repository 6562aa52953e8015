/** A serial port for as long as a call goes on. */
import { ProblemError } from '../../../remote-helper/rpc/problem.ts';
import type { SerialSettings } from '../../contract/terminal.ts';
import { forwardKeys, forwardOutput } from './forward.ts';
import { openSerialLine } from './serial-line.ts';
import type { TerminalCall } from './terminal-call.ts';

/** Ends by the call's signal, and with `serial.gone`. */
export async function runSerialConsole(settings: SerialSettings, { signal, upload, item }: TerminalCall) {
  signal.throwIfAborted();
  await using line = await openSerialLine(settings);
  await item({});
  const outputs = forwardOutput(line.output, (bytes) => item({}, bytes));
  // A port has no end of input: it stays open when the keys end.
  forwardKeys(upload, (bytes) => line.write(bytes)).catch(() => {});
  const stopped = Promise.withResolvers<undefined>();
  const stop = () => stopped.resolve(undefined);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const why = await Promise.race([line.closed, stopped.promise, outputs.then(() => line.closed)]);
    signal.throwIfAborted();
    // What had come before its end goes first.
    await outputs;
    if (why !== undefined) throw new ProblemError(why);
    return {};
  } finally {
    signal.removeEventListener('abort', stop);
    outputs.catch(() => {});
  }
}
