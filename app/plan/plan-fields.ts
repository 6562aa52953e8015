/** The plan's keys in words, and as a JSON Schema: for editors, hovers and completion. */
import { z } from 'zod';
import { planSchema } from './schema.ts';

export interface PlanField {
  readonly key: string;
  /** What it says, in a sentence or two. */
  readonly about: string;
  /** Absent: a number or a text of its own. */
  readonly values?: readonly string[];
  /** What is meant when it is not said; absent: it has to be, or nothing is. */
  readonly usual?: string;
  readonly holds: 'value' | 'mapping' | 'list';
  readonly required: boolean;
}

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

/** JSON Schema 2020-12 of a plan's text, as it is written: numbers are integers or texts. */
export function planJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(planSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { type } = zodSchema._zod.def;
      if (type === 'bigint') jsonSchema.type = 'integer';
      if (type === 'literal') Object.assign(jsonSchema, { type: 'integer', const: 1 });
    },
  });
  return { ...schema, title: 'Bring-up plan of uiomem studio' };
}

let root: Schema | undefined;

/** Pure. The keys of a mapping, in the schema's order; `at` has `*` for the index of a list. Empty for what is no mapping. */
export function fieldsAt(at: readonly string[]): readonly PlanField[] {
  root ??= planJsonSchema() as Schema;
  let schema: Schema | undefined = root;
  for (const step of at) schema = step === '*' ? schema?.items : schema?.properties?.[step];
  const required = schema?.required ?? [];
  return Object.entries(schema?.properties ?? {}).map(([key, field]): PlanField => {
    const values = field.enum?.map(String) ?? (field.type === 'boolean' ? ['true', 'false'] : undefined);
    const holds = field.type === 'object' ? 'mapping' : field.type === 'array' ? 'list' : 'value';
    return {
      key,
      about: field.description ?? '',
      holds,
      required: required.includes(key),
      ...(values !== undefined && { values }),
      ...(holds === 'value' && field.default !== undefined && { usual: String(field.default) }),
    };
  });
}
