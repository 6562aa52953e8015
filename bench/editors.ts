/** A device-tree source of 5,000 nodes in each of the editors that are measured. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { startChromium } from '../e2e/testing/chromium.ts';
import { serveFolder } from '../e2e/testing/folder-server.ts';
import { servePage } from '../e2e/testing/page-server.ts';
import { openWindow, servedHost } from '../e2e/testing/served-host.ts';
import { bareMonaco } from './bare-monaco.ts';
import { longSource } from './long-source.ts';

export const nodes = 5000;

/** For the form; the devices of the long source end before it. */
const withForm = `	bram@f8000000 {
		compatible = "ikwzm,uiomem";
		reg = <0xf8000000 0x1000>;
	};

`;

/** Each in a window of its own. The editor has the focus, and the caret is before the text. */
export interface Editors {
  /** The source by itself, of a file of the workstation. */
  source(): Promise<Page>;
  /**
   * A board's device-tree window with its form. Its host is scripted and in the page itself: no board, and nothing else of this
   * machine has to do with the time.
   */
  treeWindow(): Promise<Page>;
  /** A page with nothing but Monaco. */
  bare(): Promise<Page>;
}

export async function withEditors<Result>(
  scratch: string,
  use: (editors: Editors) => Promise<Result>,
): Promise<Result> {
  const file = join(scratch, 'typing.dts');
  await writeFile(file, longSource(nodes));
  await using hosts = new AsyncDisposableStack();
  await using scripted = await servePage();
  await using bare = await serveFolder(await bareMonaco(scratch));
  const browser = await startChromium();
  const newPage = () => browser.newPage({ viewport: { width: 1366, height: 768 } });
  try {
    return await use({
      async source() {
        // Each window of one host would open what the one before it had open, with what was typed in it.
        const { client } = hosts.use(await servedHost());
        const page = await openWindow(browser, client);
        const box = page.getByRole('combobox', { name: /device-tree file/ });
        await box.fill(file);
        await page.getByRole('option').first().waitFor();
        await box.press('Enter');
        return await atBegin(page, page.getByRole('textbox', { name: `Source ${file}` }));
      },
      async treeWindow() {
        const page = await newPage();
        await page.goto(`${scripted.address}?state=tree-both`);
        const name = '/home/grace/long.dts';
        await page.getByRole('button', { name: 'Source', exact: true }).waitFor();
        const text = longSource(nodes, withForm);
        await page.evaluate(([of, put]) => void window.scripted.files.set(of, put), [name, text] as const);
        await page.getByRole('button', { name: 'Source', exact: true }).click();
        await page.getByRole('menuitem', { name: 'Open a file…' }).click();
        await page.getByRole('textbox', { name: 'Path' }).fill(name);
        await page.getByRole('button', { name: 'Open', exact: true }).click();
        await page.getByRole('textbox', { name: 'Address of f8000000.bram' }).waitFor();
        return await atBegin(page, page.getByRole('textbox', { name: `Source ${name}` }));
      },
      async bare() {
        const page = await newPage();
        await page.goto(`${bare.address}?nodes=${nodes}`);
        return await atBegin(page, page.getByRole('textbox'));
      },
    });
  } finally {
    await browser.close();
  }
}

async function atBegin(page: Page, editor: Locator): Promise<Page> {
  await editor.waitFor({ state: 'attached' });
  // Until what is done with a text that was just opened is done.
  await sleep(3_000);
  await editor.focus();
  await page.keyboard.press('Control+Home');
  return page;
}
