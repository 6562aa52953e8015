/**
 * A module of one's own in a window, against an emulated board: built, sent, loaded, held, loaded anew, taken away; a build
 * with an error in it, and one that is cancelled. Judged past the window: by the board's kernel, its files, and the cache.
 */
import { randomBytes } from 'node:crypto';
import { appendFile, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import { moduleBefore } from '../../app/contract/module.ts';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { boardShell } from '../testing/boards.ts';
import { startChromium } from '../testing/chromium.ts';
import { processes, until } from '../testing/command-process.ts';
import { openWindow, type RunningHost, servedHost } from '../testing/served-host.ts';

const name = 'modules';

let host: RunningHost;
let browser: Browser;
let page: Page;
let board: Board;
let source: string;

beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'uiomem-source-'));
  await cp(join(import.meta.dirname, '../../kernel'), source, { recursive: true });
  // Something that was never built before.
  await appendFile(join(source, 'module.c'), `/* ${randomBytes(8).toString('hex')} */\n`);
  host = await servedHost();
  ({ board } = await host.client.call('emulated.up', { name }));
  await host.client.call('board.connect', { board: name });
  browser = await startChromium();
  page = await openWindow(browser, host.client);
});
afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
  await rm(source, { recursive: true, force: true });
});

const section = (title: string) => page.getByRole('main').getByRole('region', { name: title, exact: true });
const press = (where: string, label: string) =>
  section(where).getByRole('button', { name: label, exact: true }).click();
const confirm = (title: string, label: string) =>
  page.getByRole('dialog', { name: title }).getByRole('button', { name: label, exact: true }).click();
const choose = (group: string, label: string) =>
  page.getByRole('group', { name: group }).getByRole('button', { name: label, exact: true }).click();
const field = (label: string) => page.getByRole('main').getByRole('textbox', { name: label, exact: true });
const seen = (where: string, text: string | RegExp, timeout = 60_000) =>
  section(where).getByText(text).filter({ visible: true }).first().waitFor({ timeout });
const loaded = async () => (await boardShell(board, 'grep -c "^uiomem " /proc/modules || :')).trim() === '1';
const built = () =>
  host.client.call('module.list', {}).then(({ built: all }) => all.find(({ folder }) => folder === source));

test('what is wrong with what was named is told before anything is done', async () => {
  await page
    .getByRole('navigation', { name: 'Boards' })
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
  await page.keyboard.press('Alt+k');
  await seen('Loaded now', `No uiomem driver is loaded on ${name}.`);
  await seen('Preflight', /^All \d+ hold\.$/);
  await choose('Where the module is from', 'A .ko file');
  for (const [file, id] of [
    ['uiomem.ko', 'module.path-relative'],
    [join(source, 'gone.ko'), 'module.file-missing'],
    [join(source, 'module.c'), 'module.not-a-module'],
  ] as const) {
    await field('Module file').fill(file);
    await seen('Check of the file', id);
  }
  await choose('Where the module is from', 'Build one');
  await choose('Source', 'A folder of mine');
  await field('Folder of the source').fill(join(source, 'nowhere'));
  await seen('Preflight', 'module.source-missing');
  await field('Folder of the source').fill(source);
  await field('Kernel headers or tree').fill(source);
  await seen('Preflight', /^\d+ of \d+ miss(es)?\.$/);
  await press('Build', 'Build');
  await seen('Build', /module\.(headers-missing|not-a-kernel-tree)/);
  await field('Kernel headers or tree').fill('');
  await seen('Preflight', /^All \d+ hold\.$/);
});

test('a folder is built, sent, and loaded with what the plan asks for', async () => {
  await press('Build', 'Build');
  await seen('Build', /^built$/, 180_000);
  const made = await until('the module in the cache', built);
  await press('Load', 'Upload');
  await seen('Built before', 'on the board');
  const there = await boardShell(board, `find / -xdev -path '*/modules/${made.sha256}/uiomem.ko' 2>/dev/null`);
  expect(there.trim().split('\n')).toHaveLength(1);
  expect(await loaded()).toBe(false);

  await page.keyboard.press('Alt+p');
  await page.getByRole('button', { name: 'New plan', exact: true }).click();
  await page.getByText(`checked against ${name}`).first().waitFor();
  await page.keyboard.press('Alt+k');
  await expect.poll(() => section('Load').getByRole('combobox', { name: 'Parameters' }).inputValue()).toBe('plan');
  await press('Load', 'Load');
  await seen('Loaded now', made.srcversion ?? '');
  await seen('Built before', 'loaded');
  expect(await loaded()).toBe(true);
  const devices = (await boardShell(board, 'ls /sys/class/uiomem')).trim().split('\n');
  expect(devices).toContain('uiomem0');
  await page
    .getByRole('list', { name: `Devices of ${name}` })
    .getByRole('button', { name: /^uiomem0/ })
    .waitFor();
});

test('loaded anew it has the same devices', async () => {
  const where = async () =>
    await boardShell(board, 'cat /sys/class/uiomem/uiomem0/phys_addr /sys/module/uiomem/srcversion');
  const before = await where();
  const counted = async () => await boardShell(board, 'stat -c %Z /sys/module/uiomem');
  const since = await counted();
  await press('Loaded now', 'Reload…');
  await confirm(`Reload the driver on ${name}?`, `Reload on ${name}`);
  await expect.poll(counted, { timeout: 60_000 }).not.toBe(since);
  await seen('Loaded now', /driver of this tool/);
  await expect.poll(where, { timeout: 20_000 }).toBe(before);
  // The devices are there before the work is over, and the board does one work at a time.
  await section('Loaded now').getByRole('button', { name: 'Reload…', disabled: false }).waitFor({ timeout: 60_000 });
});

