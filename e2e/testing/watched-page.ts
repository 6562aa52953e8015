/** A page of the scripted host, watched: what breaks the content security policy or is an error is kept for the test to judge. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { BoardState } from '../../app/contract/state.ts';
import type { Problem } from '../../remote-helper/rpc/problem.ts';
import { hearViolations } from './policy-violations.ts';

export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Violations of the policy, errors of the console and uncaught ones, so far. */
  readonly faults: readonly string[];
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
}

/** See app/renderer/testing/scripted-memory.ts. */
interface ScriptedMemory {
  read(offset: bigint, size: number): Uint8Array;
  write(offset: bigint, bytes: Uint8Array): void;
  readonly broken: Set<bigint>;
  stuck: number;
}

/** What `window.scripted` of the page is, as far as tests use it. */
export interface Scripted {
  refuseApply: Problem | undefined;
  readonly calls: readonly { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[];
  /** By `BOARD/DEVICE`. */
  readonly memories: ReadonlyMap<string, ScriptedMemory>;
  readonly files: Map<string, string>;
  readonly settings: { store(stored: Readonly<Record<string, unknown>>): unknown; full: boolean };
  readonly log: { add(level: number, text: string, skipped?: number): void };
  readonly terminals: { readonly received: string; complete: boolean; ports: readonly unknown[]; loseLink(): void };
  readonly trees: {
    refuse: readonly [id: string, message: string, about: Omit<Partial<Problem>, 'id' | 'message'>] | undefined;
  };
  readonly modules: {
    holders: readonly {
      readonly pid: number;
      readonly command: string;
      readonly device: string;
      readonly ours: boolean;
    }[];
    lines: readonly { readonly line: string }[];
    loadFails: { readonly id: string; readonly message: string; readonly hint: string };
  };
  heldAt: number | undefined;
  lateMs: number;
  keepsDrafts: boolean;
  put(board: string, change: (before: BoardState) => BoardState): void;
  remove(board: string): void;
  rename(board: string, to: string): void;
}

declare global {
  interface Window {
    readonly scripted: Scripted;
    /** Of the scripted page: dark, light, contrast. */
    chooseTheme(name: string): void;
    /** Of the panel `bare-editor`. */
    fillEditor(text: string): void;
    /** Its first board's plan, written anew. */
    writePlan(text: string): void;
  }
}

export const usualSize = { width: 1366, height: 768 };
export const smallSize = { width: 1024, height: 700 };

export const newContext = (browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> =>
  browser.newContext({ viewport: usualSize, reducedMotion: 'reduce', ...options });

/** `address`: with a query, as in `?state=devices&theme=dark`. */
export async function watchedPage(
  context: BrowserContext,
  address: string,
  close: (page: Page) => Promise<void>,
): Promise<WatchedPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  const requests: string[] = [];
  await hearViolations(page, (text) => faults.push(`policy: ${text}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(address);
  return { page, faults, requests, [Symbol.asyncDispose]: () => close(page) };
}

/** Elements of the frame that reach out of the window, and whether the page itself can be scrolled sideways. */
export function sidewaysFaults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // The workbench is told of a new size in the frame after it.
    for (let frames = 0; frames < 2; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    const { scrollWidth, clientWidth } = document.documentElement;
    const out = scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide, the window ${clientWidth}`] : [];
    for (const element of document.querySelectorAll('button, h1, h2, h3, input, select, [role=tab], .banner, .badge')) {
      const { left, right, width } = element.getBoundingClientRect();
      // What scrolls inside of its own place is there to be scrolled to.
      const scrolls = element.closest('.table-frame, .dv-tabs-container, .text-editor, .monaco-editor') !== null;
      if (width > 0 && !scrolls && !element.closest('.unseen') && (left < -1 || right > clientWidth + 1)) {
        out.push(`${element.tagName} "${element.textContent.slice(0, 40)}" reaches to ${Math.round(right)}`);
      }
    }
    return out;
  });
}
