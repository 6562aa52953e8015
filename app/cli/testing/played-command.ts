/** A command line from its words to its exit status, with a host that is played: what it is asked, what is printed. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../../contract.ts';
import { run } from '../run.ts';
import type { UserTerminal } from '../user-terminal.ts';

export type Answer = (
  input: never,
  options: {
    readonly onItem?: (item: unknown, bytes: Uint8Array) => Promise<void>;
    readonly onBytes?: (bytes: Uint8Array) => Promise<void>;
    readonly onProgress?: (report: unknown) => void;
    readonly signal?: AbortSignal;
    readonly upload?: AsyncIterable<Uint8Array>;
    readonly bytes?: Uint8Array;
  },
) => unknown;

export interface Played {
  readonly answers?: Readonly<Record<string, Answer>>;
  /** Answers to questions for secrets, in turn. */
  readonly secrets?: readonly (string | undefined)[];
  readonly columns?: number;
  readonly signal?: AbortSignal;
  /** A host of another process runs, and answers. */
  readonly running?: boolean;
  /** Absent: standard input is empty, and no terminal. */
  readonly terminal?: UserTerminal;
}

export const noTerminal: UserTerminal = {
  size: () => undefined,
  keys: () => ({ async *[Symbol.asyncIterator]() {}, [Symbol.dispose]() {} }),
  onResize: () => ({ [Symbol.dispose]() {} }),
  error: async () => {},
};

/** One device of 1 MiB. */
export const device: UiomemDevice = {
  name: 'uiomem0',
  node: '/dev/uiomem0',
  major: 240,
  minor: 0,
  address: 0x7000_0000n,
  size: 0x10_0000n,
  cached: true,
  coherent: false,
  syncOperation: 'ARM64 Native',
  driverVersion: '1',
  ioctlVersion: 1,
  sync: { mode: 'non-cached', always: false, offset: 0n, size: 0x10_0000n, direction: 'both', owner: 'cpu' },
  origin: { kind: 'insmod', slot: 0 },
};

export async function play(
  line: string | readonly string[],
  { answers = {}, secrets = [], columns = 0, signal, running = false, terminal = noTerminal }: Played = {},
) {
  const said = { out: '', err: '', asked: [] as string[], prompts: [] as string[], ended: 0 };
  const left = [...secrets];
  const connected = (attachedTo: number | undefined) => ({
    client: { call } as unknown as Client<HostContract>,
    attachedTo,
    async [Symbol.asyncDispose]() {
      said.ended += 1;
    },
  });
  const all: Readonly<Record<string, Answer>> = { 'device.list': () => ({ devices: [device] }), ...answers };
  const call = async (name: string, input: never, options = {}) => {
    said.asked.push(name);
    const answer = all[name];
    if (answer === undefined) throw problem('not-played', `${name} was called.`);
    return await answer(input, options);
  };
  const status = await run(
    typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line,
    {
      async out(data) {
        said.out += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
      },
      err(text) {
        said.err += text;
      },
      columns,
      signal: signal ?? new AbortController().signal,
      async ask(prompt) {
        said.prompts.push(prompt);
        return left.shift();
      },
      terminal,
    },
    {
      find: async () => undefined,
      end: () => {},
      attach: async () => (running ? connected(77) : undefined),
      start: async () => connected(undefined),
      serve: async () => {
        throw problem('not-played', 'serve was called.');
      },
    },
  );
  return { status, ...said };
}
