import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { filled } from '../../app/devicetree/language/completion/snippet.ts';
import { snippets } from '../../app/devicetree/language/completion/snippets.ts';
import { boardOfFacts } from '../../app/devicetree/language/testing/marked.ts';
import { lintTree } from '../../app/devicetree/lint/lint-tree.ts';
import { formatSource } from '../../app/devicetree/source/format/format-source.ts';
import { readSource } from '../../app/devicetree/source/read-source.ts';
import { readSnippet, readSnippets } from './read-snippets.ts';

const root = join(import.meta.dirname, '../..');
/** A board of each width of addresses with free memory where the pieces have theirs. */
const zynqmp = readFileSync(join(root, 'app/plan/facts/zynqmp.json'), 'utf8');

it('is what the files say (else: node resources/workstation/snippets.ts)', () => {
  expect(snippets).toEqual(readSnippets(join(root, 'resources/snippets')));
});

it('has the uses of uiomem', () => {
  expect(snippets.map(({ name }) => name)).toEqual([
    'block-ram',
    'logic-registers',
    'memory-pool',
    'on-chip-memory',
    'reserved-region',
    'run-time-overlay',
    'shareable-region',
    'sync-range',
  ]);
});

/** With the usual text in each place. */

/** What is read at boot alone is for an overlay that is merged before. */
const atBoot = ['memory-pool', 'reserved-region', 'shareable-region'];

describe.each(snippets)('$name', ({ name, text, piece, about, places }) => {
  const source = readSource(name, `${filled(text)}\n`, () => undefined);

  test('dtc takes it, with nothing to warn of', () => {
    const said = execFileSync('dtc', ['-@', '-q', '-O', 'dtb', '-o', '/dev/null', '-'], { input: filled(text) });
    expect(said.toString()).toBe('');
    expect(source.findings).toEqual([]);
  });

  test('has nothing wrong with it on a board', () => {
    const { facts, base } = boardOfFacts(zynqmp);
    const runTime = !atBoot.includes(name);
    const { findings } = lintTree({ tree: source.tree, source, base, board: facts, runTime });
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  test('is written in the style of the kernel, and says what it is for', () => {
    expect(formatSource(filled(text))).toBe(`${filled(text)}\n`);
    expect(about).toMatch(/\.$/);
    expect(places.some((place) => place !== 'a text')).toBe(piece !== '');
  });

  test('numbers what is to be filled in, each number with one text', () => {
    const numbers = [...text.matchAll(/\$\{(\d+):([^}]*)\}/g)].map(
      ([, number, usual]) => [Number(number), usual] as const,
    );
    const usual = new Map(numbers);
    expect(numbers.every(([number, said]) => usual.get(number) === said)).toBe(true);
    expect([...usual.keys()].toSorted((a, b) => a - b)).toEqual(Array.from(usual.keys(), (_, index) => index + 1));
  });
});

test.each([
  ['no comment', '/dts-v1/;\n'],
  ['no place', '/*\n * Title\n * About.\n */\n/dts-v1/;\n'],
  ['a place that is none', '/*\n * Title\n * Goes into: soc\n */\n/dts-v1/;\n'],
  ['nothing for a node', '/*\n * Title\n * Goes into: root\n */\n/dts-v1/;\n'],
])('a file with %s is refused', (_what, text) => {
  expect(() => readSnippet('it', text)).toThrow();
});