test('a reload that gives no device tells what was loaded before, and by which file it comes back', async () => {
  const made = await built();
  // Linux's own memory: the driver takes no region of it.
  const wrong = [
    { name: 'uiomem0_addr', value: '0x40000000' },
    { name: 'uiomem0_size', value: '0x100000' },
  ];
  const reload = { board: name, file: made?.path ?? '', parameters: wrong };
  const found = await host.client.call('module.reload', reload).then(() => undefined, problemOf);
  expect(found?.id).toBe('module.device-missing');
  const before = moduleBefore.parse(found?.data?.before);
  expect(before.loaded).toBe(true);
  // The newest of its source version, which another folder's module may have, too.
  const { built: all } = await host.client.call('module.list', {});
  const alike = all.filter(({ srcversion, release }) => srcversion === made?.srcversion && release === made?.release);
  expect(alike.map(({ path }) => path)).toContain(before.file);
  expect(before.parameters).toContainEqual({ name: 'uiomem0_addr', value: String(0x7000_0000) });
  const { file = '', parameters } = before;
  const back = await host.client.call('module.reload', { board: name, file, parameters });
  expect(back.devices.map((device) => device.name)).toContain('uiomem0');
  const unreachable = host.client.call('module.reload', { ...reload, file: join(source, 'gone.ko') });
  expect((await unreachable.then(() => undefined, problemOf))?.id).toBe('module.file-missing');
  // What can be judged is before anything is unloaded.
  expect(await boardShell(board, 'ls /sys/class/uiomem')).toContain('uiomem0');
  await seen('Loaded now', 'uiomem0');
});

test('who holds a device is told, and the driver stays until they have gone', async () => {
  const pid = (await boardShell(board, 'sleep 600 </dev/uiomem0 >/dev/null 2>&1 & echo $!')).trim();
  const row = section('Who holds the devices').first().getByRole('row').nth(1);
  const look = async () => {
    await page.getByRole('button', { name: 'Look again' }).click();
    return await row.textContent({ timeout: 5_000 }).catch(() => '');
  };
  // For a moment it is the shell that opened the device for it.
  await expect.poll(look, { timeout: 60_000 }).toBe(`sleep 600${pid}uiomem0`);
  await press('Loaded now', 'Unload…');
  await confirm(`Unload the driver from ${name}?`, `Unload from ${name}`);
  await seen('Loaded now', 'module.in-use');
  await seen('Loaded now', new RegExp(`${pid} sleep 600 \\(uiomem0\\)`));
  expect(await loaded()).toBe(true);
  await boardShell(board, `kill ${pid}`);
  await press('Loaded now', 'Unload…');
  await confirm(`Unload the driver from ${name}?`, `Unload from ${name}`);
  await seen('Loaded now', `No uiomem driver is loaded on ${name}.`);
  expect(await loaded()).toBe(false);
});

test('an error leads to its line in the file of the user', async () => {
  const file = join(source, 'module.c');
  const whole = await readFile(file, 'utf8');
  await writeFile(file, `${whole}int of_nothing(void)\n{\n\treturn lost_here;\n}\n`);
  const line = whole.split('\n').length + 2;
  await press('Build', 'Build');
  await seen('Build', /^failed$/, 180_000);
  await seen('Build', 'module.build-failed');
  await section('Build')
    .getByRole('button', { name: new RegExp(`^error module\\.c:${line}.*lost_here`) })
    .click();
  await page.getByRole('textbox', { name: `Text of ${file}` }).waitFor({ state: 'attached' });
  await expect.poll(() => page.locator('.line-numbers.active-line-number').textContent()).toBe(String(line));
  await writeFile(file, whole);
});

test('a build that is cancelled leaves no process and no file', async () => {
  await appendFile(join(source, 'Kbuild'), '$(info $(shell sleep 120))\n');
  await page.keyboard.press('Alt+k');
  await press('Build', 'Build');
  const { pid } = await host.client.call('host.info', {});
  const make = await until('a make of the host', async () =>
    (await processes()).find(({ parent, command }) => parent === pid && command.startsWith('make ')),
  );
  const began = Date.now();
  await press('Build', 'Cancel');
  await seen('Build', /^cancelled$/);
  const work = dirname(make.folder);
  await until('the end of it all', async () => {
    const left = (await processes()).filter((each) => each.folder.startsWith(work));
    return left.length === 0 && (await stat(work).catch(() => undefined)) === undefined ? true : undefined;
  });
  // What it waited for goes on for two minutes by itself.
  expect(Date.now() - began).toBeLessThan(30_000);
});

test('what was built is taken out of the cache by its row', async () => {
  const made = await built();
  if (made === undefined) throw new Error('nothing of the folder is in the cache');
  await section('Built before')
    .getByRole('row')
    // Not by its source version: that knows no comments, and another folder's module may have the same.
    .filter({ has: page.getByTitle(source) })
    .getByRole('button', { name: /^Remove the module/ })
    .click();
  await page.getByRole('dialog').getByText(made.path).waitFor();
  await confirm('Remove this module from the cache?', 'Remove it');
  await expect.poll(built).toBeUndefined();
  expect(await stat(dirname(made.path)).catch(() => 'gone')).toBe('gone');
});
