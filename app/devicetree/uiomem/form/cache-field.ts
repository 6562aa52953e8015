/** The cache policy, which three flags say of which the first that is there counts. */
import { cachePolicy } from '../../../plan/schema.ts';
import { cacheProperties } from '../../../plan/tree-nodes.ts';
import { cacheFlags } from '../../lint/uiomem-nodes.ts';
import type { Field } from './field.ts';
import { type FormNode, propertyBytes } from './form-node.ts';
import { exchanged, putProperty, removed } from './property-edits.ts';
import { noChoice } from './refused.ts';

const flags = cacheFlags.map(([property]) => property);

const flagsOf = (node: FormNode) => flags.filter((each) => propertyBytes(node, each) !== undefined);

export const cacheField: Field = {
  name: 'cache',
  properties: flags,
  read(node) {
    const [first] = flagsOf(node);
    return cacheFlags.find(([property]) => property === first)?.[1];
  },
  change(node, value) {
    const [first, ...others] = flagsOf(node);
    const away = others.flatMap((each) => removed(node, each));
    if (value === undefined) return { edits: first === undefined ? [] : [...removed(node, first), ...away] };
    const policy = cachePolicy.options.find((each) => each === value);
    if (policy === undefined) throw noChoice(value, 'The cache policy', cachePolicy.options);
    const property = cacheProperties[policy];
    if (first === undefined) return { edits: putProperty(node, property, undefined) };
    const kept = first === property ? [] : exchanged(node, first, property, undefined);
    return { edits: [...kept, ...away] };
  },
};
