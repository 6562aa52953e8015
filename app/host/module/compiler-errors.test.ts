import { expect, test } from 'vitest';
import { compilerErrors, describeError } from './compiler-errors.ts';

test('errors of gcc, make and modpost are found; warnings, notes and echoes are not', () => {
  const lines = [
    '  CC [M]  /b/uiomem/file.o',
    "/b/uiomem/file.c:12:3: warning: unused variable 'x' [-Wunused-variable]",
    "/b/uiomem/file.c:14:9: error: implicit declaration of function 'ida_simple_get' [-Werror=implicit-function-declaration]",
    '/b/uiomem/file.c:14:9: note: each undeclared identifier is reported only once',
    'device.h:1:10: fatal error: linux/nowhere.h: No such file or directory',
    'ERROR: modpost: "missing_symbol" [/b/uiomem/uiomem.ko] undefined!',
    'Makefile:3: *** KERNEL_SRC_DIR is not set.  Stop.',
    'make[2]: *** [scripts/Makefile.build:250: /b/uiomem/file.o] Error 1',
    "make: *** No rule to make target 'modules'.  Stop.",
  ];
  expect(compilerErrors(lines, '/b/uiomem').map(describeError)).toEqual(
    [
      "file.c:14:9: implicit declaration of function 'ida_simple_get' [-Werror=implicit-function-declaration]",
      'device.h:1:10: linux/nowhere.h: No such file or directory',
      '"missing_symbol" [/b/uiomem/uiomem.ko] undefined!',
      'Makefile:3: KERNEL_SRC_DIR is not set.',
      "No rule to make target 'modules'.",
    ].map((text) => text.replace(/\.$/, '')),
  );
});

test('only as many as asked for', () => {
  const lines = Array.from({ length: 50 }, (_, index) => `a.c:${index + 1}:1: error: bad`);
  expect(compilerErrors(lines, '/b', 3).map((error) => error.line)).toEqual([1, 2, 3]);
});
