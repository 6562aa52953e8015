/** The driver's device-tree binding, judged by the kernel's own tools (Debian: dt-schema), and examples of nodes by it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const bindings = fileURLToPath(new URL('../../kernel/bindings', import.meta.url));
/** `good-*.dts` are nodes by the binding; `bad-*.dts` say in a comment why they are none. */
const examples = readdirSync(join(bindings, 'examples'));
let folder: string;
/** What dt-validate says of each example, by the example's name. */
let said: Map<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'binding-'));
  // dt-mk-schema takes every .yaml below the folder that it is given.
  mkdirSync(join(folder, 'schemas'));
  symlinkSync(join(bindings, 'ikwzm,uiomem.yaml'), join(folder, 'schemas', 'ikwzm,uiomem.yaml'));
  execFileSync('dt-mk-schema', ['-j', '-o', join(folder, 'schema.json'), join(folder, 'schemas')]);
  said = new Map(examples.map((name) => [name, judge(name)]));
});
afterAll(() => rmSync(folder, { recursive: true }));

function judge(example: string): string {
  const blob = join(folder, basename(example, '.dts'));
  execFileSync('dtc', ['-q', '-O', 'dtb', '-o', `${blob}.dtb`, join(bindings, 'examples', example)]);
  const { status, stdout, stderr } = spawnSync('dt-validate', ['-s', join(folder, 'schema.json'), `${blob}.dtb`], {
    encoding: 'utf8',
  });
  // It ends with 0 whatever it finds; another end is a fault of the program.
  if (status !== 0) throw new Error(`dt-validate ended with ${status}: ${stderr}`);
  return `${stdout}${stderr}`;
}

test('the binding is one by the rules for bindings', () => {
  const { stdout, stderr } = spawnSync('dt-doc-validate', ['-u', bindings, join(bindings, 'ikwzm,uiomem.yaml')], {
    encoding: 'utf8',
  });
  expect(`${stdout}${stderr}`).toBe('');
});

describe('examples', () => {
  test('there are good ones and bad ones', () => {
    expect(examples.filter((name) => name.startsWith('good-')).length).toBeGreaterThan(2);
    expect(examples.filter((name) => name.startsWith('bad-')).length).toBeGreaterThan(10);
  });

  test.each(examples.filter((name) => name.startsWith('good-')))('%s is a node by the binding', (name) => {
    expect(said.get(name)).toBe('');
  });

  test.each(examples.filter((name) => name.startsWith('bad-')))('%s is none, for the reason it gives', (name) => {
    const reason = /^\/\* dt-validate: (.+) \*\/$/m.exec(readFileSync(join(bindings, 'examples', name), 'utf8'))?.[1];
    expect(reason).toBeDefined();
    expect(said.get(name)).toContain(reason);
    expect(said.get(name)).toContain('ikwzm,uiomem.yaml');
  });
});
