/** A worker in the test's own process: all that is said is copied as `postMessage` copies it. */
import { DeviceTreeClient } from '../client.ts';
import type { FoundFile, FromWorker, ToWorker } from '../protocol.ts';
import { DeviceTreeService } from '../service.ts';

/** How long a message takes. */
export const onTheWayMs = 5;

export interface InProcess extends Disposable {
  readonly client: DeviceTreeClient;
  /** Kinds of the messages that each worker was told, in their order. */
  readonly told: ToWorker[][];
  /** Messages of all workers, in their order. */
  readonly said: FromWorker[];
  /** How long a file takes, from now on. */
  readMs: number;
  /** The last worker ends by an error. */
  kill(): void;
  /** From now on workers hear nothing. */
  deafen(): void;
}

export function inProcess(files: Readonly<Record<string, string | Uint8Array>> = {}): InProcess {
  const told: ToWorker[][] = [];
  const said: FromWorker[] = [];
  let kill = () => {};
  let isDeaf = false;
  const client = new DeviceTreeClient({
    readFile: async ({ name, from, by }): Promise<FoundFile | undefined> => {
      if (pair.readMs > 0) await new Promise((resolve) => setTimeout(resolve, pair.readMs));
      const file = `${from.slice(0, from.lastIndexOf('/') + 1)}${name}`;
      const there = files[file];
      if (by === 'incbin') return there instanceof Uint8Array ? { file, bytes: there } : undefined;
      return typeof there === 'string' ? { file, text: there } : undefined;
    },
    start(heard, died) {
      let ended = false;
      const mine: ToWorker[] = [];
      told.push(mine);
      const later = (run: () => void) => setTimeout(() => !ended && run(), onTheWayMs);
      const service = new DeviceTreeService((message: FromWorker) => {
        const copy = structuredClone(message);
        said.push(copy);
        later(() => heard(copy));
      });
      kill = () => {
        ended = true;
        died();
      };
      return {
        send(message) {
          mine.push(message);
          const copy = structuredClone(message);
          later(() => isDeaf || service.hear(copy));
        },
        end() {
          ended = true;
        },
      };
    },
  });
  const pair: InProcess = {
    client,
    told,
    said,
    readMs: 0,
    kill: () => kill(),
    deafen() {
      isDeaf = true;
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
  return pair;
}
