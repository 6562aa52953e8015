/** `alloc-ranges`: where the kernel may put a reservation, as `0x40000000 + 256 MiB` with commas between several. */
import { hex } from '../../../../remote-helper/contract/hex.ts';
import { parseQuantity, writtenSize } from '../../../plan/quantity.ts';
import { numberOfCells } from '../../lint/cells.ts';
import { cellBytes, numberCells } from '../../property.ts';
import { cellEdits } from './cell-edits.ts';
import { propertyField } from './field.ts';
import { propertyBytes } from './form-node.ts';
import { putProperty } from './property-edits.ts';
import { noNumber } from './refused.ts';
import { regCells, regValue } from './reg-value.ts';

export const allocRangesField = propertyField(
  'alloc-ranges',
  (bytes, { node: { cells } }) => {
    if (cells === undefined) return undefined;
    const step = cells.address + cells.size;
    if (step === 0 || bytes.length === 0 || bytes.length % (step * 4) !== 0) return undefined;
    return Array.from({ length: bytes.length / 4 / step }, (_, index) => {
      const address = numberOfCells(bytes, index * step, cells.address) ?? 0n;
      const size = numberOfCells(bytes, index * step + cells.address, cells.size) ?? 0n;
      return `${hex(address)} + ${writtenSize(size)}`;
    }).join(', ');
  },
  (node, value) => {
    const spans = value.split(',').map((each) => {
      const [address, size, ...more] = each.split('+').map(parseQuantity);
      if (address === undefined || size === undefined || more.length > 0) throw noNumber(each.trim(), 'alloc-ranges');
      return { address, size };
    });
    const text = spans.map((span) => regValue(node, span)).join(', ');
    const cells = regCells(node);
    const bytes = cellBytes(
      spans.flatMap(({ address, size }) => [...numberCells(address, cells.address), ...numberCells(size, cells.size)]),
    );
    const isAsLong = propertyBytes(node, 'alloc-ranges')?.length === bytes.length;
    return (
      (isAsLong ? cellEdits(node, 'alloc-ranges', 0, bytes) : undefined) ?? putProperty(node, 'alloc-ranges', text)
    );
  },
);
