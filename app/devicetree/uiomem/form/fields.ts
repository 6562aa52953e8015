/** The fields of both kinds of nodes, in the order in which one fills them in. */
import { directions, modes } from '../node-text.ts';
import { allocRangesField } from './alloc-ranges-field.ts';
import { cacheField } from './cache-field.ts';
import type { Field } from './field.ts';
import type { FormNode } from './form-node.ts';
import { labelField } from './label-field.ts';
import { flagField, numberField, statusField, textField, wordField } from './plain-fields.ts';
import { addressField, sizeField } from './range-fields.ts';
import { regionField } from './region-field.ts';

// The driver takes 1 to 3: as the device is mapped, is what is not said.
const { 'as-is': _unsaid, ...nodeModes } = modes;

export const fields: Readonly<Record<FormNode['kind'], readonly Field[]>> = {
  uiomem: [
    textField('device-name', false),
    regionField,
    addressField,
    sizeField,
    cacheField,
    flagField('shareable'),
    numberField('minor-number', 'count', { fixed: () => 1 }),
    numberField('sync-offset', 'address', { fresh: 2 }),
    numberField('sync-size', 'size', { fresh: 2 }),
    wordField('sync-direction', directions),
    wordField('sync-mode', nodeModes),
    flagField('sync-always'),
    statusField(),
  ],
  reservation: [
    labelField,
    addressField,
    sizeField,
    numberField('alignment', 'size', { fixed: ({ node }) => node.cells?.size }),
    allocRangesField,
    flagField('no-map'),
    flagField('reusable'),
    textField('compatible', true),
    statusField(),
  ],
};
