import { expect, test } from 'vitest';
import { errnoOf } from './loader-error.ts';

test.each([
  ['insmod: ERROR: could not insert module uiomem.ko: Invalid parameters', 'EINVAL'],
  ["insmod: can't insert 'uiomem.ko': invalid module format", 'ENOEXEC'],
  ["insmod: can't insert 'uiomem.ko': unknown symbol in module, or unknown parameter", 'ENOENT'],
  ['insmod: ERROR: could not insert module uiomem.ko: Device or resource busy', 'EBUSY'],
  ['insmod: ERROR: could not insert module x.ko: No such device or address', 'ENXIO'],
  ['insmod: ERROR: could not insert module x.ko: No such device', 'ENODEV'],
  ['insmod: ERROR: could not insert module x.ko: Key was rejected by service', 'EKEYREJECTED'],
  ['something else', undefined],
])('%s', (words, errno) => {
  expect(errnoOf(words)).toBe(errno);
});
