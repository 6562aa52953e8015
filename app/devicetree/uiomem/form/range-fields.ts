/** Address and size of a node: of `reg`, and of what stands for it where there is none. */
import { hex } from '../../../../remote-helper/contract/hex.ts';
import { parseQuantity, writtenSize } from '../../../plan/quantity.ts';
import type { Span } from '../../../plan/span.ts';
import type { TextEdit } from '../../finding.ts';
import { cellsText, numberOfCells } from '../../lint/cells.ts';
import { meantCells } from '../../lint/written-cells.ts';
import { cellBytes, numberCells } from '../../property.ts';
import { cellEdits } from './cell-edits.ts';
import { type Field, type FieldChange, writtenValue } from './field.ts';
import { type FormNode, propertyBytes } from './form-node.ts';
import { numberField } from './plain-fields.ts';
import { exchanged, putProperty, removed } from './property-edits.ts';
import { beyondCells, noNumber, Refused } from './refused.ts';
import { givenRange, regCells, regOf, regValue } from './reg-value.ts';
import { unitRenamed } from './unit-name.ts';

/** Of a node that gets an address and has no size: a page of most kernels. */
const onePage = 0x1000n;

/** Of a reservation without `reg`: of the memory that the kernel is to find. */
const sizeAlone = numberField('size', 'size', { fixed: ({ node }) => node.cells?.size });

export const addressField: Field = {
  name: 'address',
  properties: ['reg'],
  read(node) {
    if (propertyBytes(node, 'reg') === undefined) return undefined;
    const reg = regOf(node);
    return reg === undefined ? writtenValue(node, 'reg') : hex(reg.address);
  },
  change(node, value) {
    if (value === undefined) return withoutReg(node);
    const address = parseQuantity(value);
    if (address === undefined) throw noNumber(value, 'the address');
    return placed(node, { address, size: sizeOf(node) ?? onePage });
  },
};

export const sizeField: Field = {
  name: 'size',
  properties: ['size', 'reg'],
  read(node) {
    if (propertyBytes(node, 'reg') === undefined) return node.kind === 'reservation' ? sizeAlone.read(node) : undefined;
    const reg = regOf(node);
    return reg === undefined ? undefined : writtenSize(reg.size);
  },
  change(node, value) {
    const hasReg = propertyBytes(node, 'reg') !== undefined;
    if (node.kind === 'reservation' && !hasReg) return sizeAlone.change(node, value);
    const size = value === undefined ? undefined : parseQuantity(value);
    if (size === undefined) throw noNumber(value ?? '', 'the size');
    const address = regOf(node)?.address ?? meantCells(node.node)?.address ?? givenRange(node)?.address;
    if (address === undefined) throw noRange(node);
    return placed(node, { address, size });
  },
};

/** What is known of it, wherever it is said. */
function sizeOf(node: FormNode): bigint | undefined {
  const alone = node.kind === 'reservation' ? propertyBytes(node, 'size') : undefined;
  const { cells } = node.node;
  return (
    regOf(node)?.size ??
    meantCells(node.node)?.size ??
    givenRange(node)?.size ??
    (cells === undefined ? undefined : numberOfCells(alone, 0, cells.size))
  );
}

function placed(node: FormNode, range: Span): FieldChange {
  const was = regOf(node);
  const renamed = unitRenamed(node, was?.address ?? meantCells(node.node)?.address, range.address);
  const change = (edits: readonly TextEdit[]): FieldChange => ({
    edits: [...edits, ...renamed.edits],
    name: renamed.name,
  });
  const value = regValue(node, range);
  if (was !== undefined) return change(inCells(node, was, range) ?? putProperty(node, 'reg', value));
  if (propertyBytes(node, 'reg') !== undefined) return change(putProperty(node, 'reg', value));
  const instead = node.kind === 'reservation' ? 'size' : 'memory-region';
  if (propertyBytes(node, instead) === undefined) return change(putProperty(node, 'reg', value));
  return change(exchanged(node, instead, 'reg', value));
}

/** What has changed of the first entry, and no more. */
function inCells(node: FormNode, was: Span, now: Span): readonly TextEdit[] | undefined {
  const cells = regCells(node);
  const part = (value: bigint, count: number, offset: number, isSame: boolean) =>
    isSame ? [] : cellEdits(node, 'reg', offset, cellBytes(numberCells(value, count)));
  const address = part(now.address, cells.address, 0, was.address === now.address);
  const size = part(now.size, cells.size, cells.address * 4, was.size === now.size);
  return address === undefined || size === undefined ? undefined : [...address, ...size];
}

function withoutReg(node: FormNode): FieldChange {
  if (propertyBytes(node, 'reg') === undefined) return { edits: [] };
  const renamed = unitRenamed(node, regOf(node)?.address, undefined);
  const change = (edits: readonly TextEdit[]): FieldChange => ({
    edits: [...edits, ...renamed.edits],
    name: renamed.name,
  });
  const instead = node.kind === 'reservation' ? 'size' : 'memory-region';
  if (propertyBytes(node, instead) !== undefined) return change(removed(node, 'reg'));
  const size = node.kind === 'reservation' ? sizeOf(node) : undefined;
  if (size === undefined) throw noRange(node);
  const cells = regCells(node).size;
  if (size >= 1n << BigInt(32 * cells)) throw beyondCells(size, 'size', cells);
  return change(exchanged(node, 'reg', 'size', `<${cellsText(size, cells)}>`));
}

const noRange = ({ node }: FormNode) =>
  new Refused({
    id: 'device-tree.edit-range',
    message: `${node.node.name} would have no range.`,
    why: 'The driver refuses a node that says no range, and the kernel reserves nothing for a reservation without one.',
    hint: 'Write an address and a size, or choose a reservation.',
  });
