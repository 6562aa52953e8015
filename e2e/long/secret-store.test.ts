/**
 * Secrets in the system's store, through the built shell and the stand-in's key ring, on a real board: remembered, used by the next start of
 * the program, dropped when they are wrong, and in no argument list, environment, page or file but as the key ring gives them.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ElectronShell } from '../electron/shell.ts';
import { launchTierA } from '../electron/tier-a.ts';
import { until } from '../testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { button, main, seen, status } from '../testing/scripted-window.ts';
import { filesWith, ProcessWatch, wordsIn } from '../testing/word-search.ts';

const word = () => randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x');
const first = word();
const second = word();
/** Put on purpose where the searches must find it. */
const canary = word();
const searched = { first, second, canary };
const remember = 'Remember in the system’s secret store';

const undoing = new AsyncDisposableStack();
let host: EmulatedHost;
/** What the test knows by right; not searched. */
let keep: string;
let watch: ProcessWatch;

const secretsFile = () => join(host.folder, 'config', 'uiomem-studio', 'electron', 'secrets.json');

async function setPassword(password: string): Promise<void> {
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: `${password}\n`, encoding: 'utf8' }).trim();
  await host.shell('sed -i /^dev:/d /etc/shadow; cat >>/etc/shadow', `dev:${hash}:20000::::::\n`);
}

beforeAll(async () => {
  keep = await mkdtemp(join(tmpdir(), 'uiomem-studio-keep-'));
  undoing.defer(() => rm(keep, { recursive: true, force: true }));
  host = undoing.use(await emulatedHost('stored'));
  await setPassword(first);
  const stranger = join(keep, 'stranger');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'stranger', '-f', stranger]);
  const { emulated: _own, ...reached } = host.board;
  const board = { ...reached, name: 'typed', user: 'dev', identityFile: stranger };
  await host.client.call('board.add', { board, makeDefault: true, test: false });
  await writeFile(join(keep, 'stamp'), '');
  watch = undoing.use(new ProcessWatch(searched));
});
afterAll(() => undoing.disposeAsync());

/** A key ring that turns each byte over, in the place of the session's. */
async function launch({ ring }: { readonly ring: boolean }): Promise<ElectronShell> {
  const shell = await launchTierA({ folder: 'inherited', env: { SSH_AUTH_SOCK: '' } });
  shell.page.setDefaultTimeout(120_000);
  if (ring) {
    await shell.evaluate(({ safeStorage }) => {
      const turned = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0xff));
      Object.assign(safeStorage, {
        isEncryptionAvailable: () => true,
        getSelectedStorageBackend: () => 'gnome_libsecret',
        encryptString: (text: string) => turned(Buffer.from(text)),
        decryptString: (encrypted: Buffer) => turned(encrypted).toString(),
      });
    }, undefined);
  }
  await shell.page
    .getByRole('button', { name: /^typed/ })
    .first()
    .click();
  return shell;
}

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'typed wants a secret' });
const connected = (page: Page) => seen(status(page).getByText('connected', { exact: true }));

/** Answers the dialog that asks for what `label` says. */
async function give(page: Page, label: RegExp, secret: string, { kept }: { readonly kept: boolean }): Promise<void> {
  const dialog = dialogOf(page);
  const field = dialog.getByLabel(label);
  await field.fill(secret);
  if (kept) await dialog.getByRole('switch', { name: remember }).click();
  await button(dialog, 'Connect').click();
  await field.waitFor({ state: 'detached' });
}

async function pageHolds(page: Page): Promise<string[]> {
  const text = await page.evaluate(() =>
    JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML]),
  );
  return wordsIn(searched, text);
}

test('without a key ring it is said plainly, and nothing is written', async () => {
  await using shell = await launch({ ring: false });
  const { page } = shell;
  await button(main(page), 'Connect').click();
  await seen(dialogOf(page).getByText(/It cannot be remembered for longer. This system offers no key ring\./));
  expect(await dialogOf(page).getByRole('switch', { name: remember }).count()).toBe(0);
  await expect(stat(secretsFile())).rejects.toThrow('ENOENT');
});

test('what is remembered opens the board when the program is started anew', async () => {
  {
    await using shell = await launch({ ring: true });
    const { page } = shell;
    await button(main(page), 'Connect').click();
    await give(page, /^Password of/, first, { kept: true });
    await give(page, /^sudo’s password/, first, { kept: true });
    await connected(page);
    expect(await pageHolds(page)).toEqual([]);
  }
  const { mode } = await stat(secretsFile());
  expect(mode & 0o777).toBe(0o600);
  const { secrets } = JSON.parse(await readFile(secretsFile(), 'utf8')) as { secrets: [string, string][] };
  expect(secrets.map(([name]) => JSON.parse(name).slice(0, 3))).toEqual([
    ['typed', 'password', ''],
    ['typed', 'sudo', ''],
  ]);
  await using again = await launch({ ring: true });
  await button(main(again.page), 'Connect').click();
  await connected(again.page);
  expect(await dialogOf(again.page).count()).toBe(0);
  expect(await pageHolds(again.page)).toEqual([]);
});

test('a remembered secret that is wrong is dropped, and asked for anew', async () => {
  await setPassword(second);
  await using shell = await launch({ ring: true });
  const { page } = shell;
  await button(main(page), 'Connect').click();
  await seen(dialogOf(page).getByText(/does not let dev in/));
  await give(page, /^Password of/, second, { kept: false });
  await seen(dialogOf(page).getByText(/did not take the one given/));
  await give(page, /^sudo’s password/, second, { kept: true });
  await connected(page);
  const { secrets } = JSON.parse(await readFile(secretsFile(), 'utf8')) as { secrets: [string, string][] };
  expect(secrets.map(([name]) => JSON.parse(name)[1])).toEqual(['sudo']);
});

test('forgetting the board forgets its secrets, also those in the store', async () => {
  await using shell = await launch({ ring: true });
  const { page } = shell;
  await button(page, 'More for typed').first().click();
  await page.getByRole('menuitem', { name: 'Forget this board…' }).click();
  await button(page, 'Forget typed').click();
  await page
    .getByRole('button', { name: /^typed/ })
    .first()
    .waitFor({ state: 'detached' });
  // It leaves the list before what is kept for it has gone.
  await expect.poll(async () => JSON.parse(await readFile(secretsFile(), 'utf8'))).toEqual({ format: 1, secrets: [] });
});

test('no secret was in an argument list, an environment or a file', async () => {
  await writeFile(join(host.folder, 'canary'), canary);
  const child = spawn('sleep', ['600'], { argv0: `sleep-${canary}`, env: { CANARY: canary } });
  const before = watch.looks;
  await until('every process was looked at twice', () => (watch.looks > before + 2 ? true : undefined));
  child.kill();
  expect(watch.found).toEqual(['canary in cmdline of sleep', 'canary in environ of sleep']);
  const own = ['ram', 'disk', 'secrets'].map((each) => join(dirname(host.status.ramFile ?? ''), each));
  const places = { stamp: join(keep, 'stamp'), except: own, scratch: keep };
  expect(await filesWith(searched, [host.folder], places)).toEqual([join(host.folder, 'canary')]);
});
