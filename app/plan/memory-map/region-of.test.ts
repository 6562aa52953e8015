import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlan } from '../document.ts';
import { applyEdits } from '../edit.ts';
import { lint } from '../lint.ts';
import { blankPlan } from '../new-plan.ts';
import { chooseProfile } from '../profiles/choose.ts';
import { readProfile } from '../profiles/read.ts';
import { corpusFacts, corpusFiles } from '../testing/corpus.ts';
import { layersOf } from './layers.ts';
import { regionOf } from './region-of.ts';
import { type Segment, segmentsOf } from './segments.ts';

const boards = join(import.meta.dirname, '../../../resources/boards');
const profiles = readdirSync(boards)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readProfile(readFileSync(join(boards, name), 'utf8'), name));

test.each(Object.keys(corpusFiles))(
  'on %s what is suggested can be applied, and nothing else is said to be one',
  (name) => {
    const board = corpusFacts(name);
    const profile = chooseProfile(profiles, board)?.profile;
    for (const segment of segmentsOf(layersOf(board, profile))) {
      const edit = regionOf(segment, board, undefined);
      const told = { kind: segment.kind, segment: segment.name };
      if (edit === undefined) {
        const isSmall = segment.size < 2n * BigInt(board.pageSize);
        const isFar = name === 'emulated-armhf' && segment.address >= 1n << 32n;
        if (!isSmall && !isFar)
          expect(['system-ram', 'claimed', 'region', 'window', 'room', 'hole']).toContain(segment.kind);
        continue;
      }
      const text = applyEdits(blankPlan(), [edit]);
      const { findings } = lint(readPlan(text), { board, profile });
      const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
      expect({ ...told, text, errors }).toEqual({ ...told, text, errors: [] });
    }
  },
);

const board = corpusFacts('emulated-arm64-6.1');
const at = (name: string, kind: Segment['kind'], address: bigint, size: bigint) => ({
  ...({ name, kind, address, size, layers: [] } satisfies Segment),
});

test('whole pages, under the next free name', () => {
  const segment = at('left', 'memory', 0x7000_0800n, 0x3000n);
  expect(regionOf(segment, board, undefined)?.value).toEqual({
    device: 'uiomem0',
    address: '0x70001000',
    size: '8 KiB',
    content: 'memory',
  });
  const plan = readPlan(applyEdits(blankPlan(), [regionOf(segment, board, undefined) as never])).plan;
  // uiomem1 is a node's.
  expect(regionOf(segment, board, plan)?.value.device).toBe('uiomem2');
  expect(regionOf(at('small', 'memory', 0x7000_0800n, 0x1000n), board, undefined)).toBeUndefined();
});

test('what a node of the device tree has is made by it', () => {
  expect(regionOf(at('uiomem1', 'node', 0x6000_0000n, 0x100_0000n), board, undefined)?.value).toEqual({
    device: 'uiomem1',
    load: 'device-tree',
    address: '0x60000000',
    size: '16 MiB',
    content: 'memory',
    cache: 'noncoherent',
  });
});

test('a part of what a node has is no region', () => {
  expect(regionOf(at('uiomem1', 'node', 0x6010_0000n, 0xf0_0000n), board, undefined)).toBeUndefined();
});

test('of logic the first registers, past the cache', () => {
  expect(regionOf(at('PL', 'logic', 0xa000_0000n, 256n << 20n), board, undefined)?.value).toEqual({
    device: 'uiomem0',
    address: '0xa0000000',
    size: '64 KiB',
    content: 'registers',
    cache: 'off',
  });
});
