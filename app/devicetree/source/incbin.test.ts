/** Bytes of files in a value, with dtc as the judge of which they are and of what it refuses. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFdt } from '../fdt/read-fdt.ts';
import { plainTree } from '../testing/plain-tree.ts';
import { readSource } from './read-source.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-incbin-'));
  for (const name of ['sub', 'more']) mkdirSync(join(folder, name));
  write('f.bin', '0123456789');
  write('empty.bin', '');
  write(
    'every.bin',
    Uint8Array.from({ length: 9_000 }, (_, index) => index & 0xff),
  );
  write('sub/f.bin', 'of sub');
  write('sub/own.bin', 'sub’s own');
  write('more/f.bin', 'of more');
  write('more/last.bin', 'last');
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, name), content);
}

/** Beside the file, then in `more`. */
function readBeside(name: string, from: string): Buffer | undefined {
  for (const at of [join(folder, dirname(from)), join(folder, 'more')]) {
    try {
      return readFileSync(join(at, name));
    } catch {
      // The next one may have it.
    }
  }
  return undefined;
}

function ours(text: string) {
  return readSource(
    'a.dts',
    text,
    (name, from) => {
      const bytes = readBeside(name, from.file);
      return bytes === undefined ? undefined : { file: join(dirname(from.file), name), text: bytes.toString() };
    },
    { readBytes: (name, { file }) => readBeside(name, file) },
  );
}

/** `preprocess`: as the builds of kernels do it, cpp first. */
function byDtc(text: string, preprocess = false) {
  write('a.dts', text);
  const options = { cwd: folder, stdio: 'pipe' } as const;
  if (preprocess) execFileSync('cpp', ['-nostdinc', '-undef', '-x', 'assembler-with-cpp', 'a.dts', 'a.pp'], options);
  const input = preprocess ? 'a.pp' : 'a.dts';
  const { tree } = readFdt(execFileSync('dtc', ['-q', '-I', 'dts', '-O', 'dtb', '-i', 'more', input], options));
  if (tree === undefined) throw new Error('dtc gave no tree');
  return tree;
}

const whole = (value: string) => `/dts-v1/; / { a = ${value}; z; };`;

const good = [
  '/incbin/("f.bin")',
  '/incbin/("empty.bin")',
  '/incbin/("every.bin")',
  '/incbin/("f.bin", 2, 3)',
  '/incbin/("f.bin", 2, 0)',
  '/incbin/("f.bin", 10, 0)',
  '/incbin/("f.bin", 2, (-1))',
  '/incbin/("f.bin", (1 + 1), 0x2)',
  '/incbin/ /* c */ ( "f.bin" ,\n 1 , 2 )',
  '/incbin/("f\\x2ebin")',
  '/incbin/("f.bin\\0and more")',
  '<1>, /incbin/("f.bin"), k: "x", l: /incbin/("f.bin", 1, 1) m:, [02]',
  '/incbin/("last.bin")',
  '/incbin/("sub/f.bin")',
];

describe('the same bytes as dtc’s', () => {
  test.each(good)('%s', (value) => {
    const { tree, findings } = ours(whole(value));
    expect(findings).toEqual([]);
    expect(plainTree(tree)).toEqual(plainTree(byDtc(whole(value))));
  });

  const short = [
    '"f.bin", 8, 30',
    '"f.bin", 20, 3',
    '"f.bin", 20, (-1)',
    '"empty.bin", 0, 1',
    '"f.bin", 0, 0x10000000',
  ];
  test.each(short)('with a word that there are fewer: %s', (inside) => {
    const text = whole(`/incbin/(${inside})`);
    const { tree, findings } = ours(text);
    expect(plainTree(tree)).toEqual(plainTree(byDtc(text)));
    expect(findings).toMatchObject([{ id: 'device-tree.incbin-short', severity: 'warning' }]);
  });

  test('looked for beside what /include/ brings', () => {
    write('sub/part.dtsi', '/ { s = /incbin/("f.bin"), /incbin/("own.bin"); };');
    const text = `/dts-v1/; / { before = /incbin/("f.bin"); }; /include/ "sub/part.dtsi" / { behind = /incbin/("f.bin"); };`;
    const { tree, findings } = ours(text);
    expect(findings).toEqual([]);
    expect(plainTree(tree)).toEqual(plainTree(byDtc(text)));
  });

  test('and not beside what #include brings', () => {
    write('sub/part.dtsi', '/ { s = /incbin/("f.bin"); };');
    const text = `/dts-v1/;\n#define NAME "f.bin"\n#include "sub/part.dtsi"\n/ { m = /incbin/(NAME); };\n`;
    const { tree, findings } = ours(text);
    expect(findings).toEqual([]);
    expect(plainTree(tree)).toEqual(plainTree(byDtc(text, true)));
    write('sub/part.dtsi', '/ { s = /incbin/("own.bin"); };');
    expect(() => byDtc(text, true)).toThrow();
    const start = '/ { s = '.length;
    expect(ours(text).findings).toMatchObject([
      {
        id: 'device-tree.incbin-missing',
        place: { file: 'sub/part.dtsi', start, end: start + '/incbin/("own.bin")'.length },
        related: [{ message: 'sub/part.dtsi is included here' }],
      },
    ]);
  });
});

