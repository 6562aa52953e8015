/** What must be true of the Electron shell, told once for both tiers. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { contentSecurityPolicy, type ElectronBridge, hostPortMessage } from '../../app/contract/shell.ts';
import { chromiumSwitches } from '../../app/main/chromium-switches.ts';
import { pageProcesses } from './page-processes.ts';
import type { ElectronShell, ShellOptions } from './shell.ts';

type WithBridge = Window & { uiomemShell: ElectronBridge };

/** The next event of the first window's contents that a listener may veto: its address, and whether one did. */
function nextNavigation(shell: ElectronShell) {
  return shell.evaluate(
    ({ BrowserWindow }) =>
      new Promise<{ url: string; prevented: boolean }>((resolve) => {
        BrowserWindow.getAllWindows()[0]?.webContents.once('will-navigate', (event) => {
          setImmediate(() => resolve({ url: event.url, prevented: event.defaultPrevented }));
        });
      }),
    undefined,
  );
}

/**
 * Asks for a port, and answers what comes over it first: bytes of the host, or its end. The port stays at `window.testPort`. The page's
 * own connection asks too: any port will do, since each is one of its own.
 */
function firstWords(page: Page) {
  return page.evaluate((expected) => {
    const { promise, resolve } = Promise.withResolvers<{ origin: string; words: string }>();
    const onMessage = ({ data, ports: [port], origin, source }: MessageEvent) => {
      if (data !== expected || source !== window || port === undefined) return;
      window.removeEventListener('message', onMessage);
      Object.assign(window, { testPort: port });
      port.onmessage = ({ data: words }) => resolve({ origin, words: words?.constructor.name });
      port.addEventListener('close', () => resolve({ origin, words: 'none' }));
    };
    window.addEventListener('message', onMessage);
    (window as unknown as WithBridge).uiomemShell.requestHostPort();
    return promise;
  }, hostPortMessage);
}

