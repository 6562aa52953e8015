/** Trees of any texts, with dtc as the judge; and texts of no sense, which must not end badly. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFdt } from '../fdt/read-fdt.ts';
import { hasErrors } from '../finding.ts';
import { compiledByDtc } from '../testing/dtc.ts';
import { plainTree } from '../testing/plain-tree.ts';
import type { DeviceTree } from '../tree.ts';
import { readSource } from './read-source.ts';
import { anyOverlay, anySource } from './testing/any-source.ts';
import { goodOverlays, goodSources } from './testing/sample-sources.ts';

const read = (text: string, symbols = false) => readSource('a.dts', text, () => undefined, { symbols });

/** Undefined where dtc refuses the text. */
function treeOfDtc(text: string, ...options: string[]): DeviceTree | undefined {
  try {
    return readFdt(compiledByDtc(text, ...options)).tree;
  } catch {
    return undefined;
  }
}

/** The same tree, or an error on both sides. Answers whether there was a tree. */
function agrees(text: string, symbols: boolean): boolean {
  const judged = treeOfDtc(text, ...(symbols ? ['-@'] : []));
  const { tree, findings } = read(text, symbols);
  expect(hasErrors(findings), findings.map(({ message }) => message).join('\n')).toBe(judged === undefined);
  if (judged !== undefined) expect(plainTree(tree)).toEqual(plainTree(judged));
  return judged !== undefined;
}

test('the tree is that of dtc', () => {
  let trees = 0;
  fc.assert(
    fc.property(anySource, fc.boolean(), (text, symbols) => {
      if (agrees(text, symbols)) trees += 1;
    }),
    { numRuns: 60 },
  );
  expect(trees).toBeGreaterThan(20);
});

test('an overlay is that of dtc', () => {
  let trees = 0;
  fc.assert(
    fc.property(anyOverlay, (text) => {
      if (agrees(text, true)) trees += 1;
    }),
    { numRuns: 30 },
  );
  expect(trees).toBeGreaterThan(0);
});

/** A few letters of a text taken away, put in or said twice. */
const edits = fc.array(
  fc.tuple(
    fc.nat(),
    fc.nat({ max: 5 }),
    fc.constantFrom(
      '',
      '',
      ';',
      '{',
      '}',
      '<',
      '>',
      '"',
      '&',
      '/',
      '#',
      '(',
      ')',
      '\n',
      'x',
      '/*',
      '=',
      ',',
      '\\',
      "'",
    ),
  ),
  { minLength: 1, maxLength: 3 },
);

function edited(text: string, changes: readonly (readonly [number, number, string])[]): string {
  let result = text;
  for (const [at, length, put] of changes) {
    const start = at % (result.length + 1);
    result = result.slice(0, start) + put + result.slice(start + length);
  }
  return result;
}

test('a text with mistakes gives what dtc gives, or an error where it refuses', () => {
  const texts = Object.values(goodSources).filter((text) => !text.includes('# 3 "c"'));
  fc.assert(
    fc.property(fc.constantFrom(...texts), edits, (text, changes) => {
      // A comment of one line ends with it: to dtc alone, which no preprocessor gives the last line end, it is none without.
      const broken = `${edited(text, changes)}\n`;
      // Joined by the preprocessor, which dtc alone is without.
      fc.pre(!broken.includes('\\\n'));
      const judged = treeOfDtc(broken);
      const { tree, findings } = read(broken);
      if (judged === undefined) expect(hasErrors(findings)).toBe(true);
      else if (!hasErrors(findings)) expect(plainTree(tree)).toEqual(plainTree(judged));
    }),
    { numRuns: 100 },
  );
});

test('no text whatever ends badly', () => {
  const anything = fc.oneof(
    fc
      .tuple(fc.constantFrom(...Object.values(goodSources), ...Object.values(goodOverlays)), edits)
      .map(([text, changes]) => edited(text, changes)),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          '/dts-v1/;',
          '/plugin/;',
          '/ {',
          '};',
          '&x',
          '{',
          'a',
          '=',
          '<',
          '>',
          '"',
          "'",
          '(',
          '1',
          '+',
          ':',
          '?',
          '[',
          ']',
          ',',
          ';',
          '#define A(x) x##x',
          '\n',
          '#if 1',
          '#endif',
          'A(',
          ')',
          '/include/ "a"',
          '#include "a"',
          '/bits/',
          '/incbin/',
          '/memreserve/',
          '/delete-node/',
          '/omit-if-no-ref/',
          '\\',
          '/*',
          '*/',
          'l:',
          '@',
        ),
        { maxLength: 60 },
      )
      .map((pieces) => pieces.join(' ')),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const started = performance.now();
      const { tree, findings, nodes, properties } = readSource('a', text, () => ({ file: 'a', text }));
      expect(tree.root.name).toBe('');
      for (const { place, fix } of findings) {
        for (const each of [place, ...(fix?.edits ?? [])]) {
          if (each === undefined) continue;
          expect(each.start).toBeGreaterThanOrEqual(0);
          expect(each.start).toBeLessThanOrEqual(each.end);
          expect(each.end).toBeLessThanOrEqual(text.length);
        }
      }
      for (const { whole, path } of [...nodes, ...properties]) {
        expect(whole.end).toBeLessThanOrEqual(text.length);
        expect(path).toMatch(/^\//);
      }
      expect(performance.now() - started).toBeLessThan(20_000);
    }),
    { numRuns: 1_500 },
  );
});

