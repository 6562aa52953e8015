import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { uiomemBinding } from '../../app/devicetree/lint/uiomem-binding.ts';
import { bindingOf } from './binding-of.ts';

const yaml = readFileSync(join(import.meta.dirname, '../../kernel/bindings/ikwzm,uiomem.yaml'), 'utf8');

it('is what the binding says (else: node resources/workstation/uiomem-binding.ts)', () => {
  expect(uiomemBinding).toEqual(bindingOf(yaml));
});

describe('a binding that says what the lint would not know is refused', () => {
  test.each([
    ['a type', yaml.replace('definitions/uint32\n    maximum', 'definitions/uint8\n    maximum')],
    ['a rule of a property', yaml.replace('maximum: 255', 'multipleOf: 2')],
    ['a value without words', yaml.replace('2 write-combine', 'write-combine')],
    ['several compatibles', yaml.replace('const: ikwzm,uiomem', 'description: any')],
    ['other properties', yaml.replace('additionalProperties: false', 'additionalProperties: true')],
  ])('%s', (_what, text) => {
    expect(text).not.toBe(yaml);
    expect(() => bindingOf(text)).toThrow();
  });
});
