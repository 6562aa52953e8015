import { expect, it, test } from 'vitest';
import { answerWord, slowLink, throughputWord } from './link-words.ts';

test.each([
  [{}, undefined],
  [{ answerMs: 200, bytesPerSecond: 1_000_000 }, undefined],
  [{ answerMs: 340 }, 'link.slow: The link to zynq is slow: it answers in 340 ms.'],
  [{ bytesPerSecond: 240_000 }, 'link.low-throughput: The link to zynq is slow: it carries 240 kB/s.'],
  [
    { answerMs: 340, bytesPerSecond: 9_900 },
    'link.slow: The link to zynq is slow: it answers in 340 ms and carries 9.9 kB/s.',
  ],
])('%j', (link, wanted) => {
  const said = slowLink('zynq', link);
  expect(said && `${said.id}: ${said.title}`).toBe(wanted);
});

it('says how long a MiB takes', () => {
  const hints = [240_000, 20_000, 900].map((bytesPerSecond) => slowLink('zynq', { bytesPerSecond })?.hint);
  expect(hints.map((hint) => /1 MiB takes about ([^:]+):/.exec(hint ?? '')?.[1])).toEqual(['4.4 s', '52 s', '19 min']);
});

it('has words for rates and answers', () => {
  expect([1, 900, 1000, 240_000, 1_200_000, 9_900_000, 10_000_000].map(throughputWord)).toEqual([
    '1 B/s',
    '900 B/s',
    '1 kB/s',
    '240 kB/s',
    '1.2 MB/s',
    '9.9 MB/s',
    '> 10 MB/s',
  ]);
  expect([10, 11, 340].map(answerWord)).toEqual(['< 10 ms', '11 ms', '340 ms']);
});
