import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readPlan } from './document.ts';
import { applyEdits } from './edit.ts';
import type { Edit } from './finding.ts';

const text = `# head
version: 1   # of the format
module: { from: built-in, path: x }

regions:
  # the first
  - device: uiomem0
    address: "0x70000000"   # DDR kept back
    size: 1 MiB
    sync:
      mode: non-cached

  - size: 2 MiB  # odd order
    device: uiomem1
    address: 0x71000000
# end
`;

test.each<[what: string, edit: Edit, from: string, to: string]>([
  ['a scalar', { op: 'set', path: ['regions', 0, 'size'], value: '0x2000' }, 'size: 1 MiB', 'size: "0x2000"'],
  ['a quoted scalar', { op: 'set', path: ['regions', 0, 'address'], value: '0x1000' }, '"0x70000000"', '"0x1000"'],
  ['in a flow mapping', { op: 'set', path: ['module', 'from'], value: 'loaded' }, 'built-in', 'loaded'],
  [
    'a new key',
    { op: 'set', path: ['regions', 0, 'cache'], value: 'off' },
    'mode: non-cached\n',
    'mode: non-cached\n    cache: off\n',
  ],
  [
    'a new key before a comment',
    { op: 'set', path: ['regions', 1, 'shareable'], value: true },
    'address: 0x71000000\n',
    'address: 0x71000000\n    shareable: true\n',
  ],
  [
    'a new key of a flow mapping',
    { op: 'set', path: ['module', 'info'], value: false },
    'path: x }',
    'path: x, info: false }',
  ],
  [
    'a new mapping',
    { op: 'set', path: ['regions', 1, 'sync', 'mode'], value: 'as-is' },
    'address: 0x71000000\n',
    'address: 0x71000000\n    sync: { mode: as-is }\n',
  ],
  [
    'a new key at the top',
    { op: 'set', path: ['name'], value: 'no: 1' },
    'address: 0x71000000\n',
    'address: 0x71000000\nname: "no: 1"\n',
  ],
  [
    'a key’s name',
    { op: 'rename', path: ['regions', 0, 'size'], key: 'length' },
    '    size: 1 MiB',
    '    length: 1 MiB',
  ],
  [
    'a key away',
    { op: 'remove', path: ['regions', 0, 'address'] },
    '    address: "0x70000000"   # DDR kept back\n',
    '',
  ],
  [
    'the only key of a mapping away',
    { op: 'remove', path: ['regions', 0, 'sync', 'mode'] },
    '    sync:\n      mode: non-cached\n',
    '    sync: {}\n',
  ],
  ['a mapping away', { op: 'remove', path: ['regions', 0, 'sync'] }, '    sync:\n      mode: non-cached\n', ''],
  [
    'the first key of an item away',
    { op: 'remove', path: ['regions', 1, 'size'] },
    'size: 2 MiB  # odd order\n    device',
    'device',
  ],
  ['the first key of a flow mapping away', { op: 'remove', path: ['module', 'from'] }, 'from: built-in, ', ''],
  ['the last key of a flow mapping away', { op: 'remove', path: ['module', 'path'] }, ', path: x', ''],
  [
    'an item more',
    { op: 'append', path: ['regions'], value: { device: 'uiomem2', address: '0x72000000', shareable: true } },
    'address: 0x71000000\n',
    'address: 0x71000000\n  - device: uiomem2\n    address: "0x72000000"\n    shareable: true\n',
  ],
  [
    'an item away',
    { op: 'remove', path: ['regions', 0] },
    text.slice(text.indexOf('  - device: uiomem0'), text.indexOf('\n  - size')),
    '',
  ],
])('%s, and nothing else', (_what, edit, from, to) => {
  expect(text.split(from)).toHaveLength(2);
  expect(applyEdits(text, [edit])).toBe(text.replace(from, () => to));
});

test('a key without a value gets one', () => {
  expect(applyEdits('version:\nname: x\n', [{ op: 'set', path: ['version'], value: '1' }])).toBe(
    'version: "1"\nname: x\n',
  );
});

test('the last item leaves an empty list', () => {
  const once = applyEdits(text, [{ op: 'remove', path: ['regions', 1] }]);
  expect(parse(applyEdits(once, [{ op: 'remove', path: ['regions', 0] }]))).toMatchObject({ regions: [] });
});

test.each([
  ['no such list', 'version: 1\n# end\n', 'version: 1\n# end\nregions:\n  - device: a\n    size: 4 KiB\n'],
  ['nothing at all', '', 'regions:\n  - device: a\n    size: 4 KiB'],
  ['an empty list', 'regions: [] # none\nname: x\n', 'regions: # none\n  - device: a\n    size: 4 KiB\nname: x\n'],
  ['a key alone', 'regions: # none\nname: x\n', 'regions: # none\n  - device: a\n    size: 4 KiB\nname: x\n'],
  ['a list without indent', 'regions:\n- device: b\n', 'regions:\n- device: b\n- device: a\n  size: 4 KiB\n'],
  ['a list on a line', 'regions: [{ device: b }]\n', 'regions: [{ device: b }, { device: a, size: 4 KiB } ]\n'],
])('appends to %s', (_what, before, after) => {
  const edit: Edit = { op: 'append', path: ['regions'], value: { device: 'a', size: '4 KiB' } };
  expect(applyEdits(before, [edit])).toBe(after);
});

