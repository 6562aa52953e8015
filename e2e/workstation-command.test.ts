/** Commands on the host's machine under a pseudo-terminal: sizes, keys, ends, floods; what may not be run; and the tool's own for real. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hostContract } from '../app/contract.ts';
import { OpenTerminals } from '../app/host/terminal/open-terminals.ts';
import { runCommand } from '../app/host/terminal/run-command.ts';
import { connectClient } from '../remote-helper/rpc/client.ts';
import type { Client } from '../remote-helper/rpc/contract.ts';
import { pair } from '../remote-helper/rpc/pair.ts';
import { problemOf } from '../remote-helper/rpc/problem.ts';
import { serve } from '../remote-helper/rpc/server.ts';
import { shells } from './journey/shells.ts';
import { type PrivateHost, privateHost, settled } from './testing/boards.ts';
import { processes } from './testing/command-process.ts';
import { type OpenTerminal, openTerminal } from './testing/open-terminal.ts';
import { has, inputOf, linesOf } from './testing/terminal-window.ts';

const usual = { columns: 80, rows: 24 };
const emulatedUp = { run: 'emulated-up', board: 'workstation' } as const;

describe('whatever command it is', () => {
  let words: [string, ...string[]];
  let client: Client<typeof hostContract>;
  let host: PrivateHost;
  let terminals: OpenTerminal[] = [];

  beforeAll(async () => {
    host = await privateHost();
    const open = new OpenTerminals();
    const [near, far] = pair();
    serve(
      hostContract,
      {
        ...host.handlers,
        // As the host's own, but for what is run.
        'terminal.command': async ({ terminal, size }, call) => {
          using place = open.take(terminal);
          return await runCommand({ words, environment: {} }, size, call, (resize) => place.follow(resize));
        },
        'terminal.resize': async ({ terminal, ...size }) => {
          open.resize(terminal, size);
          return {};
        },
      },
      far,
    );
    client = connectClient(hostContract, near);
  });
  afterEach(async () => {
    for (const { cancel, ended } of terminals) {
      cancel();
      await ended.catch(() => {});
    }
    terminals = [];
  });
  afterAll(async () => {
    await client?.close();
    await host?.[Symbol.asyncDispose]();
  });

  let count = 0;
  async function run(...command: [string, ...string[]]): Promise<OpenTerminal & { readonly id: string }> {
    words = command;
    count += 1;
    const id = `t${count}`;
    const on = openTerminal(client, 'terminal.command', { terminal: id, size: usual, command: emulatedUp });
    terminals.push(on);
    await on.opened;
    return Object.assign(on, { id });
  }
  const script = (text: string) => run('sh', '-c', text);
  /** Those of this process alone: another run of these tests, or one that failed, may have its own. */
  const sleeping = (seconds: number) => `sleep ${seconds}.${process.pid}`;
  const come = (commands: readonly string[], wanted: number) =>
    settled(
      async () => (await processes()).filter(({ command }) => commands.includes(command.trim())).length,
      (found) => found === wanted,
    );

  test('it has a terminal of its own for all three streams, of the size that was asked for, and follows a change', async () => {
    const on = await script(
      'test -t 0 && test -t 1 && test -t 2 && echo all; tty; echo $TERM; echo mine >/dev/tty; trap "stty size" WINCH; stty size; while sleep 0.1; do :; done',
    );
    await on.has('24 80\r\n');
    expect(on.text.split('\r\n')).toEqual([
      'all',
      expect.stringMatching(/^\/dev\/pts\/\d+$/),
      'xterm-256color',
      'mine',
      '24 80',
      '',
    ]);
    await client.call('terminal.resize', { terminal: on.id, columns: 132, rows: 50 });
    await on.has('50 132\r\n');
  });

  test('keys reach it, and Ctrl+C ends it', async () => {
    const on = await script(`read line; echo "<$line>"; exec ${sleeping(4331)}`);
    on.type('some words\r');
    await on.has('<some words>');
    expect(await come([sleeping(4331)], 1)).toBe(1);
    on.type('\u0003');
    expect(await on.ended).toEqual({ signal: 'SIGINT' });
    expect(on.text).toContain('^C');
    const late = client.call('terminal.resize', { terminal: on.id, ...usual });
    expect(await late.catch(problemOf)).toMatchObject({ id: 'terminal.unknown' });
  });

  test('its status is told, after all that it said', async () => {
    const failing = await script('seq 1 50000; exit 7');
    expect(await failing.ended).toEqual({ code: 7 });
    expect(failing.text).toBe(Array.from({ length: 50_000 }, (_, index) => `${index + 1}\r\n`).join(''));
    // More pieces than may be under way to a reader: the last of them wait in the terminal when the command is gone.
    const text = `for each in $(seq 1 16); do echo $each; sleep 0.2; done; exit 7 # ${process.pid}`;
    const late = await script(text);
    late.hold();
    expect(await come([`sh -c ${text}`], 1)).toBe(1);
    expect(await come([`sh -c ${text}`], 0)).toBe(0);
    late.goOn();
    expect(await late.ended).toEqual({ code: 7 });
    expect(late.text).toBe(Array.from({ length: 16 }, (_, index) => `${index + 1}\r\n`).join(''));
    expect(await (await script('exit 0')).ended).toEqual({ code: 0 });
    expect(await (await script('kill -KILL $$')).ended).toEqual({ signal: 'SIGKILL' });
    const none = await run('/no/such/program');
    expect(await none.ended).toEqual({ code: 127 });
    expect(none.text).toContain('/no/such/program');
  });

  test('a word of the command is a word, whatever is in it', async () => {
    const on = await run('printf', '%s|', '$(echo no)', '; echo no', '"', '-c');
    expect(await on.ended).toEqual({ code: 0 });
    expect(on.text).toBe('$(echo no)|; echo no|"|-c|');
  });

  test('cancelling leaves no process, not even one that does not listen, or that has much to say', async () => {
    const [first, second] = [sleeping(4341), sleeping(4342)];
    const quiet = await script(`${first} & ${second}; ${sleeping(4343)}`);
    expect(await come([first, second], 2)).toBe(2);
    quiet.cancel();
    await expect(quiet.ended).rejects.toMatchObject({ id: 'cancelled' });
    expect(await come([first, second, sleeping(4343)], 0)).toBe(0);

    const last = sleeping(4351);
    const polite = await script(`trap "seq 1 20000; ${last}; exit" HUP; echo ready; while :; do sleep 0.1; done`);
    await polite.has('ready');
    polite.cancel();
    // It said all of it: nobody who reads no more kept it from going on.
    expect(await come([last], 1)).toBe(1);

    const deaf = await script(`trap "" HUP; echo ready; ${sleeping(4361)}; ${sleeping(4362)}`);
    await deaf.has('ready');
    expect(await come([sleeping(4361)], 1)).toBe(1);
    deaf.cancel();
    expect(await come([sleeping(4361), sleeping(4362), last], 0)).toBe(0);
  });

  test('a reader that stops holds it back, and all arrives in order afterwards', async () => {
    const lines = 400_000;
    const on = await script(`echo pid $$; exec seq 1 ${lines}`);
    on.hold();
    const before = await settled(
      async () => on.text,
      (text) => /pid \d+\r\n/.test(text),
    );
    const pid = /pid (\d+)/.exec(before)?.[1];
    await sleep(1_500);
    // It is still there: some 3 MB do not fit between it and the reader.
    expect((await processes()).find((each) => each.pid === Number(pid))?.command).toMatch(/^seq 1/);
    const said = on.text.length;
    await sleep(500);
    expect(on.text.length).toBe(said);
    on.goOn();
    expect(await on.ended).toEqual({ code: 0 });
    const wanted = Array.from({ length: lines }, (_, index) => `${index + 1}\r\n`).join('');
    expect(on.text.slice(on.text.indexOf('\n') + 1) === wanted).toBe(true);
  });

  test('terminal.in-use: an id that is taken', async () => {
    const on = await script(sleeping(4371));
    const again = client.call('terminal.command', { terminal: on.id, size: usual, command: emulatedUp });
    expect(await again.catch(problemOf)).toMatchObject({ id: 'terminal.in-use' });
  });
});

