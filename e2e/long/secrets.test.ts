/**
 * A whole bring-up by the command line, and a login by the window, in which every kind of secret is used; then each is looked
 * for in argument lists, environments, logs, journals, plans, printed text, the page and the files of both machines. Words that are put
 * where they must be found show that the search finds.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmulatedStatus } from '../../app/contract/emulated.ts';
import { down, up } from '../../app/host/emulated-board/emulated-board.ts';
import { cacheFolder } from '../../app/host/module/workstation.ts';
import { boardShell } from '../testing/boards.ts';
import { startChromium } from '../testing/chromium.ts';
import { type Ended, program, start, until } from '../testing/command-process.ts';
import { privateFolders } from '../testing/private-folders.ts';
import { button, main, seen } from '../testing/scripted-window.ts';
import { serving } from '../testing/served-host.ts';
import { filesWith, foundOnBoard, ProcessWatch, type Words, watchBoard, wordsIn } from '../testing/word-search.ts';

const name = 'secrets';
const word = () => randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x');
/** Given to prompts; the wrong ones first. */
const given = {
  passphrase: word(),
  'wrong sudo password': word(),
  'sudo password': word(),
  'wrong login password': word(),
  'login password': word(),
};
/** Put on purpose where each kind of search must find it. */
const canary = { canary: word() };
const searched: Words = { ...given, ...canary };

const undoing = new AsyncDisposableStack();
/** Settings, state and work. */
let folder: string;
/** What the test itself knows the words by; not searched. */
let keep: string;
let env: NodeJS.ProcessEnv;
let host: Awaited<ReturnType<typeof serving>>;
let shell: (command: string, input?: string) => Promise<string>;
let watch: ProcessWatch;
let status: EmulatedStatus;
const printed: string[] = [];

const inFolder = (...path: string[]) => join(folder, ...path);

/** Debian's, with PAM, which asks for the password itself. */
async function boardFiles() {
  const usual = join(
    import.meta.dirname,
    '..',
    '..',
    'resources',
    'emulated-board',
    'root',
    'etc',
    'ssh',
    'sshd_config',
  );
  const settings = ['UsePAM yes', 'KbdInteractiveAuthentication yes', 'PasswordAuthentication no'];
  const pam = ['auth required pam_unix.so', 'account required pam_unix.so', 'session required pam_permit.so'];
  return {
    '/etc/ssh/sshd_config': { text: `${settings.join('\n')}\n${await readFile(usual, 'utf8')}` },
    '/etc/pam.d/sshd': { text: `${pam.join('\n')}\n` },
  };
}

/** A program that answers as a person would, from files, so that no word is in its own arguments. */
async function writeAskpass(): Promise<string> {
  for (const [called, text] of Object.entries(given)) {
    await writeFile(join(keep, called.replaceAll(' ', '-')), `${text}\n`, { mode: 0o600 });
  }
  const file = join(keep, 'askpass');
  const text = `#!/bin/sh
cd '${keep}'
case $1 in
Passphrase*) cat passphrase ;;
sudo*) cat wrong-sudo-password ;;
*'That was not it'*sudo*) cat sudo-password ;;
*) exit 1 ;;
esac
`;
  await writeFile(file, text);
  await chmod(file, 0o700);
  return file;
}

beforeAll(async () => {
  keep = await mkdtemp(join(tmpdir(), 'uiomem-studio-keep-'));
  undoing.defer(() => rm(keep, { recursive: true, force: true }));
  ({ folder } = undoing.use(await privateFolders()));
  await mkdir(inFolder('work'));
  // Whatever is put there, a browser's profile among it, is searched.
  await mkdir(inFolder('tmp'));
  process.env.TMPDIR = inFolder('tmp');
  await up({ name, rootFiles: await boardFiles() });
  undoing.defer(() => down(name).then(() => {}));
  env = { ...process.env, SSH_AUTH_SOCK: '', SSH_ASKPASS: await writeAskpass(), SSH_ASKPASS_REQUIRE: 'force' };
  host = undoing.use(await serving(env));
  const found = await host.client.call('emulated.up', { name });
  const { board } = found;
  status = found.status;
  shell = (command, input) => boardShell(board, command, { input });

  const key = join(keep, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', given.passphrase, '-C', name, '-f', key]);
  const hash = (password: string) =>
    execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: `${password}\n`, encoding: 'utf8' }).trim();
  await shell(
    "umask 022; echo 'op:x:1001:1001::/home/op:/bin/sh' >>/etc/passwd; mkdir -p /home/op; chown 1001:1001 /home/op; sed -i /^dev:/d /etc/shadow; cat >>/etc/shadow",
    `dev:${hash(given['sudo password'])}:20000::::::\nop:${hash(given['login password'])}:20000::::::\n`,
  );
  await shell('cat >/etc/sudoers', 'root ALL=(ALL:ALL) ALL\ndev ALL=(ALL:ALL) ALL\nop ALL=(ALL:ALL) NOPASSWD: ALL\n');
  await shell(
    'mkdir -p /home/dev/.ssh && cat >/home/dev/.ssh/authorized_keys && chown -R dev:dev /home/dev && chmod 700 /home/dev /home/dev/.ssh',
    await readFile(`${key}.pub`, 'utf8'),
  );
  const stranger = join(keep, 'stranger');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'stranger', '-f', stranger]);
  const keyed = { ...board, name: 'keyed', user: 'dev', identityFile: key };
  const typed = { ...board, name: 'typed', user: 'op', identityFile: stranger };
  for (const each of [keyed, typed])
    await host.client.call('board.add', { board: each, makeDefault: each === keyed, test: false });
  await watchBoard(shell, searched);
  await writeFile(join(keep, 'stamp'), '');
  watch = undoing.use(new ProcessWatch(searched));
});
afterAll(() => undoing.disposeAsync());

