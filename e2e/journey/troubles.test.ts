/**
 * What goes wrong with a real board, as a window in a browser tells it and gets out of it: keys, secrets, applies that end
 * half way, other users, a cable, a reboot, a bus error, a host that dies. Judged past the window: by the board's RAM file,
 * its kernel, QEMU, and the command line.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import type { EmulatedStatus } from '../../app/contract/emulated.ts';
import { applyChange, type BoardState, type StateChange } from '../../app/contract/state.ts';
import type { HostContract } from '../../app/contract.ts';
import { Qmp } from '../../app/host/emulated-board/qmp.ts';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { whoWeAre } from '../../app/host/session/followed-lease.ts';
import type { Client } from '../../remote-helper/rpc/contract.ts';
import { boardProcesses, boardShell } from '../testing/boards.ts';
import { startChromium } from '../testing/chromium.ts';
import { type Ended, processes, program, start, until } from '../testing/command-process.ts';
import { ownFolders } from '../testing/private-folders.ts';
import { openWindow, serving } from '../testing/served-host.ts';
import { caretCell, expectText, goTo, typeOver, unlock } from './device-steps.ts';

const name = 'troubles';
/** Of the plan's first region. */
const address = 0x7000_0000n;
/** Half of `uiomem2` is the end of the board's RAM; nothing answers in the other half (QEMU's hw/arm/virt.c). */
const edge = { address: 0x7ff0_0000n, ram: 0x10_0000n };
const plan = `version: 1
name: of troubles
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M, content: memory }
  - { device: uiomem2, address: 0x7ff00000, size: 2M, content: memory }
`;
const longPlan = `version: 1
name: many regions
regions:
${[0, 2, 3, 4, 5, 6, 7].map((slot) => `  - { device: uiomem${slot}, address: 0x7${slot}000000, size: 1M, sync: { direction: device-writes } }`).join('\n')}
`;
/** Whether the board's platform bus offers devices to their drivers: what no look at a plan can know. */
const autoprobe = (value: 0 | 1) => boardShell(board, `echo ${value} > /sys/bus/platform/drivers_autoprobe`);

type Host = Client<HostContract>;

const undoing = new AsyncDisposableStack();
let folder: string;
let environment: NodeJS.ProcessEnv;
let host: Awaited<ReturnType<typeof serving>>;
let browser: Browser;
let page: Page;
let board: Board;
let status: EmulatedStatus;
let ram: RamFile;
let state: StateFollower;

/** What the host tells its windows. */
interface StateFollower {
  now(): ReturnType<typeof applyChange>['state'];
  board(): BoardState;
  /** Called with each change. */
  onChange?: ((board: BoardState) => void) | undefined;
}

async function follow(client: Host): Promise<StateFollower> {
  let known: ReturnType<typeof applyChange> | undefined;
  const follower: StateFollower = {
    now: () => known?.state ?? { boards: [] },
    board() {
      const found = known?.state.boards.find((each) => each.board.name === name);
      if (found === undefined) throw new Error('the board is not listed');
      return found;
    },
  };
  const onItem = (change: StateChange) => {
    known = applyChange(known, change);
    if (change.kind === 'board' && change.board.board.name === name) follower.onChange?.(change.board);
  };
  client.call('state.watch', {}, { onItem }).catch(() => {});
  await until('a snapshot', () => known);
  return follower;
}

beforeAll(async () => {
  ({ folder, environment } = undoing.use(await ownFolders()));
  host = undoing.use(await serving(environment));
  browser = await startChromium();
  undoing.defer(() => browser.close());
  // By whichever host is there by then.
  undoing.defer(() => command('board', 'emulated', 'down', name).then(() => {}));
  ({ board, status } = await host.client.call('emulated.up', { name }));
  ram = undoing.use(await RamFile.open(status.ramFile ?? '', BigInt(status.ramBase ?? 0)));
  state = await follow(host.client);
  page = await openWindow(browser, host.client);
  page.setDefaultTimeout(20_000);
});
afterAll(() => undoing.disposeAsync());

