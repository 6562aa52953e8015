/**
 * What the window costs, measured from outside it by Chromium itself: on a region of 5 GiB in a sparse RAM file, and at the
 * start, beside a page that has nothing but Monaco.
 */
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import type { hostContract } from '../app/contract.ts';
import { startChromium } from '../e2e/testing/chromium.ts';
import { serveFolder } from '../e2e/testing/folder-server.ts';
import { openWindow, servedHost } from '../e2e/testing/served-host.ts';
import type { Client } from '../remote-helper/rpc/contract.ts';
import { bareMonaco } from './bare-monaco.ts';
import { bytesReceived } from './bytes-received.ts';
import { frameWork, percentile } from './frame-work.ts';
import { initialScripts } from './initial-scripts.ts';
import { interactiveAt, watchForElement } from './interactive.ts';
import { inTurn, type Row, row } from './row.ts';

const runs = 5;
const board = 'bench-window';
const device = 'uiomem0';
/** Above what the board's device tree has of its own, to the end of 6 GiB of RAM. */
const address = 0x8000_0000n;
const memory = 6n << 30n;
const plan = `version: 1
module: { from: built-in }
regions:
  - { device: ${device}, load: insmod, address: "0x${address.toString(16)}", size: 5 GiB, content: memory, cache: noncoherent }
`;
/** A frame of a display of 60 Hz. */
const frameMs = 1000 / 60;
const mebibyte = 2 ** 20;

/** Boots a board of its own, and stops it. */
export async function windowRows(scratch: string): Promise<Row[]> {
  await using host = await servedHost();
  const { client } = host;
  console.log('booting an emulated board of 6 GiB');
  const up = await client.call('emulated.up', { name: board, memory });
  await client.call('board.connect', { board });
  await client.call('plan.apply', { board, text: plan, folder: '/', resume: false });
  const browser = await startChromium();
  try {
    const rows = [...(await scrolling(browser, client)), await live(browser, client, up.status), scriptSize()];
    return [...rows, await start(browser, client, scratch)];
  } finally {
    await browser.close();
  }
}

/** Wheel, keys and scrollbar over the whole region. */
async function scrolling(browser: Browser, client: Client<typeof hostContract>): Promise<Row[]> {
  console.log('scrolling through 5 GiB');
  const page = await openWindow(browser, client);
  const view = await openDevice(page);
  await view.focus();
  const box = await view.boundingBox();
  if (box === null) throw new Error('the hex view has no place on the page');
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  const traffic = await bytesReceived(page);
  const work = await frameWork(page, async () => {
    const until = performance.now() + 8_000;
    for (let step = 0; performance.now() < until; step += 1) {
      // Reading on, leafing, and to the other end, in turn.
      await page.mouse.wheel(0, step % 60 < 30 ? 120 : 1200);
      if (step % 60 === 59) await page.keyboard.press(step % 120 === 59 ? 'Control+End' : 'Control+Home');
      await sleep(frameMs);
    }
    await dragThumb(page, 8_000);
  });
  const fetched = traffic.perSecond();
  const total = fetched.reduce((sum, bytes) => sum + bytes, 0);
  if (total < mebibyte / 16) throw new Error(`only ${total} bytes came while scrolling: the view did not read`);
  const busiest = Math.max(...fetched);
  const heap = await heapMebibytes(page);
  await page.context().close();
  return [
    row(
      'scroll through 5 GiB: main-thread work a frame, p95, against a frame at 60 Hz',
      'ms',
      'less',
      [percentile(work, 0.95)],
      [frameMs],
      1,
    ),
    row('scroll through 5 GiB: most fetched in a second, against 2 MiB', 'MiB', 'less', [busiest / mebibyte], [2], 1),
    row('scroll through 5 GiB: heap of the page, against 300 MiB', 'MiB', 'less', [heap], [300], 1),
  ];
}

/** From the first row to the last in so many milliseconds, a step with each frame, as a hand at the scrollbar does. */
async function dragThumb(page: Page, milliseconds: number): Promise<void> {
  await page.evaluate(async (whole) => {
    const bar = document.querySelector('.hex-scroll');
    if (bar === null) throw new Error('the hex view has no scrollbar');
    const began = performance.now();
    for (let part = 0; part < 1; ) {
      await new Promise(requestAnimationFrame);
      part = Math.min(1, (performance.now() - began) / whole);
      bar.scrollTop = part * (bar.scrollHeight - bar.clientHeight);
    }
  }, milliseconds);
}

/** What a window watches of memory is whole pages: the 4 KiB that its rows lie in, and they change all the time. */
async function live(
  browser: Browser,
  client: Client<typeof hostContract>,
  { ramFile = '', ramBase = '0' }: { readonly ramFile?: string | undefined; readonly ramBase?: string | undefined },
): Promise<Row> {
  console.log('live view of 4 KiB');
  const page = await openWindow(browser, client);
  await openDevice(page);
  await page.getByRole('combobox', { name: 'Looks a second' }).selectOption('60 Hz');
  await page.getByRole('switch', { name: 'Live' }).click();
  await using ram = await open(ramFile, 'r+');
  const at = Number(address - BigInt(ramBase));
  let over = false;
  const changing = (async () => {
    for (let value = 0; !over; value += 1) {
      await ram.write(Buffer.alloc(4096, value & 0xff), 0, 4096, at);
      await sleep(4);
    }
  })();
  await sleep(2000);
  const traffic = await bytesReceived(page);
  const seconds = 5;
  await sleep(seconds * 1000);
  const looks = traffic.messagesOver(4096) / seconds;
  over = true;
  await changing;
  await page.context().close();
  return row('live view of 4 KiB that change: looks a second, against 60 Hz', 'Hz', 'more', [looks], [60], 0.95);
}

/** From the navigation to a window that can be used. */
async function start(browser: Browser, client: Client<typeof hostContract>, scratch: string): Promise<Row> {
  console.log('start of the window');
  await using bare = await serveFolder(await bareMonaco(scratch));
  const interactive = async (page: Page): Promise<number> => {
    const at = await interactiveAt(page);
    await page.context().close();
    return at;
  };
  const window = async () =>
    await interactive(
      await openWindow(browser, client, {
        onPage: (page) => watchForElement(page, 'nav[aria-label="Boards"] button[aria-current]'),
      }),
    );
  const monaco = async () => {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await watchForElement(page, '.monaco-editor .view-line');
    await page.goto(bare.address);
    return await interactive(page);
  };
  await window();
  await monaco();
  const { ours, other } = await inTurn(runs, window, monaco);
  return row('window can be used, against a page with a bare Monaco', 'ms', 'less', ours, other, 1 / 1.5);
}

function scriptSize(): Row {
  const kilobytes = initialScripts('dist/renderer').reduce((sum, script) => sum + gzipSync(script).length, 0) / 1000;
  return row('scripts that the window starts with, gzip, against 400 KB', 'KB', 'less', [kilobytes], [400], 1);
}

async function heapMebibytes(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  await cdp.detach();
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / mebibyte;
}

async function openDevice(page: Page) {
  const devices = page.getByRole('list', { name: `Devices of ${board}` });
  await devices.getByRole('button', { name: new RegExp(`^${device}\\b`) }).click();
  const view = page.getByRole('grid', { name: new RegExp(`^Memory of ${device}\\b`) });
  await view.waitFor();
  return view;
}
