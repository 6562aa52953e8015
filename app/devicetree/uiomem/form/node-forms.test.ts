/** What forms show of texts. */
import { expect, test } from 'vitest';
import { built } from '../../testing/built.ts';
import { indexTree } from '../../tree-index.ts';
import { nodeForms } from './node-forms.ts';
import { board, fieldValue, fieldValues, formOf, overlay, read } from './testing/form-samples.ts';

test('nodes are those of the text, in its order, with words for numbers', () => {
  const { nodes } = nodeForms(read(board), {});
  expect(nodes.map((node) => [node.kind, node.path, node.title, fieldValues(node)])).toEqual([
    [
      'reservation',
      '/reserved-memory/frames@70000000',
      'frames@70000000',
      { label: 'frames_reserved', address: '0x70000000', size: '1 MiB', 'no-map': 'true' },
    ],
    [
      'reservation',
      '/reserved-memory/pool',
      'pool',
      {
        size: '8 MiB',
        alignment: '4 KiB',
        'alloc-ranges': '0x40000000 + 512 MiB',
        reusable: 'true',
        compatible: 'shared-dma-pool',
      },
    ],
    [
      'uiomem',
      '/frames',
      'frames',
      {
        'device-name': 'frames',
        'memory-region': '/reserved-memory/frames@70000000',
        cache: 'noncoherent',
      },
    ],
    [
      'uiomem',
      '/soc/uiomem@40000',
      'uiomem3',
      {
        address: '0x40000',
        size: '8 KiB',
        'minor-number': '3',
        'sync-offset': '0x1000',
        'sync-direction': 'device-writes',
        'sync-mode': 'write-combine',
        status: 'okay',
      },
    ],
  ]);
});

test('a range is told as the CPU sees it', () => {
  const { range, translated } = formOf(board, '/soc/uiomem@40000');
  expect([range, translated]).toEqual([{ address: 0xa004_0000n, size: 0x2000n }, true]);
  expect(formOf(board, '/frames')).toMatchObject({
    range: { address: 0x7000_0000n, size: 0x10_0000n },
    translated: false,
  });
});

test('what is found stands at its field, with its id, and else at the node', () => {
  const wrong = board
    .replace('minor-number = <3>', 'minor-number = <300>')
    .replace('sync-mode = <2>', 'sync-mode = <7>')
    .replace('uiomem@40000', 'uiomem@50000');
  const form = formOf(wrong, '/soc/uiomem@50000');
  const told = form.fields.flatMap(({ name, findings }) => findings.map(({ id }) => [name, id]));
  expect(told).toEqual([
    ['minor-number', 'device-tree.uiomem-range'],
    ['sync-mode', 'device-tree.uiomem-range'],
  ]);
  expect(form.findings.map(({ id }) => id)).toEqual(['device-tree.unit-address']);
  // What has no word is shown as it is written.
  expect(fieldValue(form, 'sync-mode')).toBe('<7>');
});

test('a field has the place of its value', () => {
  const form = formOf(board, '/soc/uiomem@40000');
  const { place, written } = form.fields.find(({ name }) => name === 'address') ?? {};
  expect(board.slice(place?.start, place?.end)).toBe('<0x40000 0x2000>');
  expect(written).toBe('<0x40000 0x2000>');
});

test('a text that is wrong around a node locks that node, with the place, and no other', () => {
  const text = board.replace('minor-number = <3>;', 'minor-number = <3>');
  const locked = nodeForms(read(text), {}).nodes.map((node) => [node.path, node.locked?.id]);
  expect(locked).toEqual([
    ['/reserved-memory/frames@70000000', undefined],
    ['/reserved-memory/pool', undefined],
    ['/frames', undefined],
    ['/soc/uiomem@40000', 'device-tree.syntax'],
  ]);
  const { locked: why } = formOf(text, '/soc/uiomem@40000');
  expect(text.slice(0, why?.place?.start)).toMatch(/minor-number = <3>$/);
});

test('nodes of an included text are shown, and say where they are changed', () => {
  const source = read('#include "soc.dtsi"\n', { 'soc.dtsi': board });
  const { nodes } = nodeForms(source, {});
  expect(nodes.map(({ locked }) => locked?.id)).toEqual(Array.from({ length: 4 }, () => 'device-tree.edit-elsewhere'));
  expect(nodes[0]?.locked?.message).toBe('frames@70000000 stands in soc.dtsi, which this text includes.');
  expect(nodes[0]?.fields[1]?.written).toBe('<0x0 0x70000000 0x0 0x100000>');
});

test('a node that a macro makes is locked', () => {
  const macro = '#define NODE u@1000 { compatible = "ikwzm,uiomem"; reg = <0x0 0x1000 0x0 0x1000>; }\n';
  const text = `${macro}${board.replace('	frames {', '	NODE;\n	frames {')}`;
  expect(formOf(text, '/u@1000').locked?.id).toBe('device-tree.edit-macro');
});

test('reservations to choose are those of the text and of the board', () => {
  const base = indexTree(built(board, '-@'));
  const text = `/dts-v1/; /plugin/; &{/reserved-memory} { own: own@80000000 { reg = <0 0x80000000 0 0x1000>; no-map; }; };`;
  const { reservations } = nodeForms(read(text), { base });
  expect(reservations).toEqual([
    {
      value: '/reserved-memory/own@80000000',
      name: 'own@80000000',
      label: 'own',
      range: { address: 0x8000_0000n, size: 0x1000n },
      noMap: true,
      path: '/fragment@0/__overlay__/own@80000000',
    },
    {
      value: '/reserved-memory/frames@70000000',
      name: 'frames@70000000',
      label: 'frames_reserved',
      range: { address: 0x7000_0000n, size: 0x10_0000n },
      noMap: true,
      path: undefined,
    },
    {
      value: '/reserved-memory/pool',
      name: 'pool',
      label: undefined,
      range: undefined,
      noMap: false,
      path: undefined,
    },
  ]);
});

test('nodes of an overlay are called by their path on the board', () => {
  const form = formOf(overlay, '/fragment@0/__overlay__/bus/bram@a0000000', indexTree(built(board, '-@')));
  expect([form.becomes, form.range]).toEqual(['/bus/bram@a0000000', { address: 0xa000_0000n, size: 0x4_0000n }]);
});
