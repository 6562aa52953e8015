/** A folder that looks like Electron's to electron-builder: a program that only holds the fuse wire, and what stands beside it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';

/** What Electron's program has before its fuses (its documentation on fuses: "The quick way" and "The hard way"). */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Version 1 of the wire: the sentinel, its version and length as bytes, then a character each, here all enabled. */
export async function electronStub(folder: string): Promise<string> {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const wire = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, 9]), Buffer.from('1'.repeat(9))]);
  writeFileSync(
    join(folder, 'electron'),
    Buffer.concat([Buffer.from('#!/bin/sh\necho no Electron is in this package; exit 1\n'), wire, Buffer.from('\n')]),
    { mode: 0o755 },
  );
  writeFileSync(join(folder, 'chrome-sandbox'), '#!/bin/sh\n', { mode: 0o755 });
  // What Electron runs without an application; the packager looks into it.
  const inside = mkdtempSync(join(tmpdir(), 'uiomem-studio-stub-'));
  writeFileSync(join(inside, 'package.json'), '{"main":"main.js"}');
  await createPackage(inside, join(folder, 'resources/default_app.asar'));
  rmSync(inside, { recursive: true });
  writeFileSync(join(folder, 'locales/en-US.pak'), '');
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'icudtl.dat', 'version'])
    writeFileSync(join(folder, file), '');
  return folder;
}
