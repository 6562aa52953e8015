/** Tier A: the built shell under node, against the stand-in for `electron`, in a real Chromium. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type ElectronShell, privateEnvironment, type ShellOptions } from './shell.ts';
import type { Called } from './stand-in/record.ts';
import type { FromTest, ToTest } from './stand-in/run.ts';

const root = join(import.meta.dirname, '../..');
/** A small machine starts Chromium within seconds. */
const startWithinMs = 60_000;

/** What only the stand-in can tell. */
export interface TierAShell extends ElectronShell {
  /** Which of the shell's handlers were called so far. */
  called(): Promise<readonly Called[]>;
}

/** Needs `make build`. Ends with the faults of the stand-in, when there were any. */
export async function launchTierA(options: ShellOptions = {}): Promise<TierAShell> {
  await using undo = new AsyncDisposableStack();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'uiomem-studio-shell-')));
  if (options.folder === undefined) undo.defer(() => rm(folder, { recursive: true, force: true }));
  const main = options.main ?? join(root, 'dist/electron/main/main.js');
  const begin = () =>
    fork(join(import.meta.dirname, 'stand-in/run.ts'), [main], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, ...privateEnvironment(folder), ...options.env },
    });
  const driver = new Driver(begin());
  undo.defer(() => driver.quit());
  const endpoint = await driver.opened;
  if (endpoint === undefined) throw new Error('The shell ended at once: one runs already in that folder.');
  // What the windows are like, and where downloads go, is the stand-in's to say.
  const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true });
  undo.defer(() => browser.close());
  const pages = () => windowsOf(browser);
  const page = await waitForWindow(pages);

  const stack = undo.move();
  return {
    tier: 'A',
    page,
    folder,
    windows: async () => pages(),
    async startAgain() {
      const again = begin();
      return await new Promise((resolve) => again.once('exit', resolve));
    },
    evaluate: (body, arg) => driver.evaluate(body, arg),
    called: () =>
      driver.evaluate(
        () => (globalThis as unknown as { standInCalled: readonly Called[] }).standInCalled,
        undefined as never,
      ),
    async [Symbol.asyncDispose]() {
      await stack.disposeAsync();
      if (driver.faults.length > 0) throw new Error(`Faults in tier A:\n${driver.faults.join('\n')}`);
    },
  };
}

/** The browser has a blank page of its own besides the windows. */
function windowsOf(browser: Browser): Page[] {
  return browser.contexts().flatMap((context) => context.pages().filter((page) => page.url() !== 'about:blank'));
}

async function waitForWindow(pages: () => Page[]): Promise<Page> {
  const until = Date.now() + startWithinMs;
  for (;;) {
    const [page] = pages();
    if (page !== undefined) {
      await page.waitForLoadState();
      return page;
    }
    if (Date.now() > until) throw new Error(`No window opened within ${startWithinMs / 1000} s.`);
    await new Promise((next) => setTimeout(next, 20));
  }
}

class Driver {
  readonly opened: Promise<string | undefined>;
  faults: readonly string[] = [];
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #exited: Promise<number | null>;
  #last = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    const opened = Promise.withResolvers<string | undefined>();
    this.opened = opened.promise;
    const exited = Promise.withResolvers<number | null>();
    this.#exited = exited.promise;
    const timer = setTimeout(
      () => opened.reject(new Error(`The shell was not ready within ${startWithinMs / 1000} s.`)),
      startWithinMs,
    );
    child.on('message', (message) => {
      const told = message as ToTest;
      if (told.kind === 'open') opened.resolve(told.endpoint);
      else if (told.kind === 'end') this.faults = told.faults;
      else {
        const asked = this.#asked.get(told.id);
        this.#asked.delete(told.id);
        if (told.ok) asked?.resolve(told.value);
        else asked?.reject(told.value);
      }
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      if (code === 0) opened.resolve(undefined);
      else opened.reject(new Error(`The shell ended with status ${code} before it was ready.`));
      for (const asked of this.#asked.values()) asked.reject(new Error('The shell ended.'));
      exited.resolve(code);
    });
    void this.opened.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    );
  }

  evaluate<Arg, Result>(
    body: (members: typeof import('electron'), arg: Arg) => Result,
    arg: Arg,
  ): Promise<Awaited<Result>> {
    const id = ++this.#last;
    const asked = Promise.withResolvers<unknown>();
    this.#asked.set(id, asked);
    this.#say({ kind: 'evaluate', id, source: body.toString(), arg });
    return asked.promise as Promise<Awaited<Result>>;
  }

  async quit(): Promise<void> {
    if (this.#child.connected) this.#say({ kind: 'quit' });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await this.#exited;
    clearTimeout(timer);
  }

  #say(message: FromTest): void {
    this.#child.send(message, () => {});
  }
}
