/** A binding of the kernel's kind (Documentation/devicetree/bindings/writing-schema.rst), read into what the lint knows. */
import { parse } from 'yaml';
import { z } from 'zod';
import type { Binding, BindingProperty } from '../../app/devicetree/lint/binding.ts';

const reference = z.object({ $ref: z.string().optional() });
const property = reference.extend({
  const: z.string().optional(),
  type: z.literal('boolean').optional(),
  oneOf: z.array(reference).optional(),
  maxItems: z.int().optional(),
  minimum: z.int().optional(),
  maximum: z.int().optional(),
  enum: z.array(z.int()).optional(),
  default: z.int().optional(),
  pattern: z.string().optional(),
  description: z.string().optional(),
});
/** Strict, so that a rule which the binding comes to have and the lint would not know is told. */
const schema = z.object({
  title: z.string(),
  properties: z.record(z.string(), property.strict()),
  required: z.array(z.string()),
  anyOf: z.array(z.strictObject({ required: z.tuple([z.string()]) })),
  additionalProperties: z.literal(false),
});

/** Of a binding for one `compatible`. Throws at what it does not know. */
export function bindingOf(yaml: string): Binding {
  const { title, properties, required, anyOf } = schema.parse(parse(yaml));
  const compatible = properties.compatible?.const;
  if (compatible === undefined) throw new Error('the binding has no compatible of one value');
  return {
    compatible,
    about: title,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, said]) => [
        name,
        name === 'compatible' ? compatibleText : read(name, said),
      ]),
    ),
    required,
    oneOf: anyOf.map((each) => each.required[0]),
  };
}

const compatibleText: BindingProperty = { type: 'texts', about: 'Which driver takes the node.' };

function read(name: string, said: z.output<typeof property>): BindingProperty {
  return {
    type: typeOf(name, said),
    ...(said.maxItems !== undefined && { most: said.maxItems }),
    ...(said.minimum !== undefined && { minimum: said.minimum }),
    ...(said.maximum !== undefined && { maximum: said.maximum }),
    ...(said.enum !== undefined && { values: said.enum, words: wordsOf(name, said.enum, said.description ?? '') }),
    ...(said.default !== undefined && { default: said.default }),
    ...(said.pattern !== undefined && { pattern: said.pattern }),
    about: (said.description ?? '').trim(),
  };
}

/** `1 non-cached, 2 write-combine.`: what a description says of each value. Throws where it leaves one out. */
function wordsOf(name: string, values: readonly number[], description: string): string[] {
  return values.map((value) => {
    const words = new RegExp(`(?:^|[\\s.,;])${value} ([^,.;]+)`).exec(description)?.[1];
    if (words === undefined) throw new Error(`the description of ${name} does not say what ${value} means`);
    return words.trim();
  });
}

function typeOf(name: string, { type, $ref, oneOf }: z.output<typeof property>): BindingProperty['type'] {
  // These two have their types from the schemas of dt-schema itself.
  if (name === 'reg') return 'ranges';
  if (name === 'memory-region') return 'phandles';
  if (type === 'boolean') return 'flag';
  const kind = (ref: string | undefined) => ref?.slice(ref.lastIndexOf('/') + 1);
  if (kind($ref) === 'uint32') return 'cell';
  if (kind($ref) === 'string') return 'text';
  const kinds = (oneOf ?? []).map((each) => kind(each.$ref)).sort();
  if (kinds.join() === 'uint32,uint64') return 'number';
  throw new Error(`${name} has a type that the lint does not know`);
}
