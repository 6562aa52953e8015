import { expect, test } from 'vitest';
import { verificationRows } from './verification-rows.ts';

const wanted = { load: 'insmod', address: '0x70000000', size: '1 MiB', shareable: 'false' };

test('what differs comes first, and what a driver does not tell does not differ', () => {
  const rows = verificationRows({
    regions: [
      {
        device: 'uiomem0',
        status: 'different',
        fields: [
          { field: 'size', wanted: '0x100000', found: '0x1000' },
          { field: 'next boot', wanted: 'same', found: 'none' },
        ],
      },
    ],
    columns: [{ device: 'uiomem0', wanted, found: { load: 'insmod', address: '0x70000000', size: '4 KiB' } }],
  });
  expect(rows.map(({ property, wanted: plan, found, differs }) => [property, plan, found, differs])).toEqual([
    ['next boot', 'same', 'none', true],
    ['size', '1 MiB', '4 KiB', true],
    ['load', 'insmod', 'insmod', false],
    ['address', '0x70000000', '0x70000000', false],
    ['shareable', 'false', 'not told', false],
  ]);
});

test('what is not there, and what the plan does not name, is one row each', () => {
  const rows = verificationRows({
    regions: [
      { device: 'uiomem0', status: 'missing', fields: [] },
      { device: 'uiomem5', status: 'extra', fields: [] },
    ],
    columns: [{ device: 'uiomem0', wanted }],
  });
  expect(rows).toEqual([
    { device: 'uiomem0', property: 'region', wanted: '0x70000000', found: 'not there', differs: true },
    { device: 'uiomem5', property: 'region', wanted: 'not in the plan', found: 'loaded', differs: true },
  ]);
});
