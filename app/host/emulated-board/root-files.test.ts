import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { checkRootFiles, layerFiles, parseRootFiles } from './root-files.ts';

const idOf = (path: string, mode?: number): string => {
  try {
    checkRootFiles({ [path]: { text: '', ...(mode !== undefined && { mode }) } });
    return 'no problem';
  } catch (thrown) {
    return problemOf(thrown).id;
  }
};

test('a file has one plain place', () => {
  expect(['/etc/board-start', '/a', '/etc/sudoers.d/90-dev', '/x/.y'].map((path) => idOf(path))).toEqual(
    Array(4).fill('no problem'),
  );
  const bad = ['', 'a', '/', '/a/', '/a//b', '/a/../b', '/./a', '/a b', '/a\n', '/..'];
  expect(bad.map((path) => idOf(path))).toEqual(bad.map(() => 'emulated.bad-root-file'));
  expect([0o4755, 0o100644, -1, 1.5].map((mode) => idOf('/a', mode))).toEqual([
    'no problem',
    ...Array(3).fill('emulated.bad-root-file'),
  ]);
});

test('folders come once, before what is in them, and not those that are there', () => {
  const files = { '/etc/x/y/z': { text: 'z', owner: 7 }, '/etc/x/w': { text: 'w', mode: 0o755 } };
  expect(layerFiles(files, new Set(['/etc']))).toEqual([
    { path: '/etc/x', mode: 0o755, owner: 7 },
    { path: '/etc/x/y', mode: 0o755, owner: 7 },
    { path: '/etc/x/y/z', mode: 0o644, owner: 7, content: 'z' },
    { path: '/etc/x/w', mode: 0o755, owner: 0, content: 'w' },
  ]);
});

test('what a record holds is read again', () => {
  const number = fc.integer({ min: 0, max: 0o7777 });
  const file = fc.record({ text: fc.string(), mode: number, owner: number }, { requiredKeys: ['text'] });
  const files = fc.dictionary(fc.stringMatching(/^\/[a-z]{1,9}$/), file, { noNullPrototype: true });
  fc.assert(
    fc.property(files, (wanted) => {
      expect(parseRootFiles(JSON.parse(JSON.stringify(wanted)))).toEqual(wanted);
    }),
  );
});
