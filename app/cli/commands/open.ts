/** `open`: a window, in whatever can show one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Outcome, ProcessCommand, ProcessContext } from '../command.ts';
import type { ConnectedHost } from '../hosts.ts';
import { startInBackground } from '../open/background-host.ts';
import { type Application, type Browser, findApplication, findBrowser } from '../open/find-program.ts';
import { stateFolder } from '../open/places.ts';
import { type WayIn, writeWayIn } from '../open/way-in.ts';

/** What the windows are drawn for; Chromium's own choice is narrower. */
const firstSize = '--window-size=1366,800';

export const openCommand: ProcessCommand = {
  words: 'open',
  about: 'Open a window: the application when it is here, else a browser. Starts the host when none runs.',
  example: 'uiomem-studio open',
  positionals: [],
  options: {
    browser: { about: 'a browser, also when the application is here' },
    'no-sandbox': { about: 'start it without its sandbox, which cannot work for root' },
    print: { about: 'start no program: tell which file to open in a browser of this computer' },
  },
  async runAlone(context, { has }) {
    const sandbox = has('no-sandbox') ? ['--no-sandbox'] : [];
    const screen = screenMissing();
    if (!has('browser') && !has('print') && screen === undefined) {
      const application = await findApplication(import.meta.dirname);
      if (application !== undefined) return await startApplication(application, sandbox);
    }
    await using host = await runningHost(context);
    const browser = has('print') ? undefined : await findBrowser();
    const why = screen ?? browserMissing(browser, has('no-sandbox'));
    const admitted = await host.client.call('window.admit', {});
    const base =
      browser?.snap === undefined ? stateFolder() : join(homedir(), 'snap', browser.snap, 'common', 'uiomem-studio');
    await using wayIn = await writeWayIn(base, admitted);
    const used = host.client.call('window.entered', { token: admitted.token }, { signal: context.signal });
    const shown = { address: admitted.address };
    if (browser !== undefined && why === undefined) {
      const profile = join(base, 'browser');
      // Later it comes back as it was left.
      const size = existsSync(profile) ? [] : [firstSize];
      const failure = startBrowser(browser, wayIn, [...sandbox, `--user-data-dir=${profile}`, ...size]);
      const outcome = await Promise.race([used, failure]);
      if ('entered' in outcome && outcome.entered) return opened({ ...shown, in: browser.program });
      throw problem('window.browser-failed', `${browser.program} did not open the window.`, {
        hint: 'Try uiomem-studio open --print, which tells a file to open in any browser.',
        data: { program: browser.program, ...('status' in outcome && { status: outcome.status }) },
      });
    }
    if (!has('print') && why !== undefined) context.note(why);
    context.note(`Open this file in a browser of this computer within a minute: ${wayIn.url}`);
    context.note(`The window is at ${admitted.address} then; that address alone lets nobody in.`);
    if ((await used).entered) return opened({ ...shown, in: 'page' });
    throw problem('window.not-opened', 'Nobody opened the file within a minute; it is gone now.', {
      hint: 'uiomem-studio open makes a new one.',
    });
  },
};

function opened(result: { readonly address: string; readonly in: string }): Outcome {
  return { result, text: `opened at ${result.address}` };
}

/** Electron that cannot start (no sandbox, no screen) ends within moments. */
const failsWithinMs = 2_000;

/** Throws `window.application-failed`. */
async function startApplication({ program, args }: Application, sandbox: readonly string[]): Promise<Outcome> {
  const child = spawn(program, [...sandbox, ...args], { detached: true, stdio: 'ignore' });
  child.unref();
  const first = await Promise.race([failed(child), sleep(failsWithinMs, undefined)]);
  if (first === undefined) return { result: { in: program }, text: 'opened the application' };
  throw problem('window.application-failed', `${program} did not start.`, {
    hint: `${process.getuid?.() === 0 && sandbox.length === 0 ? 'For root its sandbox does not work: --no-sandbox starts it without. ' : ''}Run it by itself to see what it says, or open a browser with --browser.`,
    data: { program, status: first.status },
  });
}

function startBrowser({ program }: Browser, wayIn: WayIn, args: readonly string[]): Promise<Failure> {
  const plain = ['--no-first-run', '--no-default-browser-check', '--disable-sync'];
  const child = spawn(program, [`--app=${wayIn.url}`, ...args, ...plain], { detached: true, stdio: 'ignore' });
  child.unref();
  return failed(child);
}

interface Failure {
  /** -1: it could not be started, or a signal ended it. */
  readonly status: number;
}

/** Resolves when it ended badly; one that hands its work to a running instance ends well. */
function failed(child: ChildProcess): Promise<Failure> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ status: -1 }));
    child.once('exit', (status) => {
      if (status !== 0) resolve({ status: status ?? -1 });
    });
  });
}

function screenMissing(): string | undefined {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY) return undefined;
  return 'There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so that no browser is started.';
}

function browserMissing(browser: Browser | undefined, unsandboxed: boolean): string | undefined {
  if (browser === undefined) return 'No browser of the Chromium kind is in PATH.';
  if (process.getuid?.() !== 0 || unsandboxed) return undefined;
  return `${browser.program} does not start for root with its sandbox; --no-sandbox starts it without.`;
}

/** The one that runs, or a new one in the background. Throws `host.other-version`, `host.other-settings`. */
async function runningHost({ hosts, signal, progress }: ProcessContext): Promise<ConnectedHost> {
  const running = await hosts.attach(true);
  if (running !== undefined) return running;
  progress('starting the host');
  await startInBackground(hosts, signal);
  const started = await hosts.attach(true);
  if (started !== undefined) return started;
  throw problem('host.gone', 'The host was started and has ended again.', {
    hint: 'uiomem-studio serve shows what it does.',
  });
}
