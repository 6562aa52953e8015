import { expect, test } from 'vitest';
import { rows } from './matrix.ts';
import { split } from './parts.ts';

test('each moment is in one part, those of a step together, and the parts are about as long', () => {
  for (const boards of [1, 2, 3]) {
    const parts = split({}, boards);
    expect(parts.flat().sort()).toEqual(rows.map(({ step, moment }) => `${step}/${moment}`).sort());
    const steps = parts.map((part) => new Set(part.map((name) => name.split('/')[0])));
    expect(steps.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(rows.map(({ step }) => step)).size);
    const lengths = parts.map(({ length }) => length);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThan(3);
  }
});

test('no part is without work', () => {
  expect(split({ steps: ['apply/load', 'dump'] }, 4)).toEqual([['dump/read'], ['apply/load']]);
});
