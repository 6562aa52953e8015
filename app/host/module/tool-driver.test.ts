import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BuiltModule } from '../../contract/module.ts';
import { buildsFor, toolDriver } from './tool-driver.ts';

const kernel = { release: '6.1.0', machine: 'aarch64' };
const built = (srcversion: string | undefined, source?: string, more: Partial<BuiltModule> = {}): BuiltModule => ({
  path: '/cache/uiomem.ko',
  sha256: '0'.repeat(64),
  size: 1,
  release: '6.1.0',
  architecture: 'arm64',
  vermagic: '6.1.0 SMP',
  ...(srcversion !== undefined && { srcversion }),
  ...(source !== undefined && { source }),
  ...more,
});

it.each([
  ['nothing', [], []],
  [
    'the tool’s own first, then the one built last',
    [built('LAST', 'theirs'), built('OLD', 'old'), built('OWN', 'own')],
    ['OWN', 'LAST'],
  ],
  ['the tool’s own, built last', [built('OWN', 'own'), built('OLD', 'old')], ['OWN']],
  ['of a record that tells no source', [built('OLD')], ['OLD']],
  ['of a module without a source version', [built(undefined, 'own')], []],
  [
    'only of this kernel',
    [built('A', 'own', { release: '6.12.0' }), built('B', 'own', { architecture: 'x86' }), built('C', 'own')],
    ['C'],
  ],
] as const)('builds: %s', (_what, all, wanted) => {
  expect(buildsFor(kernel, 'own', all)).toEqual(wanted);
});

it('tells the version of the source; a header that is not there tells none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tool-driver-'));
  try {
    const source = join(folder, 'source');
    await mkdir(source);
    expect(await toolDriver(source, folder, kernel)).toEqual({ builds: [] });
    await writeFile(join(source, 'uiomem.h'), '#define UIOMEM_DRIVER_VERSION\t"0.3.0-studio"\t/* at most 15 */\n');
    expect(await toolDriver(source, folder, kernel)).toEqual({ version: '0.3.0-studio', builds: [] });
  } finally {
    await rm(folder, { recursive: true });
  }
});