const main = (where = page) => where.getByRole('main');
const statusBar = (where = page) => where.getByRole('region', { name: 'Status' });
const button = (where: Page | Locator, called: string | RegExp) =>
  where.getByRole('button', { name: called, exact: true });
const alert = (id: string, where = page) => where.getByRole('alert').filter({ hasText: id });
const boardItem = (called: string, where = page) =>
  where.getByRole('list', { name: 'Boards', exact: true }).getByRole('button', { name: new RegExp(`^${called}\\b`) });
const deviceItem = (device: string, where = page) =>
  where.getByRole('list', { name: `Devices of ${name}` }).getByRole('button', { name: new RegExp(`^${device}\\b`) });
const boardTab = (where = page) => where.getByRole('tab', { name: `Board ${name}`, exact: true });
const live = (where = page) => where.getByRole('switch', { name: 'Live' });
const steps = () => page.getByRole('region', { name: `Result on ${name}` });
/** The state of the board in the window's last line. */
const says = (word: string, where = page, timeout = 20_000) =>
  statusBar(where).getByText(word, { exact: true }).waitFor({ timeout });
const shell = (command: string) => boardShell(board, command);
const hexAt = async (at: bigint, size = 4) => (await ram.read(at, size)).toString('hex');
const littleEndian = (digits: string) => Buffer.from(digits, 'hex').reverse().toString('hex');

/** Waits for a word in the RAM file; `digits` as the window shows them. After a bus error it waits for the start of a process there. */
const ramHolds = (at: bigint, digits: string) =>
  expect.poll(() => hexAt(at), { timeout: 20_000 }).toBe(littleEndian(digits));

/** A command of this user, attached to the host of the window. */
const command = (...args: string[]): Promise<Ended> => start(program, args, environment, 'ignore').ended;

async function done(...args: string[]): Promise<string> {
  const ended = await command(...args);
  expect(ended.status, ended.err).toBe(0);
  return ended.out;
}

async function qmp(work: (monitor: Qmp) => Promise<unknown>): Promise<void> {
  await using monitor = await Qmp.connect(join(dirname(status.console ?? ''), 'qmp.sock'));
  await work(monitor);
}

/** All that applying can change on the board, as a text. */
const facts = () =>
  shell(`cd /sys
for f in module/uiomem/parameters/* class/uiomem/*/phys_addr class/uiomem/*/size class/uiomem/*/sync_*; do
  [ -f "$f" ] && echo "$f $(cat "$f")"
done
grep uiomem /proc/iomem; ls /dev | grep -e uiomem -e plmem; find /root /tmp /var/tmp /run /home -name '*.ko' | sort; :`);

/** Puts a text into the board's plan as a file that is opened, and applies it. */
async function apply(text: string): Promise<void> {
  await boardTab().click();
  await main().getByRole('button', { name: /^Plan/ }).first().click();
  await main()
    .getByRole('button', { name: /^(Open…|Edit)/ })
    .first()
    .waitFor();
  const edit = main().getByRole('navigation', { name: 'Stages of the plan' }).getByRole('button', { name: /^Edit/ });
  if (await edit.isVisible()) await edit.click();
  const first = await main().getByText(`No plan for ${name} yet`).isVisible();
  const choosing = page.waitForEvent('filechooser');
  await button(main(), 'Open…').click();
  if (!first) await button(page.getByRole('dialog', { name: `Replace the plan of ${name}?` }), 'Replace').click();
  await (await choosing).setFiles({
    name: 'bringup.yaml',
    mimeType: 'text/yaml',
    buffer: Buffer.from(text),
  });
  expect(await page.getByLabel('Relative paths start at').inputValue()).toBe(homedir());
  await page.getByText(`checked against ${name}`).waitFor();
  await button(main(), 'Next: review').click();
  await button(main(), `Apply to ${name}`).click();
}

