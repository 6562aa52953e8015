import { afterEach, expect, it, vi } from 'vitest';
import { openPseudoTerminal, tryPseudoTerminal } from './pseudo-terminal.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it.runIf(process.platform === 'linux')('is a terminal that programs can open, until it is given back', async () => {
  const terminal = await openPseudoTerminal({ columns: 91, rows: 17 });
  expect(terminal.path).toMatch(/^\/dev\/pts\/\d+$/);
  terminal[Symbol.dispose]();
  // Neither does anything then: the descriptor may be another file's.
  terminal.resize({ columns: 1, rows: 1 });
  expect(await terminal.write(Buffer.from('x'))).toBe(false);
});

it('terminal.no-pseudo-terminal: says on what there is none, and what to do instead', async () => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
  await expect(tryPseudoTerminal()).rejects.toMatchObject({
    id: 'terminal.no-pseudo-terminal',
    problem: {
      message: expect.stringMatching(/Linux only, and this is win32/),
      hint: expect.stringContaining('a terminal of your own'),
      data: { platform: 'win32' },
    },
  });
});
