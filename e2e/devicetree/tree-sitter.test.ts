/** What docs/decisions/0024 says of tree-sitter-devicetree: texts that it refuses and dtc takes. */
import { expect, test } from 'vitest';
import { goodOverlays, goodSources } from '../../app/devicetree/source/testing/sample-sources.ts';
import { compiledByDtc } from '../../app/devicetree/testing/dtc.ts';
import { treeSitter } from './tree-sitter.ts';

test('of the sample texts that dtc takes tree-sitter refuses a quarter', async () => {
  const parser = await treeSitter();
  const samples = Object.entries({ ...goodSources, ...goodOverlays });
  for (const [, text] of samples) expect(compiledByDtc(text).length).toBeGreaterThan(0);
  expect(samples).toHaveLength(48);
  expect(samples.filter(([, text]) => parser.refuses(text)).map(([name]) => name)).toEqual([
    'references by path',
    'nodes left out when nothing refers to them',
    'reservations',
    'a label of the root',
    'labels of properties and values',
    'a backslash before a name',
    'names of digits and marks',
    'operators',
    'numbers in all spellings',
    'escapes',
    'a text over two lines',
    'line marks',
  ]);
  expect(parser.refuses('/dts-v1/; / { a = <1>; };')).toBe(false);
});
