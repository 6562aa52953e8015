import { expect, test } from 'vitest';
import { readPlan } from './document.ts';
import type { Finding } from './finding.ts';
import { fixAll } from './fix-all.ts';
import { lint } from './lint.ts';

const judge = async (text: string) => lint(readPlan(text)).findings;

test('all that has one answer is mended, and nothing else', async () => {
  const text = `version: 1
regions:
  - device: buffer # named by hand
    address: 0x70000000
    size: 4097
  - device: uiomem1
    address: 0x71000800
    size: 1M
    content: registers
`;
  const after = await fixAll(text, judge);
  expect(after).toBe(
    text
      .replace('buffer', 'uiomem0')
      .replace('4097', '"0x2000"')
      .replace('content: registers\n', 'content: registers\n    cache: off\n'),
  );
  // An address can be meant either way.
  expect((await judge(after)).map(({ id, fix }) => [id, fix])).toEqual([['region.unaligned', undefined]]);
  expect(await fixAll(after, judge)).toBe(after);
});

test('fixes that undo each other come to an end', async () => {
  const flip = async (text: string): Promise<Finding[]> => {
    const value = text.includes('true') ? 'false' : 'true';
    const edits = [{ op: 'set' as const, path: ['a'], value }];
    return [{ id: 'x.y', severity: 'error', path: ['a'], message: '', why: '', fix: { title: '', edits } }];
  };
  expect(await fixAll('a: x\n', flip)).toMatch(/^a: "?(true|false)"?\n$/);
});