const stepTexts = () => steps().getByRole('list', { name: 'Steps' }).getByRole('listitem').allInnerTexts();

async function connect(where = page, word = 'connected'): Promise<void> {
  await boardItem(name, where).click();
  await boardTab(where).click();
  await button(main(where), 'Connect').click();
  await says(word, where, 60_000);
}

test('a host key that nobody knows is shown, trusted and filed; one that changed is blocked and explained', async () => {
  const { emulated: _, knownHostsFile = '', ...plain } = board;
  await host.client.call('board.add', { board: { ...plain, name: 'stranger' }, makeDefault: false, test: false });
  await boardItem('stranger').click();
  await button(main(), 'Connect').click();
  const [type, blob] = (await shell('cat /etc/ssh/ssh_host_ed25519_key.pub')).split(' ');
  const bytes = Buffer.from(blob ?? '', 'base64');
  const fingerprint = `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`;
  await main().getByRole('status').filter({ hasText: 'ssh.host-key-unknown' }).waitFor();
  const keys = page.getByRole('list', { name: 'Fingerprints of the host key' });
  await keys.getByText(fingerprint, { exact: true }).waitFor();
  await button(keys, 'Trust this key').click();
  await says('connected', page, 60_000);
  const own = join(folder, 'data', 'uiomem-studio', 'known_hosts');
  expect(await readFile(own, 'utf8')).toContain(`${type} ${blob}`);
  await button(main(), 'Disconnect').click();
  await says('not connected');

  // Another key of the same type in its place, as after another machine took the address.
  const other = Buffer.from(bytes);
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
  await writeFile(own, (await readFile(own, 'utf8')).replace(blob ?? '', other.toString('base64')));
  await button(main(), 'Connect').click();
  const changed = alert('ssh.host-key-changed');
  await changed.getByText(/has changed: known is .* found is/).waitFor();
  await changed.getByText(/ssh-keygen -f .* -R/).waitFor();
  await changed.getByText(fingerprint).waitFor();
  expect(await button(page, /Trust/).count()).toBe(0);
  expect(knownHostsFile).not.toBe('');
});

