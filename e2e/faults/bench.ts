/** The board under test: booted once, shared by all cells; commands run against it, and it is looked at past our code. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { boardFolder, readRecord } from '../../app/host/emulated-board/board-folder.ts';
import type { BoardKernel } from '../../app/host/emulated-board/board-options.ts';
import { reboot } from '../../app/host/emulated-board/emulated-board.ts';
import { Qmp } from '../../app/host/emulated-board/qmp.ts';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { setLink } from '../../app/host/emulated-board/set-link.ts';
import { boardShell, sshArguments } from '../testing/boards.ts';
import { type Running, start } from '../testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { boardSide, filesScript, stateScript, uploads } from './board-side.ts';
import { type Ended, type OnTerminal, onTerminal } from './terminal.ts';

/** Memory of the regions that commands load; nobody may write to it. */
const guarded = { address: 0x7000_0000n, size: 64 * 1024 };

const loaderFile = '/boot/extlinux/extlinux.conf';

/** Writes to that disk in a second. */
const slowAccesses = 4;

const asNew = `cd /; rm -rf /boot/uiomem-studio /boot/extlinux/.*.uiomem-studio /var/lib/uiomem-studio/boot; rm -rf ${uploads}/modules ${uploads}/builds /var/lib/uiomem-studio/journal /var/lib/uiomem-studio/persist
rm -rf /etc/modprobe.d/uiomem.conf /etc/modules-load.d /lib/modules/*/updates; PATH=/usr/sbin:/sbin:/usr/bin:/bin
rmmod uiomem 2>/dev/null; depmod; sync`;

export class Bench implements AsyncDisposable {
  readonly name: string;
  /** For files of commands. */
  readonly folder: string;
  readonly #host: EmulatedHost;
  readonly #guard = randomBytes(guarded.size);
  #commands = 0;
  #connections = 0;
  #own: Running | undefined;
  #module: Promise<string> | undefined;
  #loaderText = '';

  private constructor(name: string, host: EmulatedHost) {
    this.name = name;
    this.#host = host;
    this.folder = host.folder;
  }