test('a hundred thousand nodes, and nodes a thousand deep', () => {
  const wide = `/dts-v1/; / { ${Array.from({ length: 100_000 }, (_, index) => `n${index} { a; };`).join('\n')} };`;
  const { tree, findings } = read(wide);
  expect(findings).toEqual([]);
  expect(tree.root.children).toHaveLength(100_000);
  const deep = (depth: number) => `/dts-v1/; / { ${'n { a = <1>; '.repeat(depth)}${'};'.repeat(depth)} };`;
  expect(read(deep(1_000)).findings).toEqual([]);
  agrees(deep(1_000), false);
  expect(read(deep(50_000)).findings.map(({ id }) => id)).toEqual(['device-tree.too-deep']);
  expect(read(`${deep(1_000)} ${deep(1_000).slice(10)}`).findings).toEqual([]);
  expect(read(`/dts-v1/; / { a = <${'('.repeat(50_000)}1${')'.repeat(50_000)}>; };`).findings[0]?.id).toBe(
    'device-tree.too-deep',
  );
  expect(read(`/dts-v1/; / { a = <(${'-'.repeat(50_000)}1)>; };`).findings[0]?.id).toBe('device-tree.too-deep');
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-source-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('of a text in several files, with macros: the tree that cpp and dtc give', () => {
  const files: Record<string, string> = {
    'board.dts': `/dts-v1/;
#include "soc.dtsi"
#include <dt-bindings/irq.h>
#define UART_STATUS "okay"
/ {
	model = "board";
	memory@0 { reg = <MEM(0, 4)>; };
};
&uart0 { status = UART_STATUS; interrupts = <GIC_SPI 5 IRQ_TYPE_LEVEL_HIGH>; };
#ifdef WITH_I2C
&i2c0 { status = "okay"; };
#else
/delete-node/ &i2c0;
#endif
PIN(3)
`,
    'soc.dtsi': `#include "irq.h"
#define MEM(base, n) (base) (n * 0x1000)
#define PIN(n) &gpio { pin##n { pin = <n>; label = #n; }; };
/ {
	soc {
		#address-cells = <1>;
		uart0: serial@1000 { reg = <0x1000 0x100>; };
		i2c0: i2c@2000 { reg = <0x2000 0x100>; };
		gpio: gpio { };
	};
};
`,
    'irq.h': `#ifndef IRQ_H
#define IRQ_H
#define GIC_SPI 0
#define IRQ_TYPE_LEVEL_HIGH 4 // high
#endif
`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  execFileSync('mkdir', ['-p', join(folder, 'dt-bindings')]);
  writeFileSync(join(folder, 'dt-bindings', 'irq.h'), files['irq.h'] ?? '');
  const expanded = execFileSync('cpp', ['-nostdinc', '-undef', '-x', 'assembler-with-cpp', '-I', folder, 'board.dts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const source = readSource('board.dts', files['board.dts'] ?? '', (name) => {
    const text = files[name.replace('dt-bindings/', '')];
    return text === undefined ? undefined : { file: name, text };
  });
  expect(source.findings).toEqual([]);
  expect(plainTree(source.tree)).toEqual(plainTree(treeOfDtc(expanded) ?? source.tree));
  expect(treeOfDtc(expanded)).toBeDefined();
  const text = (file: string, start: number, end: number) => (files[file] ?? '').slice(start, end);
  const irq = source.properties.find(({ property }) => property === 'interrupts');
  expect(irq?.path).toBe('/soc/serial@1000');
  expect(irq?.cells.map(({ place, offset }) => [text(place.file, place.start, place.end), offset])).toEqual([
    ['GIC_SPI', 0],
    ['5', 4],
    ['IRQ_TYPE_LEVEL_HIGH', 8],
  ]);
});
