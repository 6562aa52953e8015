import { expect, test } from 'vitest';
import { built } from '../../testing/built.ts';
import { type ReadText, textWithFields, textWithNode } from './changed-text.ts';
import { board, fieldValues, formOf, read } from './testing/form-samples.ts';

const of = (text: string): ReadText => ({
  file: 'board.dts',
  source: read(text),
  readAgain: (texts) => read(texts.get('board.dts') ?? ''),
});

test('several fields change together, also where the one stands beside what the other takes away', () => {
  const { text } = textWithFields(of(board), undefined, '/soc/uiomem@40000', [
    { field: 'address', value: '0x50000' },
    { field: 'sync-mode', value: undefined },
    { field: 'sync-always', value: 'true' },
    { field: 'cache', value: 'coherent' },
  ]);
  built(text ?? '');
  expect(fieldValues(formOf(text ?? '', '/soc/uiomem@50000'))).toMatchObject({
    address: '0x50000',
    'sync-always': 'true',
    cache: 'coherent',
  });
  expect(text).not.toContain('sync-mode');
});

test('one that is refused lets none of them be', () => {
  const change = textWithFields(of(board), undefined, '/soc/uiomem@40000', [
    { field: 'shareable', value: 'true' },
    { field: 'minor-number', value: 'many' },
  ]);
  expect(change).toMatchObject({ refusal: { id: 'device-tree.edit-number' } });
});

test('a text without anything becomes an overlay', () => {
  const device = { kind: 'uiomem', device: 'bank', address: 0x1000n, size: 0x1000n, cache: 'off' } as const;
  const { text } = textWithNode(of(' \n'), undefined, device);
  expect(text).toMatch(/^\/dts-v1\/;\n\/plugin\/;\n\n&\{\/\} \{\n\tuiomem-bus \{/);
  built(text ?? '', '-@');
});
