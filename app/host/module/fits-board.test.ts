import { expect, test } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { architectureOfMachine } from './architecture.ts';
import { checkFitsBoard } from './fits-board.ts';
import type { ModuleFile } from './module-file.ts';

const release = '6.1.0-56-cloud-arm64';
const vermagic = `${release} SMP mod_unload modversions aarch64`;
const kernel = { machine: 'aarch64', release, vermagic, build: '', commandLine: '' };
const arm64 = architectureOfMachine('aarch64');
const x86 = architectureOfMachine('x86_64');
if (arm64 === undefined || x86 === undefined) throw new Error('known architectures are not known');
const module: ModuleFile = {
  architecture: arm64,
  release,
  vermagic: `${vermagic} `,
  name: 'uiomem',
  srcversion: undefined,
  version: undefined,
  licence: 'Dual MIT/GPL',
  description: undefined,
  parameters: new Map(),
  signer: undefined,
  compilers: [],
  needs: [],
  versions: new Map(),
  btf: 'none',
};

const said = (...of: Parameters<typeof checkFitsBoard>): Problem | undefined => {
  try {
    checkFitsBoard(...of);
    return undefined;
  } catch (thrown) {
    return problemOf(thrown);
  }
};

test('the same architecture, release and version magic fit; spaces at the ends do not count', () => {
  expect(said(module, kernel)).toBeUndefined();
});

test('a board that does not tell its version magic is judged by architecture and release', () => {
  expect(
    said({ ...module, vermagic: 'anything' }, { machine: 'aarch64', release, build: '', commandLine: '' }),
  ).toBeUndefined();
});

test.each([
  ['another architecture', { ...module, architecture: x86 }, 'module.wrong-architecture', 'arm64 (aarch64)', 'x86'],
  [
    'another release',
    { ...module, release: '6.1.0-55-cloud-arm64' },
    'module.wrong-release',
    release,
    '6.1.0-55-cloud-arm64',
  ],
  [
    'another configuration',
    { ...module, vermagic: `${release} SMP preempt mod_unload aarch64` },
    'module.vermagic-differs',
    vermagic,
    `${release} SMP preempt mod_unload aarch64`,
  ],
])('%s does not fit', (_what, of, id, wanted, found) => {
  const problem = said(of, kernel);
  expect(problem).toMatchObject({ id, data: { wanted, found }, hint: expect.any(String) });
  expect(problem?.message).toContain(wanted);
  expect(problem?.message).toContain(found);
});

test('a machine that the driver was never built for is named as it is', () => {
  expect(said(module, { ...kernel, machine: 'sparc64' })).toMatchObject({
    id: 'module.wrong-architecture',
    data: { wanted: 'sparc64', found: 'arm64' },
  });
});
