import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuiltFrom, buildMessage } from './build-message.ts';

let kernel: string;
let from: BuiltFrom;
beforeAll(async () => {
  kernel = await mkdtemp(join(tmpdir(), 'kernel-'));
  await writeFile(join(kernel, 'uio.h'), '');
  from = { folder: '/b/source', source: '/home/grace/mine', files: ['a.c', 'lib/b.h', 'Makefile'], kernels: [kernel] };
});
afterAll(() => rm(kernel, { recursive: true }));

const told = (line: string) => {
  const { grade, message, place } = buildMessage(line, from) ?? {};
  return [grade, place?.text, place?.file, place?.line, place?.column, message];
};

test('a line of the compiler leads to the file of the user, not to the copy', () => {
  expect(told('/b/source/a.c:12:3: error: x undeclared')).toEqual([
    'error',
    '/b/source/a.c:12:3',
    '/home/grace/mine/a.c',
    12,
    3,
    'x undeclared',
  ]);
  expect(told('a.c:12:3: warning: unused')).toEqual(['warning', 'a.c:12:3', '/home/grace/mine/a.c', 12, 3, 'unused']);
  expect(told('./lib/b.h:4: note: declared here').slice(0, 4)).toEqual([
    'note',
    './lib/b.h:4',
    '/home/grace/mine/lib/b.h',
    4,
  ]);
  expect(told('In file included from /b/source/a.c:7:').slice(0, 4)).toEqual([
    'note',
    '/b/source/a.c:7',
    '/home/grace/mine/a.c',
    7,
  ]);
  expect(told('                 from /b/source/lib/b.h:2,')[2]).toBe('/home/grace/mine/lib/b.h');
  expect(told('Makefile:3: *** KERNEL_SRC_DIR is not set.  Stop.').slice(0, 4)).toEqual([
    'error',
    'Makefile:3',
    '/home/grace/mine/Makefile',
    3,
  ]);
});

test('a header of the kernel is found where it is, by whole and by relative path', () => {
  const header = join(kernel, 'uio.h');
  expect(told('uio.h:5:1: error: bad')[2]).toBe(header);
  expect(told(`${header}:5:1: error: bad`)[2]).toBe(header);
});

test('what is not here, or on the board alone, has a place without a file', () => {
  expect(told('/b/source/made.mod.c:5:1: error: bad').slice(1, 4)).toEqual(['/b/source/made.mod.c:5:1', undefined, 5]);
  const header = join(kernel, 'uio.h');
  expect(buildMessage(`${header}:5:1: error: bad`, { ...from, kernels: [] })?.place?.file).toBeUndefined();
  expect(
    buildMessage('/b/source/../../etc/passwd:1:1: error: bad', { ...from, kernels: [] })?.place?.file,
  ).toBeUndefined();
});

test('an error without a place is one; a line that is about nothing is none', () => {
  expect(buildMessage('ERROR: modpost: "lost" [/b/uiomem.ko] undefined!', from)).toEqual({
    grade: 'error',
    message: '"lost" [/b/uiomem.ko] undefined!',
  });
  expect(buildMessage('  CC [M]  /b/source/a.o', from)).toBeUndefined();
  expect(buildMessage('a.c: In function ‘f’:', from)).toBeUndefined();
  expect(buildMessage('a.c:0:0: error: odd', from)).toEqual({ grade: 'error', message: 'odd' });
});