export function describeShell(name: string, launch: (options?: ShellOptions) => Promise<ElectronShell>): void {
  describe(name, () => {
    let shell: ElectronShell;
    beforeAll(async () => {
      shell = await launch();
    });
    afterAll(async () => {
      await shell?.[Symbol.asyncDispose]();
    });

    test('the page gets the listed members of the shell, frozen, and nothing of node', async () => {
      const seen = await shell.page.evaluate(() => {
        const { uiomemShell } = window as unknown as WithBridge;
        const node = ['require', 'process', 'module', 'Buffer', 'global', 'setImmediate', 'electron', 'ipcRenderer'];
        return {
          members: Object.entries(uiomemShell).map(([key, value]) => `${key}: ${typeof value}`),
          frozen: Object.isFrozen(uiomemShell),
          kind: uiomemShell.kind,
          node: node.filter((each) => each in window),
        };
      });
      expect(seen).toEqual({
        members: [
          'kind: string',
          'platform: string',
          'requestHostPort: function',
          'onCommand: function',
          'openPlan: function',
        ],
        frozen: true,
        kind: 'electron',
        node: [],
      });
    });

    test('windows are isolated, sandboxed and without node', async () => {
      const preferences = await shell.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
          getLastWebPreferences(): object;
        };
        return JSON.parse(JSON.stringify(contents.getLastWebPreferences()));
      }, undefined);
      expect(preferences).toMatchObject({
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
      });
    });

    test('its pages run with the switches of the app', async () => {
      const lines = await pageProcesses(await shell.evaluate(() => process.pid, undefined));
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines)
        for (const [name, value] of Object.entries(chromiumSwitches)) expect(line).toContain(`--${name}=${value}`);
    });

    test('every answer carries the policy, and the page does not violate it', async () => {
      const { page } = shell;
      await page.addInitScript(() => {
        const violations: string[] = [];
        Object.assign(window, { violations });
        document.addEventListener('securitypolicyviolation', (event) => {
          violations.push(`${event.violatedDirective} ${event.blockedURI}`);
        });
      });
      await page.reload();
      const violations = () => page.evaluate(() => (window as unknown as { violations: string[] }).violations);
      expect(await violations()).toEqual([]);
      const headers = await page.evaluate(async () => {
        const answers = await Promise.all(['index.html', 'none.html'].map((name) => fetch(name)));
        return answers.map((each) => ({ status: each.status, headers: Object.fromEntries(each.headers) }));
      });
      expect(headers).toMatchObject(
        [200, 404].map((status) => ({
          status,
          headers: { 'content-security-policy': contentSecurityPolicy, 'x-content-type-options': 'nosniff' },
        })),
      );
      // The policy is in force: it stops what it should.
      await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.head.append(script);
      });
      expect(await violations()).toEqual(['script-src-elem inline']);
      expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    });

    test('nothing outside of the page’s folder is served', async () => {
      const statuses = await shell.page.evaluate(
        async (paths) => await Promise.all(paths.map(async (path) => (await fetch(path)).status)),
        [
          'index.html',
          '..%2fmain%2fmain.js',
          '%2e%2e%2fmain/main.js',
          'assets/..%2f..%2fmain%2fmain.js',
          '..%5cmain%5cmain.js',
          '//etc/passwd.html',
          'assets',
          'assets/',
          '.hidden.html',
          '%00.html',
          '%zz.html',
        ].map((path) => (path.startsWith('//') ? `${'.'}${path}` : path)),
      );
      expect(statuses).toEqual([200, ...Array(10).fill(404)]);
      const post = await shell.page.evaluate(async () => (await fetch('index.html', { method: 'POST' })).status);
      expect(post).toBe(405);
    });

    test('the page cannot go elsewhere', async () => {
      const { page } = shell;
      const before = page.url();
      for (const address of ['https://example.org/', 'http://localhost:1/']) {
        const navigation = nextNavigation(shell);
        await page.evaluate((to) => {
          location.href = to;
        }, address);
        expect(await navigation).toEqual({ url: address, prevented: true });
        expect(page.url()).toBe(before);
      }
    });

    test('the page opens no window; what our texts refer to opens in the user’s browser', async () => {
      await shell.evaluate(({ shell: system }) => {
        const opened: string[] = [];
        Object.assign(globalThis, { testOpened: opened });
        system.openExternal = async (address) => void opened.push(address);
      }, undefined);
      await shell.page.evaluate(() => {
        window.open('https://example.org/');
        window.open('file:///etc/passwd');
        window.open('https://docs.kernel.org.example.org/');
        window.open('https://docs.kernel.org/devicetree/');
      });
      const opened = () =>
        shell.evaluate(() => (globalThis as unknown as { testOpened: string[] }).testOpened, undefined);
      await vi.waitFor(async () => expect(await opened()).not.toEqual([]), { timeout: 10_000 });
      expect(await opened()).toEqual(['https://docs.kernel.org/devicetree/']);
      await vi.waitFor(async () => expect(await shell.windows()).toHaveLength(1), { timeout: 10_000 });
    });

    test('the page may put text on the clipboard, and nothing else', async () => {
      const answers = await shell.page.evaluate(async () => {
        const state = async (name: string) =>
          (await navigator.permissions.query({ name: name as PermissionName })).state;
        const refused = async (ask: () => Promise<unknown>) => {
          try {
            await ask();
            return 'given';
          } catch (reason) {
            return (reason as Error).name;
          }
        };
        return {
          geolocation: await state('geolocation'),
          notifications: await state('notifications'),
          midi: await refused(() => navigator.requestMIDIAccess()),
          copy: await state('clipboard-write'),
          paste: await refused(() => navigator.clipboard.readText()),
          camera: await state('camera'),
        };
      });
      expect(answers).toEqual({
        geolocation: 'denied',
        notifications: 'denied',
        midi: expect.stringMatching(/NotAllowedError|SecurityError/),
        copy: 'granted',
        paste: 'NotAllowedError',
        camera: 'denied',
      });
    });

    test('a page that is not ours is refused, also with our preload', async () => {
      const answer = await shell.evaluate(async ({ BrowserWindow }) => {
        const ours = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
          getLastWebPreferences(): { preload: string };
        };
        const { preload } = ours.getLastWebPreferences();
        const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        try {
          await foreign.loadURL('data:text/html,<title>foreign</title>');
          return await foreign.webContents.executeJavaScript(
            'window.uiomemShell.openPlan().then(() => "answered", (reason) => reason.message)',
          );
        } finally {
          foreign.destroy();
        }
      }, undefined);
      expect(answer).toBe(
        "Error invoking remote method 'open-plan': ProblemError: A page that is not ours asked for open-plan.",
      );
    });

    test('a plan is opened by the file dialog', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-plan-'));
      try {
        writeFileSync(join(folder, 'bringup.yaml'), 'module: ours\n');
        const open = async (answer: { canceled: boolean; filePaths: string[] }) => {
          await shell.evaluate(({ dialog }, given) => {
            Object.assign(dialog, { showOpenDialog: async () => given });
          }, answer);
          return await shell.page.evaluate(() => (window as unknown as WithBridge).uiomemShell.openPlan());
        };
        expect(await open({ canceled: false, filePaths: [join(folder, 'bringup.yaml')] })).toEqual({
          name: 'bringup.yaml',
          folder,
          text: 'module: ours\n',
        });
        expect(await open({ canceled: true, filePaths: [] })).toBeUndefined();
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    test('a command of the menu reaches the page until it stops listening', async () => {
      const { page } = shell;
      await page.evaluate(() => {
        const heard: string[] = [];
        const end = (window as unknown as WithBridge).uiomemShell.onCommand((command) => heard.push(command));
        Object.assign(window, { heard, end });
      });
      const choose = (id: string) =>
        shell.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id);
      const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
      await choose('plan.open');
      await choose('view.theme');
      await vi.waitFor(async () => expect(await heard()).toEqual(['plan.open', 'view.theme']));
      await page.evaluate(() => (window as unknown as { end(): void }).end());
      await choose('plan.open');
      // A call to main and back comes after what was sent before it.
      await page.evaluate(() => (window as unknown as WithBridge).uiomemShell.openPlan());
      expect(await heard()).toEqual(['plan.open', 'view.theme']);
    });

    test('the host answers over the port, and over a new one when it was killed', async () => {
      const { page } = shell;
      const origin = await page.evaluate(() => window.origin);
      const words = { origin, words: 'Uint8Array' };
      expect(await firstWords(page)).toEqual(words);
      await page.evaluate(() => {
        const { testPort } = window as unknown as { testPort: MessagePort };
        const closed = new Promise((resolve) => testPort.addEventListener('close', () => resolve(true)));
        Object.assign(window, { portClosed: () => closed });
      });
      const pids = () =>
        shell.evaluate(
          ({ app }) =>
            app
              .getAppMetrics()
              .filter(({ name }) => name === 'uiomem studio host')
              .map(({ pid }) => pid),
          undefined,
        );
      const [before, ...more] = await pids();
      expect(more).toEqual([]);
      await shell.evaluate((_members, pid) => process.kill(pid ?? 0, 'SIGKILL'), before);
      expect(await page.evaluate(() => (window as unknown as { portClosed(): Promise<boolean> }).portClosed())).toBe(
        true,
      );
      await vi.waitFor(async () => expect(await firstWords(page)).toEqual(words), { timeout: 20_000, interval: 250 });
      expect(await pids()).toEqual([expect.not.toSatisfy((pid) => pid === before)]);
    });

    test('a page that crashed comes back', async () => {
      await shell.evaluate(
        ({ BrowserWindow }) =>
          new Promise<void>((resolve) => {
            const contents = BrowserWindow.getAllWindows()[0]?.webContents;
            contents?.once('render-process-gone', () => contents.once('did-finish-load', () => resolve()));
            contents?.forcefullyCrashRenderer();
          }),
        undefined,
      );
      expect(await shell.windows()).toHaveLength(1);
      expect(
        await shell.evaluate(
          ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('uiomemShell.kind'),
          undefined,
        ),
      ).toBe('electron');
    });

    test('a second start brings the window of the first to the front', async () => {
      const told = shell.evaluate(
        ({ app, BrowserWindow }) =>
          new Promise<boolean>((resolve) => {
            const window = BrowserWindow.getAllWindows()[0];
            window?.minimize();
            app.once('second-instance', () => setImmediate(() => resolve(window?.isMinimized() === false)));
          }),
        undefined,
      );
      expect(await shell.startAgain()).toBe(0);
      expect(await told).toBe(true);
      expect(await shell.windows()).toHaveLength(1);
    });
  });

  test(`${name}: a window comes back where it was; a damaged record of it is put aside`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-shell-'));
    const kept = join(folder, 'config/uiomem-studio/electron');
    const socket = join(folder, 'run/uiomem-studio.sock');
    const bounds = { x: 60, y: 50, width: 900, height: 700 };
    const boundsOf = (shell: ElectronShell) =>
      shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds(), undefined);
    try {
      {
        await using shell = await launch({ folder });
        await shell.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds);
        await vi.waitFor(() => expect(existsSync(socket)).toBe(true), { timeout: 20_000 });
      }
      // The host came to its end in order.
      expect(existsSync(socket)).toBe(false);
      expect(JSON.parse(await readFile(join(kept, 'window-state.json'), 'utf8'))).toEqual({
        format: 1,
        bounds,
        maximized: false,
      });
      {
        await using shell = await launch({ folder });
        expect(await boundsOf(shell)).toEqual(bounds);
      }
      writeFileSync(join(kept, 'window-state.json'), '{"format":1,"bounds":');
      {
        await using shell = await launch({ folder });
        expect(await boundsOf(shell)).toMatchObject({ width: 1280, height: 800 });
      }
      expect((await readdir(kept)).filter((file) => file.startsWith('window-state')).sort()).toEqual([
        'window-state.json',
        'window-state.json.damaged',
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
