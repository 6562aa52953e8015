import { expect, test } from 'vitest';
import { evidence } from './evidence.ts';
import type { TapTest } from './tap.ts';

const one = (name: string, passed = true, skipped?: string): TapTest => ({
  number: 1,
  name,
  passed,
  skipped,
  notes: [],
});

test('a row a section, a column a board, and what was not done', () => {
  const text = evidence(
    [
      {
        name: 'arm64-6.1',
        release: '6.1.0',
        tests: [one('mmap: a'), one('mmap: b', false), one('32-bit caller: ioctl: a')],
      },
      { name: 'x86-64-6.1', release: '6.1.0-amd64', tests: [one('mmap: a'), one('device tree: all', true, 'no tree')] },
    ],
    'abc1234',
    new Date('2026-01-02T03:04:05Z'),
  );
  expect(text.slice(0, text.indexOf('## Not covered'))).toBe(`# The driver on real kernels

Made by \`make test-kernel\` on 2026-01-02 from commit abc1234. Each board is emulated by QEMU
and runs a kernel of Debian. [kernel/tests](../../kernel/tests/README.md) says which row of the interface each section covers.

| tests passed | arm64-6.1 | x86-64-6.1 |
| --- | --- | --- |
| kernel | 6.1.0 | 6.1.0-amd64 |
| mmap | 1, 1 failed | 1 |
| 32-bit caller | 1 |  |
| device tree |  | 0, 1 skipped |
| **all** | **2, 1 failed** | **1, 1 skipped** |

## Not done on a board, and why
- x86-64-6.1: device tree: all: no tree

## Failed
- arm64-6.1: mmap: b

`);
});
