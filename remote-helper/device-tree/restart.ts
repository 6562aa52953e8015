/** Starting the board anew. */
import type { BoardFiles } from '../board-files.ts';
import { problemOf } from '../rpc/problem.ts';
import { run } from '../run.ts';

/** Milliseconds in which the answer to who asked is on its way. */
const answerMs = 300;
/** Milliseconds after which services that do not end are not waited for any more. */
const patienceMs = 60_000;

export class Restart {
  readonly #files: BoardFiles;

  constructor(files: BoardFiles) {
    this.#files = files;
  }

  /** What was written is on the disks when it answers; then the board goes down. */
  async soon(): Promise<void> {
    await run('sync', [], { timeoutMs: 50_000 }).catch((thrown) => {
      if (problemOf(thrown).id !== 'program.missing') throw thrown;
    });
    const systemd = (await this.#files.real('/run/systemd/system')) !== undefined;
    const [program, args] = systemd ? ['systemctl', ['reboot']] : ['reboot', []];
    setTimeout(() => void run(program, args).catch(() => undefined), answerMs);
    // By then this process has usually been ended.
    setTimeout(() => void run('reboot', ['-f']).catch(() => undefined), patienceMs);
  }
}