/** What is wrong, and where. */
const refused: readonly (readonly [value: string, id: string, at: string])[] = [
  ['/incbin/("none.bin")', 'device-tree.incbin-missing', '/incbin/("none.bin")'],
  ['/incbin/("sub")', 'device-tree.incbin-missing', '/incbin/("sub")'],
  ['/incbin/("")', 'device-tree.incbin-missing', '/incbin/("")'],
  ['/incbin/("f.bin", (-1), 3)', 'device-tree.incbin-range', '/incbin/("f.bin", (-1), 3)'],
  ['/incbin/("f.bin", (-1), (-1))', 'device-tree.incbin-range', '/incbin/("f.bin", (-1), (-1))'],
  ['/incbin/("f.bin", 0, (-2))', 'device-tree.incbin-range', '/incbin/("f.bin", 0, (-2))'],
  ['/incbin/("f.bin", 0, 0x1000000000000)', 'device-tree.incbin-range', '/incbin/("f.bin", 0, 0x1000000000000)'],
  ['/incbin/("f.bin", 2)', 'device-tree.syntax', '/incbin/("f.bin", 2)'],
  ['/incbin/("f.bin", 2, )', 'device-tree.syntax', '/incbin/("f.bin", 2, )'],
  ['/incbin/("f.bin", 1, 2, 3)', 'device-tree.syntax', '/incbin/("f.bin", 1, 2, 3)'],
  ['/incbin/(f.bin)', 'device-tree.syntax', '/incbin/(f.bin)'],
  ['/incbin/()', 'device-tree.syntax', '/incbin/()'],
  ['/incbin/', 'device-tree.syntax', '/incbin/'],
  ['/incbin/ "f.bin"', 'device-tree.syntax', '/incbin/ "f.bin"'],
  ['/incbin/("f.bin"', 'device-tree.syntax', '/incbin/("f.bin"'],
  ['/incbin/("f.bin") /incbin/("f.bin")', 'device-tree.syntax', ''],
];

test.each(refused)('refused as by dtc: %s', (value, id, at) => {
  const text = whole(value);
  expect(() => byDtc(text)).toThrow();
  const { findings, tree } = ours(text);
  expect(findings.map((each) => [each.id, text.slice(each.place?.start, each.place?.end)])).toEqual([[id, at]]);
  expect([...tree.root.properties.keys()]).toEqual(['a', 'z']);
});

test('where nobody gives bytes, each is told', () => {
  const { findings } = readSource('a.dts', whole('/incbin/("f.bin", 1, 2), <1>'), () => undefined);
  expect(findings).toMatchObject([{ id: 'device-tree.incbin', severity: 'error' }]);
});

test('no file is asked for by a name of nothing', () => {
  const readBytes = () => Uint8Array.of(1);
  const { findings } = readSource('a.dts', whole('/incbin/("\\0f.bin")'), () => undefined, { readBytes });
  expect(findings).toMatchObject([{ id: 'device-tree.incbin-missing' }]);
});

test('a text that brings the same file again and again ends within its limit', () => {
  const bytes = new Uint8Array(1 << 26);
  const lines = Array.from({ length: 40 }, (_, index) => `p${index} = /incbin/("f.bin");`).join('\n');
  const { findings } = readSource('a.dts', `/dts-v1/; / {\n${lines}\n};\n`, () => undefined, {
    readBytes: () => bytes,
  });
  expect(findings).toHaveLength(36);
  expect(new Set(findings.map(({ id }) => id))).toEqual(new Set(['device-tree.expansion-limit']));
});
