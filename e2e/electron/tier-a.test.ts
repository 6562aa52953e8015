/** Tier A of the shell's tests: always. What the stand-in proves of itself is in stand-in.test.ts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { describeShell } from './shell-bodies.ts';
import { launchTierA } from './tier-a.ts';

describeShell('Electron shell, tier A (stand-in)', launchTierA);

// In Electron the dialog is the system's, which no test can answer.
test('a download goes where the save dialog says; the shell’s handlers are what decided all else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-download-'));
  try {
    await using shell = await launchTierA();
    const file = join(folder, 'region.bin');
    await shell.evaluate(({ dialog }, filePath) => {
      Object.assign(dialog, { showSaveDialog: async () => ({ filePath }) });
    }, file);
    await shell.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['words of the board']));
      link.download = 'region.bin';
      link.click();
      window.open('https://example.org/');
      location.href = 'https://example.org/';
    });
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toBe('words of the board'), { timeout: 10_000 });
    await vi.waitFor(
      async () =>
        expect(await shell.called()).toEqual(
          expect.arrayContaining([
            { handler: 'permission', about: 'geolocation', outcome: 'denied' },
            { handler: 'protocol.handle', about: 'app://studio/index.html', outcome: '200' },
            { handler: 'setWindowOpenHandler', about: 'https://example.org/', outcome: 'deny' },
            { handler: 'will-navigate', about: 'https://example.org/', outcome: 'prevented' },
            { handler: 'will-download', about: 'region.bin', outcome: file },
          ]),
        ),
      { timeout: 10_000 },
    );
    // A request that leaves the machine would be here.
    expect((await shell.called()).filter(({ handler }) => handler === 'network')).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
