/** Shells on an emulated board: what a command does there, sizes, ends, floods, and a link that is cut. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { mostShells } from '../app/host/ssh/shell-channel.ts';
import { problemOf } from '../remote-helper/rpc/problem.ts';
import { settled } from './testing/boards.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';
import { type OpenTerminal, openTerminal } from './testing/open-terminal.ts';

let host: EmulatedHost;
beforeAll(async () => {
  host = await emulatedHost('terminal');
});
afterAll(() => host?.[Symbol.asyncDispose]());

let count = 0;
const usual = { columns: 80, rows: 24 };
let shells: OpenTerminal[] = [];
afterEach(async () => {
  for (const { cancel, ended } of shells) {
    cancel();
    await ended.catch(() => {});
  }
  shells = [];
});
/** A shell that answers commands; `size` false: without a terminal. */
async function shell(size: typeof usual | false = usual): Promise<{ terminal: string; on: OpenTerminal }> {
  count += 1;
  const terminal = `t${count}`;
  const on = openTerminal(host.client, 'terminal.shell', { board: 'terminal', terminal, ...(size && { size }) });
  shells.push(on);
  await on.opened;
  return { terminal, on };
}
/** The processes of the board whose command line begins so. */
async function processes(words: string): Promise<string[]> {
  const look = `for p in /proc/[0-9]*; do case "$(tr '\\0' ' ' <$p/cmdline)" in "${words}"*) echo \${p#/proc/};; esac; done 2>/dev/null; :`;
  return (await host.shell(look)).split('\n').filter(Boolean);
}
const running = async (words: string) => (await processes(words)).length;

test('a login shell of the user who logs in, on a terminal, whose commands take effect; its exit status is told', async () => {
  const { on: terminal } = await shell();
  terminal.type('id -un >/tmp/who; echo $0 >>/tmp/who; tty >>/tmp/who; echo $TERM >>/tmp/who; echo do""ne\n');
  await terminal.has('done');
  const [who, zero, tty, term] = (await host.shell('cat /tmp/who')).trim().split('\n');
  expect([who, zero?.[0], term]).toEqual([host.board.user, '-', 'xterm-256color']);
  expect(tty).toMatch(/^\/dev\/pts\/\d+$/);
  terminal.type('exit 42\n');
  expect(await terminal.ended).toEqual({ code: 42 });
});

test('a change of size is seen by what runs in it; terminal.unknown when there is none', async () => {
  const { terminal: id, on: terminal } = await shell({ columns: 91, rows: 17 });
  terminal.type('stty size\n');
  await terminal.has('17 91');
  await host.client.call('terminal.resize', { terminal: id, columns: 132, rows: 50 });
  terminal.type('stty size\n');
  await terminal.has('50 132');
  terminal.type('exit\n');
  await terminal.ended;
  const late = host.client.call('terminal.resize', { terminal: id, ...usual });
  expect(await late.catch(problemOf)).toMatchObject({ id: 'terminal.unknown', data: { terminal: id } });
});

test('without a size it runs what is sent, up to its end', async () => {
  const { on: terminal } = await shell(false);
  terminal.type('tty\necho $((6*7))\nexit 3\n');
  terminal.end();
  expect(await terminal.ended).toEqual({ code: 3 });
  expect(terminal.text).toBe('not a tty\n42\n');
});

test('Ctrl-C reaches the program, and cancelling leaves no process on the board', async () => {
  const { on: terminal } = await shell();
  terminal.type('sleep 4321; echo after""wards\n');
  expect(
    await settled(
      () => running('sleep 4321'),
      (found) => found === 1,
    ),
  ).toBe(1);
  terminal.type('\u0003');
  expect(
    await settled(
      () => running('sleep 4321'),
      (found) => found === 0,
    ),
  ).toBe(0);
  const before = await running('-sh');
  terminal.type('sleep 9876\n');
  expect(
    await settled(
      () => running('sleep 9876'),
      (found) => found === 1,
    ),
  ).toBe(1);
  terminal.cancel();
  await expect(terminal.ended).rejects.toMatchObject({ id: 'cancelled' });
  expect(
    await settled(
      () => running('sleep 9876'),
      (found) => found === 0,
    ),
  ).toBe(0);
  expect(
    await settled(
      () => running('-sh'),
      (found) => found < before,
    ),
  ).toBe(before - 1);
});

test('a reader that stops holds the board back: memory stays, and all arrives in order afterwards', async () => {
  const lines = 1_500_000;
  // Without a terminal, which on an emulated board takes most of the time.
  const { on: terminal } = await shell(false);
  terminal.hold();
  const held = () => process.memoryUsage().arrayBuffers;
  const before = held();
  terminal.type(`echo FROM; busybox seq 1 ${lines}; echo TO\n`);
  expect(
    await settled(
      () => running('busybox seq'),
      (found) => found === 1,
    ),
  ).toBe(1);
  // Of what it has written itself: as long as it gets on, that grows.
  const [pid] = await processes('busybox seq');
  const written = () => host.shell(`awk '/^wchar/ {print $2}' /proc/${pid}/io`);
  let last = '';
  const stands = async () => {
    const now = await written();
    const same = now === last;
    last = now;
    await sleep(2_000);
    return same;
  };
  expect(await settled(stands, (same) => same)).toBe(true);
  // Of 10.9 MB, the channel's window (2 MiB) is under way twice at most: read once, and granted anew.
  expect(Number(last)).toBeLessThan(6 * 2 ** 20);
  expect(held() - before).toBeLessThan(6 * 2 ** 20);
  terminal.goOn();
  await terminal.has('\nTO\n');
  const { text } = terminal;
  const got = text.slice(text.indexOf('FROM\n') + 5, text.lastIndexOf('TO\n'));
  const wanted = Array.from({ length: lines }, (_, index) => `${index + 1}\n`).join('');
  expect(got.length).toBe(wanted.length);
  expect(got === wanted).toBe(true);
});

test('terminal.too-many: the helper answers all the while', async () => {
  const all = [];
  for (let each = 0; each < mostShells; each += 1) all.push(await shell());
  await expect(shell()).rejects.toMatchObject({
    id: 'terminal.too-many',
    problem: { hint: expect.stringContaining('Close one'), data: { open: mostShells, most: mostShells } },
  });
  expect(await host.client.call('device.list', { board: 'terminal' })).toEqual({ devices: [] });
  for (const { on } of all) on.type('exit\n');
  await Promise.all(all.map(({ on }) => on.ended));
  const { on: another } = await shell();
  another.type('exit\n');
  expect(await another.ended).toEqual({ code: 0 });
});

test('a shell that is killed tells by what; a board that is disconnected ends its shells', async () => {
  const { on: killed } = await shell();
  killed.type('kill -KILL $$\n');
  expect(await killed.ended).toEqual({ signal: 'SIGKILL' });
  const { on: open } = await shell();
  await host.client.call('board.disconnect', { board: 'terminal' });
  await expect(open.ended).rejects.toMatchObject({
    id: 'board.disconnected',
    problem: { data: { board: 'terminal' } },
  });
});

test('a cut link ends it with the link’s own problem', async () => {
  const { on: terminal } = await shell();
  const ended = terminal.ended.catch(problemOf);
  await host.link(false);
  try {
    expect(await ended).toMatchObject({ id: 'link.lost', data: { unknown: ['what ran in the shell'] } });
  } finally {
    await host.link(true);
  }
});
