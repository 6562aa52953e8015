/** `app`: the application's life, from the end of its main module to its quit. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { BrowserWindow, windowsMayOpen } from './browser-window.ts';
import { type Chromium, startChromium } from './chromium.ts';
import { fault } from './faults.ts';
import { takeInstanceLock } from './single-instance.ts';
import { Emitter, strict, vetoable } from './strict.ts';
import { endUtilityProcesses, utilityMetrics } from './utility-process.ts';

class App extends Emitter {
  readonly isPackaged = false;
  readonly #paths = new Map([['appData', process.env.XDG_CONFIG_HOME || join(homedir(), '.config')]]);
  readonly #ready = Promise.withResolvers<void>();
  #isReady = false;
  #chromium: Chromium | undefined;
  #quitting = false;
  readonly #switches = new Map<string, string>();
  readonly commandLine = strict('app.commandLine', {
    appendSwitch: (name: string, value = '') => {
      if (this.#isReady) throw new Error(`Chromium runs already: ${name} comes too late.`);
      this.#switches.set(name, value);
    },
  });
  /** Told before the end. */
  onExit: () => void = () => {};

  constructor() {
    super('App', [
      'ready',
      'second-instance',
      'activate',
      'window-all-closed',
      'before-quit',
      'will-quit',
      'web-contents-created',
      'session-created',
    ]);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`The stand-in for electron does not know the path ${name}.`);
    return path;
  }

  requestSingleInstanceLock(): boolean {
    return takeInstanceLock(this.getPath('userData'), (argv, folder) => {
      if (this.#isReady) this.emit('second-instance', {}, argv, folder, null);
    });
  }

  /** Of utility processes only. */
  getAppMetrics(): object[] {
    return utilityMetrics();
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    this.emit('before-quit', vetoable({}));
    for (const window of BrowserWindow.getAllWindows()) window.close();
    const event = vetoable({});
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    endUtilityProcesses();
    this.onExit();
    void (this.#chromium?.close() ?? Promise.resolve()).finally(() => process.exit(code));
  }

  /** For run.ts, when the main module has run to its end; not part of Electron's. */
  async becomeReady(askPath: (options: object) => Promise<string | undefined>): Promise<string | undefined> {
    if (this.#quitting) return undefined;
    const chromium = await startChromium(this.#switches);
    this.#chromium = chromium;
    windowsMayOpen({
      chromium,
      askPath,
      onContents: (contents) => this.emit('web-contents-created', {}, contents),
      onLastClosed: () => {
        if (this.#quitting) return;
        if (this.listenerCount('window-all-closed') === 0) this.quit();
        else this.emit('window-all-closed');
      },
    });
    this.#isReady = true;
    this.emit('ready', {}, {});
    this.#ready.resolve();
    return chromium.endpoint;
  }
}

export const realApp = new App();
export const app = strict('app', realApp);
process.on('uncaughtException', fault);
process.on('unhandledRejection', fault);
process.on('SIGTERM', () => realApp.quit());
