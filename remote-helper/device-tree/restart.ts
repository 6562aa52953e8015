/** Starting the board anew. */
import { onDemand } from '../on-demand.ts';
import { type RunProgram, syncDisks } from '../persist/programs.ts';
import { noProcess, run, searchPath } from '../run.ts';

/**
 * First the answer to who asked goes its way, then whoever manages services is asked, and at last, when one of them does not end, nobody.
 * In a session of its own: this process ends with its channel, which the host closes.
 */
const script = `sleep 1
if [ -d /run/systemd/system ]; then systemctl reboot; else reboot; fi
sleep 60
reboot -f`;

/** Starts a program that outlives this process. */
export type Launch = (program: string, args: readonly string[]) => Promise<void>;

export class Restart {
  readonly #launch: Launch;
  readonly #run: RunProgram;

  constructor(launch: Launch = launchDetached, start: RunProgram = run) {
    this.#launch = launch;
    this.#run = start;
  }

  /** What was written is on the disks when it answers; then the board goes down. Throws `board.no-process`. */
  async soon(): Promise<void> {
    await syncDisks(this.#run);
    await this.#launch('sh', ['-c', script]);
  }
}

const launchDetached: Launch = async (program, args) => {
  const child = onDemand.childProcess.spawn(program, args, {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
    env: { PATH: searchPath.join(':'), LC_ALL: 'C', HOME: '/' },
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => reject(noProcess(program, cause)));
  });
  child.unref();
};
