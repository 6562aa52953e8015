import { expect, test } from 'vitest';
import { pathsOf } from './file-reader.ts';

test.each([
  ['part.dtsi', '/b/board.dts', false, ['/b/part.dtsi', '/b/include/part.dtsi', '/include/part.dtsi']],
  [
    '../common/part.dtsi',
    '/a/b/board.dts',
    false,
    ['/a/common/part.dtsi', '/a/b/common/part.dtsi', '/a/common/part.dtsi', '/common/part.dtsi'],
  ],
  [
    'dt-bindings/gpio.h',
    '/linux/arch/x.dts',
    true,
    ['/linux/arch/include/dt-bindings/gpio.h', '/linux/include/dt-bindings/gpio.h', '/include/dt-bindings/gpio.h'],
  ],
  ['/abs.dtsi', '/b/board.dts', false, ['/abs.dtsi']],
])('%s of %s', (name, from, angled, paths) => {
  expect(pathsOf(name, from, angled)).toEqual(paths);
});
