import { expect, test } from 'vitest';
import type { BuildMessage } from '../../contract/module.ts';
import { buildLine, linkOf, placeOf, placeOfLink } from './build-line.ts';

const file = '/home/grace/my driver/a:b.c';
const error: BuildMessage = {
  grade: 'error',
  message: 'x undeclared',
  place: { text: 'a:b.c:12:3', file, line: 12, column: 3 },
};
const esc = '\u001b';

test('the place of an error is a link to the file here', () => {
  const shown = buildLine('a:b.c:12:3: error: x undeclared', error);
  const address = linkOf({ file, line: 12, column: 3 });
  expect(shown).toBe(
    `${esc}]8;;${address}${esc}\\${esc}[4;1;31ma:b.c:12:3${esc}[0m${esc}]8;;${esc}\\${esc}[1;31m: error: x undeclared${esc}[0m\r\n`,
  );
  expect(placeOfLink(address)).toEqual({ file, line: 12, column: 3 });
});

test('what is not here is no link, and a line about nothing is as it is', () => {
  const away = { ...error, place: { text: 'a.c:1', line: 1 } };
  expect([placeOf(away), placeOf({ ...error, place: { text: '', line: 2, file } })]).toEqual([
    undefined,
    { file, line: 2, column: 1 },
  ]);
  expect(buildLine('a.c:1: error: x', away)).toBe(`${esc}[1;31ma.c:1: error: x${esc}[0m\r\n`);
  expect(buildLine('  CC [M]\ta.o', undefined)).toBe('  CC [M]\ta.o\r\n');
  expect(['https://example.org', 'source:', 'source:a:b:c'].map(placeOfLink)).toEqual(Array(3).fill(undefined));
});

test('what a source prints cannot steer the terminal, nor make a link of its own', () => {
  const hostile = `${esc}]8;;https://example.org${esc}\\ press ${esc}[2J\u0007\u009b`;
  const shown = buildLine(hostile, { grade: 'warning', message: hostile });
  const own = [`${esc}[33m`, `${esc}[0m`];
  let left = shown.trimEnd();
  for (const each of own) left = left.replace(each, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  expect(left).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(buildLine('x'.repeat(5_000), undefined)).toMatch(/^x{4000} … 1000 more characters\r\n$/);
});
