/** A real board whose clock is wrong: told with the offset and how to set it, and never set. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { program, start } from '../testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'clock';
let host: EmulatedHost;
beforeAll(async () => {
  host = await emulatedHost(name);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const facts = () => start(program, ['board', 'facts', '--board', name], process.env, 'ignore').ended;

it('board.clock-wrong: told beside the facts, and left as it is', async () => {
  expect((await facts()).err).not.toContain('[board.clock-wrong]');
  await host.shell('date -u -s "1970-01-02 00:00:00"');
  const told = await facts();
  expect(told).toMatchObject({
    status: 0,
    err: expect.stringMatching(
      /years behind this workstation's[\s\S]*\[board\.clock-wrong\][\s\S]*date -u -s '20\d\d-/,
    ),
  });
  expect(await host.shell('date -u +%Y')).toBe('1970\n');
});
