import { expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { addressFile } from '../testing/address-files.ts';
import { chosenEntries, wordOf } from './chosen.ts';
import { readAddressMap } from './read.ts';

const { entries } = readAddressMap('zynqmp.hwh', addressFile('zynqmp.hwh'));
const chosen = (...words: string[]) => {
  try {
    return chosenEntries(entries, words).map(({ name, address }) => `${name} ${address.toString(16)}`);
  } catch (thrown) {
    const { id, hint } = problemOf(thrown);
    return [id, hint];
  }
};

test('a name chooses, and with an address one of several', () => {
  expect(chosen('dma', ' bram ', 'dma')).toEqual(['dma a0040000', 'bram a0000000']);
  expect(chosen('stream_fifo@0x4_0000_0000')).toEqual(['stream_fifo 400000000']);
});

test('what is not there, or there several times, is told with what is', () => {
  expect(chosen('brem')).toEqual(['address-map.unknown-name', 'Did you mean bram?']);
  expect(chosen('nothing like it')).toEqual(['address-map.unknown-name', 'plan import FILE lists what it has.']);
  expect(chosen('stream_fifo')).toEqual([
    'address-map.ambiguous-name',
    'Say which: stream_fifo@0xc0000000, stream_fifo@0x400000000.',
  ]);
});

test('each entry has a word that chooses it', () => {
  expect(
    chosenEntries(
      entries,
      entries.map((entry) => wordOf(entry, entries)),
    ),
  ).toEqual(entries);
});
