import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyReport } from '../plan/testing/any-report.ts';
import { reportText } from './report-form.ts';

const [report] = fc.sample(anyReport, { numRuns: 1, seed: 1 });
if (report === undefined) throw new Error('no sample');

const formOf = (asked?: string, file?: string) => {
  const text = reportText(report, asked, file);
  expect(text.endsWith('\n')).toBe(true);
  return { '<': 'html', '#': 'md', '{': 'json' }[text.slice(0, 1)];
};

it.each([
  [undefined, undefined, 'md'],
  [undefined, 'x.html', 'html'],
  [undefined, 'x.HTM', 'html'],
  [undefined, 'x.markdown', 'md'],
  [undefined, 'x.json', 'json'],
  [undefined, 'x.txt', 'md'],
  ['json', 'x.html', 'json'],
  ['html', undefined, 'html'],
])('asked for %s, into %s: %s', (asked, file, form) => {
  expect(formOf(asked, file)).toBe(form);
});
