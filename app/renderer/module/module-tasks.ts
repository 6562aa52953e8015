/** What is done with a board's module from this window, one thing at a time: it outlives the panel, and is cancelled from the list of work too. */
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BuildMessage } from '../../contract/module.ts';
import type { HostContract } from '../../contract.ts';
import type { Parameter } from '../../plan/parameters.ts';
import { exactSize } from '../../plan/quantity.ts';
import { runTask } from '../host/tasks.ts';
import { LiveTerminal } from '../terminal/live-terminal.ts';
import { buildKey, liveTerminal } from '../terminal/terminals.ts';
import { buildLine, placeOfLink } from './build-line.ts';
import { beginBuild, changeBuild, type Stage, setStage, withMessages } from './build-store.ts';
import type { BuildInput, ModuleSource } from './choice.ts';
import { statusChanged } from './module-status.ts';
import { openSource } from './open-source.ts';

export const moduleKey = (board: string) => `module:${board}`;

/** Milliseconds between two looks at what a flood of output said of sources. */
const tellEveryMs = 100;
const mostWaiting = 64 * 1024;

type Tell = (text: string, part?: number) => void;

/** The output of a board's builds. */
export function buildOutput(board: string, mac: boolean): LiveTerminal {
  const key = buildKey(board);
  return liveTerminal(
    key,
    () =>
      new LiveTerminal(key, mac, {
        onLink(address) {
          const place = placeOfLink(address);
          if (place !== undefined) openSource(place);
          return place !== undefined;
        },
      }),
  );
}

export class ModuleTasks {
  readonly #host: Client<HostContract>;
  readonly #board: string;
  readonly #mac: boolean;

  constructor(host: Client<HostContract>, board: string, mac: boolean) {
    this.#host = host;
    this.#board = board;
    this.#mac = mac;
  }

  build(input: BuildInput): Promise<boolean> {
    return this.#run('build', `Build the module for ${this.#board}`, async (signal, tell) => {
      await this.#build(input, signal, tell);
    });
  }

  upload(source: ModuleSource): Promise<boolean> {
    return this.#run('upload', `Upload the module to ${this.#board}`, async (signal, tell) => {
      await this.#upload(await this.#fileOf(source, signal, tell), signal, tell);
    });
  }

  /** With what it takes before: built and uploaded. */
  load(source: ModuleSource, parameters: readonly Parameter[]): Promise<boolean> {
    return this.#run('load', `Load the module on ${this.#board}`, async (signal, tell) => {
      const file = await this.#prepared(source, signal, tell);
      await this.#host.call(
        'module.load',
        { board: this.#board, file, parameters: [...parameters] },
        { signal, onProgress: ({ text }) => tell(text) },
      );
    });
  }

  /** In the place of what is loaded. */
  replace(source: ModuleSource, parameters: readonly Parameter[]): Promise<boolean> {
    return this.#run('reload', `Load the module anew on ${this.#board}`, async (signal, tell) => {
      const file = await this.#prepared(source, signal, tell);
      await this.#host.call(
        'module.reload',
        { board: this.#board, file, parameters: [...parameters] },
        { signal, onProgress: ({ text }) => tell(text) },
      );
    });
  }

  unload(): Promise<boolean> {
    return this.#run('unload', `Unload the module from ${this.#board}`, async (signal) => {
      await this.#host.call('module.unload', { board: this.#board }, { signal });
    });
  }

  remove(path: string): Promise<boolean> {
    return this.#run('remove', 'Remove a module from the cache', async (signal) => {
      await this.#host.call('module.forget', { path }, { signal });
    });
  }

  async #run(stage: Stage, what: string, work: (signal: AbortSignal, tell: Tell) => Promise<void>): Promise<boolean> {
    return await runTask(moduleKey(this.#board), what, async (signal, tell) => {
      setStage(this.#board, stage);
      try {
        await work(signal, tell);
      } finally {
        statusChanged();
      }
    });
  }

  async #prepared(source: ModuleSource, signal: AbortSignal, tell: Tell): Promise<string> {
    const file = await this.#fileOf(source, signal, tell);
    await this.#upload(file, signal, tell);
    return file;
  }

  async #fileOf(source: ModuleSource, signal: AbortSignal, tell: Tell): Promise<string> {
    return 'file' in source ? source.file : await this.#build(source.build, signal, tell);
  }

  async #upload(file: string, signal: AbortSignal, tell: Tell): Promise<void> {
    tell('uploading');
    await this.#host.call(
      'module.upload',
      { board: this.#board, file },
      {
        signal,
        onProgress: ({ done, total }) =>
          tell(`uploading: ${exactSize(BigInt(done))} of ${exactSize(BigInt(total))}`, total === 0 ? 1 : done / total),
      },
    );
  }

  /** Answers the path of what came out. A failure of it is shown at the build, whatever it was for. */
  async #build(input: BuildInput, signal: AbortSignal, tell: Tell): Promise<string> {
    const board = this.#board;
    const { screen } = buildOutput(board, this.#mac);
    beginBuild(board);
    tell('building');
    const encoder = new TextEncoder();
    /** Bytes that are not read yet. */
    let waiting = 0;
    const write = (text: string) => {
      const bytes = encoder.encode(text);
      waiting += bytes.length;
      return screen.write(bytes).then(() => {
        waiting -= bytes.length;
      });
    };
    let said: BuildMessage[] = [];
    let lines = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      clearTimeout(timer);
      timer = undefined;
      const [some, count] = [said, lines];
      said = [];
      lines = 0;
      changeBuild(board, (before) => withMessages(before, count, some));
    };
    const ended = (outcome: 'done' | 'reused' | 'failed' | 'cancelled') => {
      flush();
      changeBuild(board, () => ({ outcome, ended: Date.now() }));
    };
    try {
      // As new: nothing of the build before.
      await write('\u001bc');
      const { module, reused } = await this.#host.call(
        'module.build',
        { board, ...input },
        {
          signal,
          // Much that was not read yet holds up what comes next: a flood takes as long as it takes, and no frame with it.
          onItem: async ({ line, message }) => {
            lines += 1;
            if (message !== undefined) said.push(message);
            timer ??= setTimeout(flush, tellEveryMs);
            const written = write(buildLine(line, message));
            if (waiting > mostWaiting) await written;
          },
        },
      );
      ended(reused ? 'reused' : 'done');
      changeBuild(board, () => ({ module }));
      await write(`${reused ? 'Built before from the same source' : 'Built'}: ${module.path}\r\n`);
      return module.path;
    } catch (thrown) {
      const isCancelled = problemOf(thrown).id === 'cancelled';
      ended(isCancelled ? 'cancelled' : 'failed');
      if (!isCancelled) setStage(board, 'build');
      await write(isCancelled ? 'Cancelled: nothing of it is left.\r\n' : 'The build has failed.\r\n');
      throw thrown;
    }
  }
}