test('passwords of the user and of sudo are asked for, a wrong one is told, and no secret is to be seen anywhere', async () => {
  const { emulated: _, identityFile: __, ...plain } = board;
  const password = await readFile(join(dirname(status.console ?? ''), 'secrets', 'password'), 'utf8');
  await host.client.call('board.add', {
    board: { ...plain, name: 'as-dev', user: 'dev' },
    makeDefault: false,
    test: false,
  });
  const watching = shell(
    'while [ ! -e /tmp/stop ]; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ; sleep 0.1; done 2>/dev/null >/tmp/seen; rm /tmp/stop',
  );
  const here: string[] = [];
  const looking = new AbortController();
  const looked = (async () => {
    while (!looking.signal.aborted) {
      for (const { command: words } of await processes()) here.push(words);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const dialog = page.getByRole('dialog', { name: 'as-dev wants a secret' });
  const give = async (label: RegExp, secret: string) => {
    await dialog.getByLabel(label).fill(secret);
    await button(dialog, 'Connect').click();
    await dialog.waitFor({ state: 'detached' });
  };
  await boardItem('as-dev').click();
  await button(main(), 'Connect').click();
  await give(/^Password of dev@/, `${password}x`);
  // It is asked for anew, with what was wrong.
  await dialog.getByText(/does not let dev in/).waitFor();
  await give(/^Password of dev@/, password);
  await give(/^sudo’s password of dev on as-dev/, `${password}x`);
  await dialog.getByText(/did not take the one given/).waitFor();
  await give(/^sudo’s password of dev on as-dev/, password);
  await says('connected', page, 60_000);
  await statusBar().getByText('sudo with password', { exact: true }).waitFor();
  await shell('touch /tmp/stop');
  await watching;
  looking.abort();
  await looked;
  const there = await shell('cat /tmp/seen; dmesg; cat /var/log/* 2>/dev/null; :');
  expect(there).toContain('helper.cjs');
  const ours: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // Where the password comes from, and the board's own memory.
    if (!entry.isFile() || /\/(secrets\/password|ram|disk|ivshmem|initramfs)$/.test(path)) continue;
    ours.push((await readFile(path)).toString('latin1'));
  }
  const kept = await page.evaluate(
    () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) + document.documentElement.outerHTML,
  );
  for (const text of [there, here.join('\n'), kept, JSON.stringify(state.now(), bigintText), ...ours]) {
    expect(text.includes(password)).toBe(false);
  }
  await button(main(), 'Disconnect').click();
  await says('not connected');
});

test('an apply that is cancelled in the middle is rolled back, and the board is as before', async () => {
  await connect();
  const before = await facts();
  await using monitor = await Qmp.connect(join(dirname(status.console ?? ''), 'qmp.sock'));
  // The board stands still once the driver is loaded, so that this is the middle.
  const middle = new Promise<unknown>((resolve) => {
    state.onChange = ({ work }) => {
      if (work?.steps.some(({ title, state: how }) => how === 'done' && title.startsWith('load '))) {
        state.onChange = undefined;
        resolve(monitor.execute('stop'));
      }
    };
  });
  await apply(longPlan);
  await middle;
  await button(steps(), 'Cancel and roll back').click();
  await button(steps(), 'Rolling back…').waitFor();
  await monitor.execute('cont');
  await steps().getByText('Apply cancelled').waitFor();
  await steps()
    .getByText(/rolled back: the board is as it was before/)
    .waitFor();
  const texts = await stepTexts();
  expect(texts.filter((text) => /^rolled back\s+load /.test(text)).length).toBe(1);
  expect(texts.filter((text) => text.startsWith('done'))).toEqual([]);
  expect(texts.filter((text) => text.startsWith('to do')).length).toBeGreaterThan(0);
  expect(await facts()).toBe(before);
});

test('an apply that fails says at which step, why, and what was rolled back', async () => {
  if (state.board().connection.state !== 'open') await connect();
  const before = await facts();
  await autoprobe(0);
  await apply(plan);
  await steps().getByText('Apply failed').waitFor();
  const texts = await stepTexts();
  expect(texts.filter((text) => /^failed, rolled back\s+load the module/.test(text)).length).toBe(1);
  expect(texts.filter((text) => text.startsWith('done'))).toEqual([]);
  const { problem } = state.board().work ?? {};
  expect(problem?.id).toMatch(/^[a-z]+\.[a-z-]+$/);
  const told = steps()
    .getByRole('alert')
    .filter({ hasText: problem?.id ?? '' });
  await told.getByText(/rolled back/).waitFor();
  await autoprobe(1);
  expect(await facts()).toBe(before);

  await apply(plan);
  await steps().getByText('Apply done').waitFor();
  await deviceItem('uiomem2').waitFor();
});

test('who else takes the board over makes this window read-only, until it is taken back', async () => {
  await deviceItem('uiomem0').click();
  await unlock(page, 'uiomem0');
  await using folders = await ownFolders();
  await using theirs = await serving(folders.environment);
  const { emulated: _, ...plain } = board;
  await theirs.client.call('board.add', { board: plain, makeDefault: true, test: false });
  const other = await openWindow(browser, theirs.client);
  await connect(other, 'read-only');
  await button(main(other), 'Take over…').click();
  await button(other.getByRole('dialog', { name: `Take over ${name}?` }), `Take over ${name}`).click();
  await says('connected', other);

  await says('read-only');
  const locked = page.getByRole('button', { name: /Unlock editing of uiomem0/ });
  await expect.poll(() => locked.getAttribute('aria-disabled')).toBe('true');
  expect(await locked.getAttribute('aria-label')).toContain(`${whoWeAre()} (window) works on ${name}.`);
  const before = await hexAt(address + 0x40n);
  await goTo(page, '0x40');
  await locked.click({ force: true });
  await typeOver(page, '600df00d');
  const held = await command('mem', 'write', 'uiomem0', '0x40', '0xbad', '--board', name, '--json');
  expect([held.status, JSON.parse(held.out)]).toMatchObject([1, { ok: false, problem: { id: 'board.held' } }]);
  expect(await hexAt(address + 0x40n)).toBe(before);

  await boardTab().click();
  await main().getByText(`${name} is held by ${whoWeAre()} (window): you can look, and change nothing.`).waitFor();
  await main()
    .getByText(/^Since .*\d\d.* by the board’s clock\.$/)
    .waitFor();
  await button(main(), 'Take over…').click();
  await button(page.getByRole('dialog', { name: `Take over ${name}?` }), `Take over ${name}`).click();
  await says('connected');
  await says('read-only', other);
  await deviceItem('uiomem0').click();
  await unlock(page, 'uiomem0');
  await typeOver(page, '600df00d');
  await ramHolds(address + 0x40n, '600df00d');
  await other.context().close();
});

test('two windows see each other’s edits, and the board come and go', async () => {
  const other = await openWindow(browser, host.client);
  await boardItem(name, other).click();
  await deviceItem('uiomem0', other).click();
  await live(other).click();
  await goTo(other, '0x60');
  await goTo(page, '0x60');
  await typeOver(page, 'c0ffee11');
  await expectText(caretCell(other), /c0ffee11/i, 3_000);
  await boardTab(other).click();
  await button(main(other), 'Disconnect').click();
  await says('not connected');
  await page.getByText(`${name} is not connected.`, { exact: true }).first().waitFor();
  await connect();
  await says('connected', other);
  await deviceItem('uiomem0').click();
  await expectText(caretCell(page), /c0ffee11/i);
  // Nobody saw what happened meanwhile: editing is unlocked anew.
  const lock = page.getByRole('button', { name: 'Unlock editing of uiomem0' });
  await expect.poll(() => lock.getAttribute('aria-pressed')).toBe('false');
  await other.context().close();
});

test('a bus error darkens its own rows only, and editing goes on elsewhere', async () => {
  await deviceItem('uiomem2').click();
  await goTo(page, `0x${edge.ram.toString(16)}`);
  await expectText(caretCell(page), /cannot be read: bus error/);
  await alert('memory.bus-error').waitFor();
  const value = '0badcafe';
  await ram.write(edge.address + edge.ram - 0x10n, Buffer.from(littleEndian(value), 'hex'));
  await goTo(page, `0x${(edge.ram - 0x10n).toString(16)}`);
  await button(page, 'Refresh').click();
  await expectText(caretCell(page), /0badcafe/i);
  await unlock(page, 'uiomem2');
  await typeOver(page, '51deca12');
  await ramHolds(edge.address + edge.ram - 0x10n, '51deca12');
  await deviceItem('uiomem0').click();
  await unlock(page, 'uiomem0');
  await goTo(page, '0x80');
  await typeOver(page, '0ddba115');
  await ramHolds(address + 0x80n, '0ddba115');
  await says('connected');
  expect((await boardProcesses(board, 'helper.cjs')).length).toBe(1);
});

test('a pulled cable is told with what is old and why nothing can be changed, and mends by itself', async () => {
  const { boot } = state.board();
  await goTo(page, '0x80');
  await live().click();
  await qmp((monitor) => monitor.setLink(false));
  await says('link lost', page, 40_000);
  // Lost and tried again take turns from here on, ever more slowly: each is waited for.
  const turn = { timeout: 60_000 };
  await page.getByText(new RegExp(`Old: the link to ${name} was lost at \\d\\d:\\d\\d:\\d\\d`)).waitFor(turn);
  await deviceItem('uiomem0').waitFor();
  await expectText(caretCell(page), /0ddba115/i);
  const locked = page.getByRole('button', { name: `Unlock editing of uiomem0: The link to ${name} is lost.` });
  expect(await locked.getAttribute('aria-disabled')).toBe('true');
  await expect.poll(() => live().isDisabled()).toBe(true);
  await boardTab().click();
  await main()
    .getByRole('status')
    .filter({ hasText: new RegExp(`The link to ${name} was lost .* ago.*Next try .*, number \\d`, 's') })
    .waitFor(turn);
  await ram.write(address + 0x80n, Buffer.from(littleEndian('0ddba116'), 'hex'));
  // While a try is under way it is the same: what was known stays.
  await button(main(), 'Try now').click(turn);
  await says('reconnecting');
  await deviceItem('uiomem0').click();
  await expectText(caretCell(page), /0ddba115/i);
  await page.getByRole('button', { name: `Unlock editing of uiomem0: The link to ${name} is lost.` }).waitFor();

  await qmp((monitor) => monitor.setLink(true));
  await says('connected', page, 90_000);
  expect(state.board().boot).toBe(boot);
  await expectText(caretCell(page), /0ddba116/i);
  await expect.poll(() => live().isChecked()).toBe(true);
  await ram.write(address + 0x80n, Buffer.from(littleEndian('0ddba117'), 'hex'));
  await expectText(caretCell(page), /0ddba117/i, 3_000);
  await boardTab().click();
  expect(
    await main()
      .getByText(/has booted again/)
      .count(),
  ).toBe(0);
});

test('a board that was booted again is told so, and nothing of before is shown as of now', async () => {
  await deviceItem('uiomem0').click();
  await done('board', 'emulated', 'reboot', name);
  await says('connected', page, 90_000);
  await page.getByText('uiomem0 is not there').waitFor();
  await page.getByText(`${name} has booted again, and has no device of that name now.`).waitFor();
  expect(await page.getByRole('grid').count()).toBe(0);
  expect(await deviceItem('uiomem0').count()).toBe(0);
  await boardTab().click();
  await main().getByText(`${name} has booted again: what was loaded and seen before is void.`).waitFor();
  await button(main(), 'Understood').click();

  await ram.write(address + 0x80n, Buffer.from(littleEndian('0ddba118'), 'hex'));
  const file = join(folder, 'bringup.yaml');
  await writeFile(file, plan);
  await done('plan', 'apply', file, '--board', name);
  await deviceItem('uiomem0').click();
  await goTo(page, '0x80');
  await expectText(caretCell(page), /0ddba118/i);
});

test('a host that was killed is told as gone, with what to run; the next one finds the board as it was', async () => {
  const { pid, address: at = '' } = await host.client.call('host.info', {});
  await using old = { page, [Symbol.asyncDispose]: () => old.page.context().close() };
  process.kill(pid, 'SIGKILL');
  const banner = old.page.getByRole('status').filter({ hasText: 'The host has been gone for' });
  await banner.getByText(/uiomem-studio open/).waitFor();
  await deviceItem('uiomem0').waitFor();
  const ended = await host.ended;
  const again = undoing.use(await serving(environment, '--port', new URL(at).port));
  host = again;
  await banner.getByRole('button', { name: 'Try now' }).click();
  // Its key was of the other process.
  await banner.getByText(/does not know this window’s key/).waitFor();
  page = await openWindow(browser, again.client);
  await connect();
  await deviceItem('uiomem0').click();
  await goTo(page, '0x80');
  await expectText(caretCell(page), /0ddba118/i);
  await unlock(page, 'uiomem0');
  await typeOver(page, '0ddba119');
  await ramHolds(address + 0x80n, '0ddba119');
  const password = await readFile(join(dirname(status.console ?? ''), 'secrets', 'password'), 'utf8');
  expect(`${ended.out}${ended.err}`).not.toContain(password);
});

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
