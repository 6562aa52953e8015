/** The browser behind the stand-in: one Chromium with a profile of its own, whose requests all come through here. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page, type Route } from 'playwright-core';
import { fromChromium } from './addresses.ts';
import { fault } from './faults.ts';
import { record } from './record.ts';
import { defaultSession } from './session.ts';

/** What a page's owner decides. */
export interface PageOwner {
  /** Whether a document may be loaded into a frame. */
  mayNavigate(address: string, isMainFrame: boolean): boolean;
}

export interface Chromium {
  readonly context: BrowserContext;
  /** http address of the debugger, for the test. */
  readonly endpoint: string;
  own(page: Page, owner: PageOwner): void;
  close(): Promise<void>;
}

/** `switches`: with their values. */
export async function startChromium(switches: ReadonlyMap<string, string>): Promise<Chromium> {
  const profile = mkdtempSync(join(tmpdir(), 'uiomem-studio-stand-in-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.UIOMEM_STUDIO_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
    args: [
      ...[...switches].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`)),
      '--remote-debugging-port=0',
      '--disable-gpu',
      // Electron's ports have the event (its MessagePorts documentation); Chromium by itself has it behind a flag.
      '--enable-blink-features=MessagePortCloseEvent',
      // The browser's own sandbox refuses to run as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  const portFile = join(profile, 'DevToolsActivePort');
  for (let tries = 0; !existsSync(portFile) && tries < 200; tries += 1)
    await new Promise((next) => setTimeout(next, 25));
  const port = Number(readFileSync(portFile, 'utf8').split('\n')[0]);

  const owners = new Map<Page, PageOwner>();
  await context.route('**/*', (route) =>
    answer(route, owners).catch((reason) => {
      // A page that closed in the meantime wants no answer.
      if (!/closed|not available/i.test(String(reason))) fault(reason);
    }),
  );
  return {
    context,
    endpoint: `http://127.0.0.1:${port}`,
    own: (page, owner) => {
      owners.set(page, owner);
    },
    async close() {
      await context.close().catch(() => {});
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function answer(route: Route, owners: ReadonlyMap<Page, PageOwner>): Promise<void> {
  const request = route.request();
  const address = fromChromium(request.url());
  const frame = frameOf(route);
  const owner = frame && owners.get(frame.page());
  // Of a window that is not the application's, such as one that a page opened and that is about to be closed.
  if (frame === undefined || owner === undefined) return await route.abort('blockedbyclient');
  if (request.isNavigationRequest() && !owner.mayNavigate(address, frame.parentFrame() === null)) {
    return await route.abort('aborted');
  }
  const handler = defaultSession.handlers.get(new URL(address).protocol.slice(0, -1));
  if (handler === undefined) {
    record('network', address, 'there is none');
    return await route.abort('internetdisconnected');
  }
  const body = request.postDataBuffer();
  const response = await handler(
    new Request(address, {
      method: request.method(),
      headers: request.headers(),
      ...(body !== null && { body: new Uint8Array(body) }),
    }),
  );
  record('protocol.handle', address, String(response.status));
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

/** Undefined for a navigation of a window that has no page yet. */
function frameOf(route: Route) {
  try {
    return route.request().frame();
  } catch {
    return undefined;
  }
}
