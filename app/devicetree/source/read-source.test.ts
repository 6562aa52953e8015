/** Trees of texts, with dtc as the judge of what they are and of what is no tree. */
import { describe, expect, test } from 'vitest';
import { readFdt } from '../fdt/read-fdt.ts';
import { hasErrors } from '../finding.ts';
import { compiledByDtc } from '../testing/dtc.ts';
import { plainTree } from '../testing/plain-tree.ts';
import type { DeviceTree } from '../tree.ts';
import { readSource } from './read-source.ts';
import { badSources, goodOverlays, goodSources } from './testing/sample-sources.ts';

const read = (text: string, symbols = false) => readSource('a.dts', text, () => undefined, { symbols });

function treeOfDtc(text: string, ...options: string[]): DeviceTree {
  const { tree } = readFdt(compiledByDtc(text, ...options));
  if (tree === undefined) throw new Error('dtc gave no tree');
  return tree;
}

describe('what dtc takes', () => {
  test.each(Object.entries(goodSources))('%s', (_, text) => {
    const plain = read(text);
    expect(plain.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plainTree(plain.tree)).toEqual(plainTree(treeOfDtc(text)));
    expect(plainTree(read(text, true).tree)).toEqual(plainTree(treeOfDtc(text, '-@')));
  });

  test.each(Object.entries(goodOverlays))('an overlay: %s', (_, text) => {
    const { tree, plugin, findings } = read(text);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plugin).toBe(true);
    expect(plainTree(tree)).toEqual(plainTree(treeOfDtc(text, '-@')));
  });
});

describe('what dtc refuses', () => {
  test.each(Object.entries(badSources))('%s', (_, [text, id]) => {
    expect(() => compiledByDtc(text)).toThrow();
    const { findings } = read(text);
    expect(findings.map((each) => each.id)).toEqual([id]);
    expect(hasErrors(findings)).toBe(true);
    for (const { message, why, place } of findings) {
      expect(message).toMatch(/\.$/);
      expect(why).toMatch(/\.$/);
      expect(place).toMatchObject({ file: 'a.dts' });
      expect(place?.start).toBeLessThanOrEqual(place?.end ?? -1);
      expect(place?.end).toBeLessThanOrEqual(text.length);
    }
  });
});
