/** Archives that are cut, damaged, lie, or are made to fill the memory. */
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { addressFile, platform } from '../testing/address-files.ts';
import { readAddressMap } from './read.ts';
import { mostOfHandoff } from './xsa.ts';

const whole = platform({ 'zynq.hwh': addressFile('zynq-7000.hwh') });

/** The archive with other bytes from the start of the first such ones. */
function changed(bytes: Uint8Array, found: readonly number[], at: number, put: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  for (let from = 0; from < copy.length - found.length; from += 1) {
    if (found.every((byte, index) => copy[from + index] === byte)) {
      copy.set(put, from + at);
      return copy;
    }
  }
  throw new Error('the archive has no such bytes');
}

const directory = [0x50, 0x4b, 1, 2];
/** The entry of the handoff, which is the second one: the directory is looked for behind the first. */
function inDirectory(at: number, put: readonly number[]): Uint8Array {
  const first = whole.findIndex((_, from) => directory.every((byte, index) => whole[from + index] === byte));
  const rest = changed(whole.subarray(first + 4), directory, at, put);
  const copy = whole.slice();
  copy.set(rest, first + 4);
  return copy;
}

const word = (value: number) => [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];

function refused(bytes: Uint8Array) {
  try {
    return readAddressMap('x.xsa', bytes);
  } catch (thrown) {
    return problemOf(thrown);
  }
}

test('the fixture is whole', () => {
  expect(refused(whole)).toMatchObject({ entries: { length: 4 } });
});

test.each<[what: string, id: string, bytes: Uint8Array]>([
  ['cut behind its first file', 'address-map.zip-truncated', whole.subarray(0, whole.length - 60)],
  ['cut before its directory', 'address-map.zip-truncated', whole.subarray(0, 200)],
  ['a head alone', 'address-map.zip-truncated', whole.subarray(0, 4)],
  ['a directory that ends', 'address-map.zip-truncated', changed(whole, [0x50, 0x4b, 5, 6], 10, [9, 0])],
  [
    'a directory that is elsewhere',
    'address-map.zip-truncated',
    changed(whole, [0x50, 0x4b, 5, 6], 16, word(0x7fff_ffff)),
  ],
  ['a file that is elsewhere', 'address-map.zip-truncated', inDirectory(42, word(7))],
  ['a file that ends', 'address-map.zip-truncated', inDirectory(20, word(1 << 24))],
  ['another checksum', 'address-map.zip-damaged', inDirectory(16, word(1))],
  ['a smaller size than it has', 'address-map.zip-damaged', inDirectory(24, word(100))],
  ['a larger size than it has', 'address-map.zip-damaged', inDirectory(24, word(100_000))],
  ['a huge size', 'address-map.too-large', inDirectory(24, word(0xffff_fff0))],
  ['encrypted', 'address-map.zip-unsupported', inDirectory(8, [1, 0])],
  ['packed by another method', 'address-map.zip-unsupported', inDirectory(10, [12, 0])],
  ['ZIP64', 'address-map.zip-unsupported', changed(whole, [0x50, 0x4b, 5, 6], 16, word(0xffff_ffff))],
  ['no handoff', 'address-map.no-handoff', zipSync({ 'x.bit': new Uint8Array(9) })],
  ['no file', 'address-map.no-handoff', zipSync({})],
  [
    'handoffs without end',
    'address-map.no-handoff',
    zipSync(Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`${index}.hwh`, new Uint8Array(1)]))),
  ],
])('%s: %s', (_, id, bytes) => {
  expect(refused(bytes)).toMatchObject({
    id,
    message: expect.stringMatching(/^x\.xsa.*\.$/),
    hint: expect.any(String),
    data: { file: expect.stringMatching(/^x\.xsa/) },
  });
});

test('what unpacks to more than is said, and more than is read, is given up early', () => {
  const bomb = zipSync({ 'x.hwh': new Uint8Array(mostOfHandoff + 1).fill(0x20) }, { level: 9 });
  expect(refused(bomb)).toMatchObject({ id: 'address-map.too-large' });
  // The directory says 100 bytes: not one more is unpacked than a piece of the archive gives.
  const at = bomb.findLastIndex((_, from) => directory.every((byte, index) => bomb[from + index] === byte));
  bomb.set(word(100), at + 24);
  const before = performance.now();
  expect(refused(bomb)).toMatchObject({
    id: 'address-map.zip-damaged',
    message: expect.stringContaining('is larger than the 100 bytes that the directory says'),
  });
  expect(performance.now() - before).toBeLessThan(1000);
});

test('the bitstream is not unpacked, be it damaged', () => {
  const bit = changed(whole, [0x50, 0x4b, 1, 2], 16, [1, 2, 3, 4]);
  expect(refused(bit)).toMatchObject({ entries: { length: 4 } });
  const stored = zipSync({ 'a.hwh': [strToU8('<EDKSYSTEM/>'), { level: 0 }] });
  expect(refused(stored)).toMatchObject({ id: 'address-map.empty' });
});
