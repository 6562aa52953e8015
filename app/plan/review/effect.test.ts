import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { boardFacts } from '../../../remote-helper/contract/facts.ts';
import { readPlan } from '../document.ts';
import type { Facts } from '../facts.ts';
import { steps } from '../steps.ts';
import { type EffectContext, withEffects } from './effect.ts';

const captured = readFileSync(join(import.meta.dirname, '../facts/emulated-arm64-6.1.json'), 'utf8');
const board = z.decode(boardFacts, JSON.parse(captured));

const device = {
  name: 'uiomem0',
  node: '/dev/uiomem0',
  major: 240,
  minor: 0,
  address: 0x7000_0000n,
  size: 0x10_0000n,
  cached: true,
  coherent: false,
  shareable: false,
  syncOperation: 'ARM64 Native',
  driverVersion: '1.0.0',
  ioctlVersion: 1,
  sync: { mode: 'non-cached', always: false, offset: 0n, size: 0x10_0000n, direction: 'both', owner: 'cpu' },
  origin: { kind: 'insmod', slot: 0 },
} as const;
const loaded: Facts = {
  board: {
    ...board,
    devices: [device],
    uiomem: { driver: 'ours', parameters: { uiomem0_addr: '1879048192', uiomem0_size: '1048576' } },
  },
  workstation: { module: { path: '/cache/uiomem.ko', sha256: 'ab' } },
};

function effects(text: string, facts: Facts, holders: EffectContext['holders'] = []) {
  const { plan } = readPlan(text);
  if (plan === undefined) throw new Error('no plan');
  return withEffects(steps(plan, facts), { plan, facts, holders }).map(({ action, effect }) => [action.kind, effect]);
}

const one = 'version: 1\nregions:\n  - { device: uiomem0, address: 0x70000000, size: 1M }\n';
const other = 'version: 1\nregions:\n  - { device: uiomem1, address: 0x71000000, size: 64K }\n';

test('a bare board: it is said that the module has to be built, what is made, and what takes it back', () => {
  expect(effects(one, { board, workstation: {} })).toEqual([
    ['module.build', expect.objectContaining({ touches: [], takes: 'some seconds to a minute' })],
    ['module.upload', expect.objectContaining({ touches: [{ what: 'file', name: 'uiomem.ko', how: 'made' }] })],
    [
      'module.load',
      {
        does: 'Puts the driver into the kernel, which makes uiomem0 (1 MiB at 0x70000000).',
        undo: 'The driver is unloaded.',
        touches: [
          { what: 'module', name: 'uiomem', how: 'made' },
          { what: 'device', name: '/dev/uiomem0', how: 'made' },
        ],
      },
    ],
  ]);
});

test('an unload names the devices that go and who else holds them, and not the tool itself', () => {
  const theirs = { pid: 7, command: 'grabber', device: 'uiomem0', ours: false };
  const unload = effects(other, loaded, [theirs, { ...theirs, pid: 8, ours: true }])[1];
  expect(unload).toEqual([
    'module.unload',
    expect.objectContaining({
      does: 'Takes the driver of this tool out of the kernel.',
      interrupts: { devices: ['uiomem0'], holders: [theirs] },
    }),
  ]);
});

test('sync attributes are told as they become and as they were', () => {
  const text = one.replace('1M }', '1M, sync: { mode: write-combine, offset: 4K } }');
  expect(effects(text, loaded)).toEqual([
    [
      'sync.set',
      {
        does: 'Sets mode write-combine, always false, offset 0x1000 of uiomem0, for every program that uses it.',
        undo: 'It becomes mode non-cached, always false, offset 0x0 again.',
        touches: [{ what: 'device', name: '/dev/uiomem0', how: 'changed' }],
      },
    ],
  ]);
});

test('files that stay are told whole, and whether one gives way', () => {
  const text = `${one}persist: { boot: true, replace: true }\n`;
  const path = '/etc/modprobe.d/uiomem.conf';
  const file = { path, kind: 'modprobe.d', text: 'options uiomem\n', sha256: '', ours: false } as const;
  const facts = { ...loaded, board: { ...loaded.board, persisted: [file] } };
  const written = effects(text, facts).filter(([kind]) => kind === 'persist.write');
  expect(written).toEqual([
    [
      'persist.write',
      {
        does: 'Gives the driver these parameters whenever modprobe loads it. What somebody else wrote there gives way, and is kept.',
        undo: 'The file gets back what it holds now.',
        touches: [
          {
            what: 'file',
            name: path,
            how: 'changed',
            content: expect.stringMatching(/\noptions uiomem uiomem0_addr=0x70000000 uiomem0_size=0x100000\n$/),
          },
        ],
      },
    ],
    [
      'persist.write',
      expect.objectContaining({
        undo: 'The file is removed.',
        touches: [expect.objectContaining({ name: '/etc/modules-load.d/uiomem.conf', how: 'made' })],
      }),
    ],
  ]);
});

test('what an earlier plan left is named', () => {
  const path = '/etc/modules-load.d/uiomem.conf';
  const file = { path, kind: 'modules-load.d', text: 'uiomem\n', sha256: '', ours: true } as const;
  const facts = {
    ...loaded,
    board: { ...loaded.board, persisted: [file], groups: { names: ['uiomem'], made: 'uiomem' } },
  };
  expect(effects(one, facts)).toEqual([
    [
      'persist.remove',
      expect.objectContaining({
        touches: [
          { what: 'file', name: path, how: 'removed' },
          { what: 'group', name: 'uiomem', how: 'removed' },
        ],
      }),
    ],
  ]);
});
