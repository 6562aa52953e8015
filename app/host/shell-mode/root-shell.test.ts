/** The one shell that a board without a helper is driven through, with shells as boards have them. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RootShell } from './root-shell.ts';
import { localConnection, localShells } from './testing/local-connection.ts';

const root = { way: 'root', prefix: '', input: '' } as const;

it('has shells to try', () => {
  expect(localShells.length).toBeGreaterThan(1);
});

describe.each(localShells.map((words) => [words.join(' '), words] as const))('%s', (_, words) => {
  let shell: RootShell;
  beforeEach(async () => {
    shell = await RootShell.open(localConnection(words), root);
  });
  afterEach(() => shell.close());

  it('gives the status and every byte that a script prints, and the script its input', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 0, max: 99 }), async (bytes, status) => {
        const ended = await shell.run(`cat\nexit ${status}`, { input: bytes });
        expect([ended.status, Buffer.compare(ended.output, bytes)]).toEqual([status, 0]);
      }),
      { numRuns: 25 },
    );
  });

  it('drains input that a script does not read, and knows nothing of the one before', async () => {
    await shell.run('x=1; cd /tmp; :', { input: Buffer.alloc(100_000, 'a') });
    const { output } = await shell.run('printf %s "${x-none} $(pwd)"');
    expect(output.toString()).toBe('none /');
  });

  it('lets a script have an empty input, and one that is asked for again wait its turn', async () => {
    const [first, second] = await Promise.all([shell.run('sleep 0.2; echo 1'), shell.run('cat; echo 2')]);
    expect([String(first.output), String(second.output)]).toEqual(['1\n', '2\n']);
  });

  it('leaves a cancelled script to its end, and goes on', async () => {
    const given = new AbortController();
    const cancelled = shell.run('sleep 0.3; echo late', { signal: given.signal });
    await sleep(50);
    given.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(String((await shell.run('echo next')).output)).toBe('next\n');
  });

  it('shell.hangs: a command that does not end closes the shell', async () => {
    await expect(shell.run('sleep 20', { timeoutMs: 200 })).rejects.toMatchObject({
      id: 'shell.hangs',
      problem: { hint: expect.stringContaining('power-cycle'), data: { timeoutMs: 200 } },
    });
    await expect(shell.run('echo no')).rejects.toMatchObject({ id: 'shell.ended' });
  });

  it('shell.output-too-long: what nobody could hold closes the shell', { timeout: 60_000 }, async () => {
    await expect(shell.run('head -c 70000000 /dev/zero')).rejects.toMatchObject({
      id: 'shell.output-too-long',
      problem: { hint: expect.stringMatching(/./), data: { largest: 64 * 2 ** 20 } },
    });
  });

  it('shell.ended: somebody kills it, and what waited is told', async () => {
    const running = shell.run('kill -9 $$; sleep 0.1');
    await expect(running).rejects.toMatchObject({
      id: 'shell.ended',
      problem: { hint: expect.stringMatching(/./), data: { signal: 'SIGKILL' } },
    });
  });
});

it('shell.not-started: what the board runs instead says so', async () => {
  const connection = localConnection(['dash']);
  const refusing = { ...root, prefix: 'sh -c "echo Not allowed. >&2; exit 3"; ' };
  await expect(RootShell.open(connection, refusing)).rejects.toMatchObject({
    id: 'shell.not-started',
    problem: { message: expect.stringContaining('Not allowed.'), data: { exit: 3 } },
  });
});