async function studio(...args: string[]): Promise<Ended> {
  const ended = await start(program, args, { ...env, PWD: inFolder('work') }, 'ignore').ended;
  printed.push(ended.out, ended.err);
  return ended;
}

test('a bring-up with a passphrase and sudo’s password, the wrong one first', async () => {
  const plan = inFolder('work', 'bringup.yaml');
  await writeFile(
    plan,
    'version: 1\nname: secrets\nregions:\n  - { device: uiomem0, address: 0x70000000, size: 1M, content: memory }\npersist: { boot: true }\n',
  );
  const dump = inFolder('work', 'dump.bin');
  const commands = [
    ['board', 'facts', '--json'],
    ['plan', 'lint', plan],
    ['plan', 'apply', plan, '--json'],
    ['plan', 'rollback'],
    ['plan', 'apply', plan, '--report', inFolder('work', 'report.html')],
    ['plan', 'report', '--output', inFolder('work', 'report.json')],
    ['mem', 'write', 'uiomem0', '0', '0xcafe', '--width', '32'],
    ['mem', 'dump', 'uiomem0', '-o', dump],
    ['sync', 'for-device', 'uiomem0', '--direction', 'cpu-writes'],
    ['persist', 'show'],
    ['board', 'log'],
    ['board', 'list', '--json'],
  ];
  for (const line of commands) expect(await studio(...line)).toMatchObject({ status: 0 });
  expect(printed.join('')).toContain('dev');
});

test('a login by the window with a password, the wrong one first', async () => {
  const browser = await startChromium();
  undoing.defer(() => browser.close());
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(150_000);
  page.on('console', (message) => printed.push(message.text()));
  const opening = start(program, ['open', '--print'], env, 'ignore');
  let text = '';
  opening.child.stderr?.on('data', (piece: string) => {
    text += piece;
  });
  const file = await until('the file of a window', () => /file:\/\/\S+/.exec(text)?.[0]);
  const token = /[\w-]{43}/.exec(await readFile(new URL(file), 'utf8'))?.[0];
  expect(token).toBeDefined();
  await page.goto(file);
  expect(await opening.ended).toMatchObject({ status: 0 });
  printed.push(text);

  await page
    .getByRole('button', { name: /^typed/ })
    .first()
    .click();
  await button(main(page), 'Connect').click();
  for (const which of ['wrong login password', 'login password'] as const) {
    const dialog = page.getByRole('dialog', { name: 'typed wants a secret' });
    await dialog.getByLabel(/^Password of/).fill(given[which]);
    await page.keyboard.press('Enter');
    // It is asked for anew when it was wrong.
    await dialog.waitFor({ state: 'hidden' });
  }
  await seen(main(page).getByText('uiomem0'));
  const kept = await page.evaluate(() =>
    JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML]),
  );
  expect(wordsIn({ ...searched, token: token ?? '' }, kept)).toEqual([]);
  expect(wordsIn({ token: token ?? '' }, printed.join('\n'))).toEqual([]);
});

/** Processes that carry the canary in their arguments and their environment, for as long as a watch needs to see them. */
async function putCanaries(): Promise<ChildProcess> {
  const child = spawn('sleep', ['600'], { argv0: `sleep-${canary.canary}`, env: { CANARY: canary.canary } });
  await writeFile(inFolder('work', 'canary'), canary.canary);
  await shell(
    'read -r word; echo $word >/var/lib/canary; echo "$word" >/dev/kmsg; env CANARY=$word setsid sleep 600 >/dev/null 2>&1 </dev/null &',
    `${canary.canary}\n`,
  );
  return child;
}

test('no secret was in an argument list, an environment, a log, a journal, a plan or a file of either machine', async () => {
  const before = watch.looks;
  const child = await putCanaries();
  await until('every process was looked at twice', () => (watch.looks > before + 2 ? true : undefined));
  const seenOnBoard = async () => ((await shell('cat /run/word-search/found')).includes('/environ') ? true : undefined);
  await until('the board has looked', seenOnBoard);
  child.kill();
  expect(watch.found).toEqual(['canary in cmdline of sleep', 'canary in environ of sleep']);

  const onBoard = await foundOnBoard(shell);
  expect(onBoard.files).toEqual(['/var/lib/canary']);
  expect(onBoard.processes).toEqual([expect.stringMatching(/^\/proc\/\d+\/environ$/)]);
  expect(wordsIn(searched, onBoard.log)).toEqual(['canary']);

  // The board's memory and disk, and where the emulator keeps the password that it made.
  const boardsOwn = ['ram', 'disk', 'secrets'].map((each) => join(dirname(status.ramFile ?? ''), each));
  const places = { stamp: join(keep, 'stamp'), except: boardsOwn, scratch: keep };
  const files = await filesWith(searched, [folder, cacheFolder(), join(homedir(), '.ssh'), dirname(program)], places);
  expect(files).toEqual([inFolder('work', 'canary')]);

  host.child.kill('SIGINT');
  const { out, err } = await host.ended;
  printed.push(out, err);
  expect(wordsIn(searched, printed.join('\n'))).toEqual([]);
});