describe('the host of a user', () => {
  test('nothing that is not on the list is run', async () => {
    await using host = await privateHost();
    const refusal = (command: unknown) =>
      host.client
        .call('terminal.command', { terminal: 'a', size: usual, command: command as typeof emulatedUp })
        .then(() => 'it was run', problemOf);
    for (const command of [
      'board emulated up',
      ['sh', '-c', 'id'],
      {},
      { run: 'sh', board: 'workstation' },
      { run: 'emulated-down', board: 'workstation' },
      { run: 'emulated-up' },
      { run: 'emulated-up', board: '' },
      { run: 'emulated-up', board: '--help' },
      { run: 'emulated-up', board: 'a b' },
      { run: 'emulated-up', board: '$(id)' },
      { run: 'emulated-up', board: ['a', '--kernel-arguments', 'init=/bin/sh'] },
      { run: 'emulated-up', board: 'workstation', words: ['sh'] },
      { run: 'emulated-up', board: 'workstation', environment: { NODE_OPTIONS: '--require=/tmp/x' } },
    ]) {
      expect([command, await refusal(command)]).toMatchObject([command, { id: 'rpc.invalid-input' }]);
    }
  });

  test.each(shells)(
    '$name: the emulated board is started in the terminal, and is shown by itself; cancelled, nothing is left',
    async ({ open }) => {
      await using window = await open();
      const { page, client } = window;
      expect(await client.call('terminal.commandsHere', {})).toEqual({});
      const name = 'Workstation: board emulated up';
      const card = page.getByRole('region', { name: 'Emulated board' });
      await card.getByRole('button', { name: 'Run in the terminal' }).click();
      const terminal = page.getByRole('region', { name, exact: true });
      // Those that this host started; other tests start boards, too.
      const { pid } = await client.call('host.info', {});
      const commands = async () =>
        (await processes()).filter(({ parent, command }) => parent === pid && /mjs board emulated up/.test(command));
      await expect.poll(async () => (await commands()).length, { timeout: 20_000 }).toBe(1);
      // It has begun its work: it tells what it is at.
      await expect.poll(async () => (await linesOf(page, name)).length, { timeout: 20_000 }).toBeGreaterThan(0);
      await inputOf(page, name).focus();
      await page.keyboard.press('Control+c');
      await terminal.getByText('The command was cancelled.').waitFor();
      await expect.poll(async () => (await commands()).length, { timeout: 20_000 }).toBe(0);
      const upNow = async () => (await client.call('emulated.status', {})).boards.filter(({ running }) => running);
      await expect.poll(upNow).toEqual([]);

      await terminal.getByRole('button', { name: 'Run again' }).click();
      await terminal.getByText('The command is done.').waitFor({ timeout: 120_000 });
      const { boards } = await client.call('emulated.status', {});
      expect(boards).toMatchObject([{ name: 'emulated', running: true }]);
      const [{ kernel, port } = {}] = boards;
      await has(page, name, `emulated is up: Linux ${kernel}, root@127.0.0.1:${port}.`);
      await card.getByText('It is running.').waitFor();
      await page
        .getByRole('list', { name: 'Boards, last connected first' })
        .getByRole('button', { name: /^emulated/ })
        .waitFor();
      expect(window.complaints()).toEqual([]);
    },
  );
});
