/** Fields that are one property of their own: flags, texts, words for numbers, numbers. */

import { hex } from '../../../../remote-helper/contract/hex.ts';
import { parseQuantity, writtenSize } from '../../../plan/quantity.ts';
import type { TextEdit } from '../../finding.ts';
import { cellsText, numberOfCells } from '../../lint/cells.ts';
import { cellBytes, numberCells, textsOf } from '../../property.ts';
import { cellEdits } from './cell-edits.ts';
import { type Field, propertyField } from './field.ts';
import { type FormNode, propertyBytes } from './form-node.ts';
import type { FieldName } from './node-form.ts';
import { putProperty, removed } from './property-edits.ts';
import { beyondCells, noChoice, noNumber, Refused } from './refused.ts';

export function flagField(property: FieldName): Field {
  return propertyField(
    property,
    () => 'true',
    (node, value) => {
      if (value !== 'true' && value !== 'false') throw noChoice(value, property, ['true', 'false']);
      const isThere = propertyBytes(node, property) !== undefined;
      if (isThere === (value === 'true')) return [];
      return isThere ? removed(node, property) : putProperty(node, property, undefined);
    },
  );
}

/** Texts with a space between them where there may be several. */
export function textField(property: FieldName, several: boolean): Field {
  return propertyField(
    property,
    (bytes) => {
      const texts = textsOf(bytes);
      return texts === undefined || (!several && texts.length !== 1) ? undefined : texts.join(' ');
    },
    (node, value) => {
      const texts = several ? value.split(/\s+/).filter((each) => each !== '') : [value];
      return putProperty(node, property, texts.map((text) => quoted(text, property)).join(', '));
    },
  );
}

function quoted(text: string, property: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new Refused({
      id: 'device-tree.edit-text',
      message: `${property} cannot hold ${JSON.stringify(text)}.`,
      why: 'Ends of lines and other control characters stand in no name.',
    });
  }
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** A cell with a word for each of its values. */
export function wordField(property: FieldName, words: Readonly<Record<string, number>>): Field {
  return propertyField(
    property,
    (bytes) => {
      const value = bytes.length === 4 ? numberOfCells(bytes, 0, 1) : undefined;
      return Object.entries(words).find(([, cell]) => BigInt(cell) === value)?.[0];
    },
    (node, value) => {
      const cell = Object.hasOwn(words, value) ? words[value] : undefined;
      if (cell === undefined) throw noChoice(value, property, Object.keys(words));
      return numberEdits(node, property, BigInt(cell), 1, true);
    },
  );
}

export function statusField(): Field {
  return propertyField(
    'status',
    (bytes) => {
      const [text, ...others] = textsOf(bytes) ?? [];
      return others.length > 0 ? undefined : text === 'ok' ? 'okay' : text;
    },
    (node, value) => {
      if (value !== 'okay' && value !== 'disabled') throw noChoice(value, 'status', ['okay', 'disabled']);
      return putProperty(node, 'status', `"${value}"`);
    },
  );
}

export const numberWords = {
  address: hex,
  size: writtenSize,
  count: String,
} as const satisfies Readonly<Record<string, (value: bigint) => string>>;

/**
 * A number of one or two cells, as many as there are. `cells`: how many a new one gets, and where it has to have them; undefined
 * where that is not known.
 */
export function numberField(
  property: FieldName,
  unit: keyof typeof numberWords,
  cells: { readonly fixed: (node: FormNode) => number | undefined } | { readonly fresh: number },
): Field {
  return propertyField(
    property,
    (bytes, node) => {
      const count = 'fixed' in cells ? cells.fixed(node) : undefined;
      const isRight = count === undefined ? bytes.length === 4 || bytes.length === 8 : bytes.length === count * 4;
      const value = isRight ? numberOfCells(bytes, 0, bytes.length / 4) : undefined;
      return value === undefined ? undefined : numberWords[unit](value);
    },
    (node, value) => {
      const number = parseQuantity(value);
      if (number === undefined) throw noNumber(value, property);
      const isCount = unit === 'count';
      if ('fixed' in cells)
        return numberEdits(node, property, number, knownCells(cells.fixed(node), property), isCount);
      const length = propertyBytes(node, property)?.length;
      const count = length === 4 || length === 8 ? length / 4 : cells.fresh;
      return numberEdits(node, property, number, number < 1n << BigInt(32 * count) ? count : cells.fresh, isCount);
    },
  );
}

export function knownCells(count: number | undefined, property: string): number {
  if (count !== undefined) return count;
  throw new Refused({
    id: 'device-tree.edit-cells',
    message: `How many cells ${property} has here is not known.`,
    why: 'The node above says it, and it belongs to a tree that is not known.',
    hint: 'Connect to the board that the overlay is for, or write it in the text.',
  });
}

/** `isDecimal`: how it is written where it was not. */
function numberEdits(
  node: FormNode,
  property: string,
  value: bigint,
  cells: number,
  isDecimal: boolean,
): readonly TextEdit[] {
  if (value >= 1n << BigInt(32 * cells)) throw beyondCells(value, property, cells);
  const isThere = propertyBytes(node, property)?.length === cells * 4;
  const inPlace = isThere ? cellEdits(node, property, 0, cellBytes(numberCells(value, cells))) : undefined;
  return inPlace ?? putProperty(node, property, `<${isDecimal ? value : cellsText(value, cells)}>`);
}
