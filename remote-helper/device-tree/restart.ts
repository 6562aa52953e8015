/** Starting the board anew. */
import type { BoardFiles } from '../board-files.ts';
import { onDemand } from '../on-demand.ts';
import { problemOf } from '../rpc/problem.ts';
import { noProcess, run, searchPath } from '../run.ts';

/** Seconds in which the answer to who asked is on its way, and after which services that do not end are not waited for any more. */
const answer = 1;
const patience = 60;

export class Restart {
  readonly #files: BoardFiles;

  constructor(files: BoardFiles) {
    this.#files = files;
  }

  /**
   * What was written is on the disks when it answers; then the board goes down. By a process of its own: the helper ends with its
   * channel, which the host closes as soon as it has the answer.
   */
  async soon(): Promise<void> {
    await run('sync', [], { timeoutMs: 50_000 }).catch((thrown) => {
      if (problemOf(thrown).id !== 'program.missing') throw thrown;
    });
    const systemd = (await this.#files.real('/run/systemd/system')) !== undefined;
    const orderly = systemd ? 'systemctl reboot' : 'reboot';
    await this.#start(`sleep ${answer}; ${orderly}; sleep ${patience}; reboot -f`);
  }

  async #start(text: string): Promise<void> {
    const child = onDemand.childProcess.spawn('sh', ['-c', text], {
      detached: true,
      stdio: 'ignore',
      env: { PATH: searchPath.join(':'), LC_ALL: 'C', HOME: '/' },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) => reject(noProcess('sh', cause)));
    });
    child.unref();
  }
}