  /** `tools`: with a compiler on the board. */
  static async boot(name: string, wish: { readonly tools: boolean; readonly kernel?: BoardKernel }): Promise<Bench> {
    await using undo = new AsyncDisposableStack();
    const host = undo.use(await emulatedHost(name, { ...wish, rootFiles: boardSide }));
    const bench = new Bench(name, host);
    bench.#loaderText = await bench.shell(`cat ${loaderFile}`);
    const ram = await bench.#ram();
    await using _ = ram;
    await ram.write(guarded.address, bench.#guard);
    await bench.shell(asNew);
    undo.move();
    return bench;
  }

  /** A module for the board's kernel, as a file here. */
  module(): Promise<string> {
    this.#module ??= (async () => {
      const { module } = await this.#host.client.call('module.build', { board: this.name });
      await this.#host.client.call('board.disconnect', { board: this.name });
      return module.path;
    })();
    return this.#module;
  }

  /** Starts a command of ours as a process of its own, with a host of its own. */
  command(args: readonly string[]): OnTerminal {
    this.#commands += 1;
    const env = { ...process.env, SSH_AUTH_SOCK: '', SSH_ASKPASS: '' };
    return onTerminal([...args, '--board', this.name], join(this.folder, `out-${this.#commands}`), env);
  }

  /** The same to its end. */
  async run(args: readonly string[]): Promise<Ended> {
    return await this.command(args).ended;
  }

  /** Runs a command as root on the board. */
  async shell(command: string, input?: string | Uint8Array): Promise<string> {
    const shared = ['ControlMaster=auto', `ControlPath=${this.#control}`, 'ControlPersist=yes', 'ConnectTimeout=20'];
    return await boardShell(this.#host.board, command, { input, ssh: shared.flatMap((each) => ['-o', each]) });
  }

  get #control(): string {
    return join(this.folder, `ssh-${this.#connections}`);
  }

  /** What goes over the link from now on goes over another connection: one that lost bytes waits long before it sends them again. */
  async newConnection(): Promise<void> {
    this.#own?.child.kill();
    this.#own = undefined;
    await boardShell(this.#host.board, '', { ssh: ['-o', `ControlPath=${this.#control}`, '-O', 'exit'] }).catch(
      () => {},
    );
    this.#connections += 1;
  }

  /** A shell that waits on the board for what {@link strikeThere} gives it. */
  async standBy(): Promise<void> {
    if (this.#own !== undefined) return;
    const command = 'echo ready; exec sh -s faults-own';
    const own = start('ssh', [...sshArguments(this.#host.board), command], process.env, 'pipe');
    this.#own = own;
    await Promise.race([once(own.child.stdout as Readable, 'data'), own.ended]);
  }

  /** Has the shell that stands by run this at once; it is over then. Answers what it printed. */
  async strikeThere(command: string): Promise<string> {
    const own = this.#own;
    if (own === undefined) throw new Error('nobody stands by');
    this.#own = undefined;
    own.child.stdin?.end(`${command}\n`);
    return (await own.ended).out.replace('ready\n', '');
  }

  async link(up: boolean): Promise<void> {
    await setLink(this.name, up);
  }

  /** Whether each access to the disk that the loader starts from takes a while, so that a fault falls between two of them. */
  async slowBoot(slow: boolean): Promise<void> {
    const { qmpSocket = '' } = (await readRecord(boardFolder(this.name))) ?? {};
    await using qmp = await Qmp.connect(qmpSocket);
    const none = { bps: 0, bps_rd: 0, bps_wr: 0, iops: 0, iops_rd: 0 };
    await qmp.execute('block_set_io_throttle', { device: 'boot', ...none, iops_wr: slow ? slowAccesses : 0 });
  }

  /** The reset button; resolves when the board answers again. */
  async reset(): Promise<void> {
    await this.slowBoot(false);
    await reboot(this.name, { hard: true });
  }

  /** All that the console has said. */
  async console(): Promise<string> {
    return await readFile(this.#host.status.console ?? '', 'utf8');
  }

  /** Processes on the board besides the system's own, as the console told last; needs no link, and is a second behind. */
  async processes(): Promise<readonly string[]> {
    const last = (await this.console()).match(/^faults: processes.*$/gm)?.at(-1) ?? '';
    return last
      .split(' ')
      .slice(2)
      .map((each) => each.trim());
  }

  /** Waits until nothing of ours runs on the board; answers what still does after `milliseconds`. */
  async quiet(milliseconds: number): Promise<readonly string[]> {
    const end = performance.now() + milliseconds;
    for (;;) {
      const now = await this.processes();
      if (now.length === 0 || performance.now() > end) return now;
      await sleep(200);
    }
  }

  async state(): Promise<string> {
    return await this.shell(stateScript);
  }

  async files(): Promise<readonly string[]> {
    return (await this.shell(filesScript)).split('\n').filter((line) => line !== '');
  }

  /** Makes the board as if nobody had ever done anything, after a cell that left it otherwise. */
  async mend(): Promise<void> {
    await this.link(true);
    await this.newConnection();
    await this.reset();
    await this.shell(asNew);
    await this.shell(`cat >${loaderFile}; sync`, this.#loaderText);
  }

  /** Whether the memory is as it was at the start. */
  async memoryUntouched(): Promise<boolean> {
    await using ram = await this.#ram();
    return (await ram.read(guarded.address, guarded.size)).equals(this.#guard);
  }

  async #ram(): Promise<RamFile> {
    const { ramFile = '', ramBase = '0' } = this.#host.status;
    return await RamFile.open(ramFile, BigInt(ramBase));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.link(true).catch(() => {});
    await this.newConnection();
    await this.#host[Symbol.asyncDispose]();
  }
}
