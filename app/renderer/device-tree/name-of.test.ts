import fc from 'fast-check';
import { expect, test } from 'vitest';
import { treeName } from '../../contract/device-tree.ts';
import { nameOf } from './name-of.ts';

test.each([
  ['/home/grace/overlays/BRAM two_banks.dtso', 'bram-two-banks'],
  ['overlay (2).dtso', 'overlay-2'],
  ['…', 'overlay'],
])('%s is called %s on a board', (source, name) => {
  expect(nameOf(source)).toBe(name);
});

test('any name of a file gives one that the contract takes', () => {
  fc.assert(
    fc.property(fc.string(), (source) => {
      expect(treeName.safeParse(nameOf(source))).toMatchObject({ success: true });
    }),
  );
});