test('an item that is appended is read back, and every line before it stays', () => {
  const scalar = fc.oneof(fc.constantFrom('x', '0x10', 'no', '1 MiB', '- y', '#', ''), fc.boolean());
  const item = fc.dictionary(fc.constantFrom('a', 'b', 'c'), scalar, { minKeys: 1, noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 3 }), item, item, fc.boolean(), (list, top, more, flow) => {
      const before = list.length === 0 ? '# a plan\nlist: []\n# end\n' : render({ top, list }, flow);
      const after = applyEdits(before, [{ op: 'append', path: ['list'], value: more }]);
      expect(parse(after)).toEqual({ ...parse(before), list: [...list, more] });
      expect(comments(after)).toEqual(comments(before));
    }),
  );
});

/** Whatever the shape of the plan: the value is there after, everything else is as it was, and few lines differ. */
test('a set is read back and leaves the rest as it was', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const scalar = fc.oneof(fc.constantFrom('x', '0x10', 'no', '1 MiB', '- y', '#', ''), fc.boolean());
  const inner = fc.dictionary(key, scalar, { minKeys: 1, noNullPrototype: true });
  const plan = fc.record({ top: inner, list: fc.array(inner, { minLength: 1, maxLength: 3 }) });
  fc.assert(
    fc.property(plan, key, scalar, fc.nat(2), fc.boolean(), fc.boolean(), (value, name, put, at, inList, flow) => {
      const before = render(value, flow);
      const index = at % value.list.length;
      const path = inList ? ['list', index, name] : ['top', name];
      const after = applyEdits(before, [{ op: 'set', path, value: put }]);
      const wanted = structuredClone(value);
      (inList ? (wanted.list[index] as Record<string, unknown>) : wanted.top)[name] = put;
      expect(parse(after)).toEqual(wanted);
      const [old, now] = [before.split('\n'), after.split('\n')];
      const kept = now.filter((line) => old.includes(line));
      expect(now.length - kept.length).toBeLessThanOrEqual(1);
      expect(comments(after)).toEqual(comments(before));
    }),
  );
});

function comments(plan: string): string[] {
  return plan.split('\n').filter((line) => line.trim().startsWith('#'));
}

function render(value: { top: Record<string, unknown>; list: Record<string, unknown>[] }, flow: boolean): string {
  const scalar = (each: unknown) => (typeof each === 'string' ? JSON.stringify(each) : String(each));
  const block = (each: Record<string, unknown>, indent: string) =>
    Object.entries(each)
      .map(([name, item]) => `${indent}${name}: ${scalar(item)}`)
      .join('\n');
  const line = (each: Record<string, unknown>) =>
    `{ ${Object.entries(each)
      .map(([name, item]) => `${name}: ${scalar(item)}`)
      .join(', ')} }`;
  const top = flow ? `top: ${line(value.top)}` : `top:\n${block(value.top, '  ')}`;
  const list = value.list
    .map((each) => (flow ? `  - ${line(each)}` : `  # an item\n  - ${block(each, '    ').trimStart()}`))
    .join('\n');
  return `# a plan\n${top}\nlist:\n${list}\n# end\n`;
}

test.each<[what: string, edit: Edit, path: string]>([
  ['a key to rename', { op: 'rename', path: ['regions', 0, 'sise'], key: 'size' }, 'regions.0.sise'],
  ['a region', { op: 'set', path: ['regions', 7, 'size'], value: '1 MiB' }, 'regions.7.size'],
  ['what is below nothing', { op: 'set', path: ['nothing', 0, 'all'], value: 'x' }, 'nothing.0.all'],
  ['a scalar where there is a mapping', { op: 'set', path: ['module'], value: 'x' }, 'module'],
  ['a scalar where there is a list', { op: 'set', path: ['regions'], value: 'x' }, 'regions'],
  ['a list where there is a scalar', { op: 'append', path: ['version'], value: { a: 'x' } }, 'version'],
  ['a list below nothing', { op: 'append', path: ['nothing', 'all'], value: { a: 'x' } }, 'nothing.all'],
  ['what is to be removed', { op: 'remove', path: ['modules'] }, 'modules'],
])('plan.edit-failed: %s that is not there', (_, edit, path) => {
  expect(() => applyEdits(text, [edit])).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({
        id: 'plan.edit-failed',
        message: `The plan has no ${path} to edit.`,
        data: { path: edit.path },
      }),
    }),
  );
});

test('a value of several lines stays in one, whatever holds it', () => {
  const said = 'first: of\n\ttwo "lines" \\ and';
  const appended = applyEdits('version: 1\nregions: []\n', [
    { op: 'append', path: ['regions'], value: { device: 'uiomem0', address: '4096', size: '4096', about: said } },
  ]);
  expect(readPlan(appended).plan?.regions[0]?.about).toBe(said);
  const set = applyEdits(appended, [{ op: 'set', path: ['name'], value: said }]);
  expect(readPlan(set).plan?.name).toBe(said);
  expect(set.split('\n')).toHaveLength(appended.split('\n').length + 1);
});
