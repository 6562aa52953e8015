import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readPlan } from '../document.ts';
import { cClient } from './c.ts';
import { clientRegions, planWords } from './client-region.ts';
import { pythonClient } from './python.ts';
import { rustClient } from './rust.ts';
import { anyPlan } from './testing/any-plan.ts';

const folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-clients-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plan = readPlan(`
version: 1
name: capture
regions:
  - { device: uiomem0, address: 0x70000000, size: 1 MiB, sync: { direction: device-writes } }
  - { device: uiomem1, address: 0x71000000, size: 256 KiB, cache: coherent }
  - { device: uiomem2, address: 0x72000000, size: 1 MiB, cache: off }
  - { device: uiomem3, address: 0x73000000, size: 1 MiB, sync: { always: true } }
  - { device: 400000000.pl-mem, load: device-tree, address: 0x400000000, size: 4096, cache: off, content: registers }
`).plan;
if (plan === undefined) throw new Error('the plan cannot be read');

test('each region is used as the plan says of it', () => {
  const seen = clientRegions(plan).map(({ identifier, device, address, size, kind, direction }) =>
    [identifier, device, address, size, kind, direction].map(String).join(' '),
  );
  expect(seen).toEqual([
    `REGION_UIOMEM0 uiomem0 ${0x7000_0000} ${1 << 20} synced device-writes`,
    `REGION_UIOMEM1 uiomem1 ${0x7100_0000} ${1 << 18} coherent both`,
    `REGION_UIOMEM2 uiomem2 ${0x7200_0000} ${1 << 20} uncached both`,
    // What its mode makes of every mapping.
    `REGION_UIOMEM3 uiomem3 ${0x7300_0000} ${1 << 20} uncached both`,
    `REGION_400000000_PL_MEM 400000000.pl-mem ${0x4_0000_0000} 4096 registers both`,
  ]);
});

test('the constants of a region, in each language', () => {
  const textOf = (files: readonly { readonly path: string; readonly text: string }[], path: string) =>
    files.find((file) => file.path === path)?.text ?? '';
  expect(textOf(cClient(plan), 'uiomem_regions.h')).toContain(`
/* /dev/uiomem0, 1 MiB at 0x70000000: memory behind the cache: sync it by hand. */
static const struct uiomem_region REGION_UIOMEM0 = {
	"uiomem0", "/dev/uiomem0", UINT64_C(0x70000000), UINT64_C(0x100000), UIOMEM_SYNCED, UIOMEM_DEVICE_WRITES
};
`);
  expect(textOf(pythonClient(plan), 'uiomem_regions.py')).toContain(`
# /dev/uiomem1, 256 KiB at 0x71000000: memory behind a cache that the hardware keeps coherent: no sync.
REGION_UIOMEM1 = Region(
    name="uiomem1",
    address=0x71000000,
    size=0x40000,
    kind=Kind.COHERENT,
    direction=Direction.BOTH,
)
`);
  expect(textOf(rustClient(plan), 'uiomem_regions.rs')).toContain(`
/// /dev/400000000.pl-mem, 4 KiB at 0x400000000: registers: aligned access of 32 bits, no sync.
pub static REGION_400000000_PL_MEM: Region = Region {
    name: "400000000.pl-mem",
    device: "/dev/400000000.pl-mem",
    address: 0x400000000,
    size: 0x1000,
    kind: Kind::Registers,
    direction: Direction::Both,
};
`);
});

test('identifiers are of one plan once, whatever the devices are called', () => {
  fc.assert(
    fc.property(anyPlan, (any) => {
      const identifiers = clientRegions(any).map(({ identifier }) => identifier);
      expect(new Set(identifiers).size).toBe(identifiers.length);
      for (const each of identifiers) expect(each).toMatch(/^REGION_[A-Z0-9_]+$/);
    }),
  );
});

test('a name of a plan is one line that ends no comment', () => {
  fc.assert(
    fc.property(anyPlan, (any) => {
      expect(planWords(any)).toMatch(/^(a plan without a name|the plan "[^"\\\p{C}\p{Zl}\p{Zp}]+")$/u);
      expect(planWords(any)).not.toMatch(/\*\/|\/\*|\?\?/);
    }),
  );
});

test('C of any plan compiles without a warning', { timeout: 120_000 }, () => {
  // Many at a time: a compiler's start costs more than the little that each has.
  const seed = Date.now() >>> 0;
  const sources = fc.sample(anyPlan, { numRuns: 60, seed }).map((any, index) => {
    const own = join(folder, String(index));
    mkdirSync(own);
    for (const { path, text } of cClient(any)) writeFileSync(join(own, path), text);
    return join(own, 'uiomem_check.c');
  });
  const warnings = ['-Wall', '-Wextra', '-Werror', '-pedantic', '-fsyntax-only'];
  const { stderr } = spawnSync('gcc', [...warnings, '-std=c99', ...sources], { encoding: 'utf8' });
  expect({ seed, stderr }).toEqual({ seed, stderr: '' });
});
