import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainRefusal, parseRefusal } from './refusals.ts';

const kernel = join(import.meta.dirname, '..', '..', '..', 'kernel');
const sources = readdirSync(kernel)
  .filter((name) => name.endsWith('.c'))
  .map((name) => readFileSync(join(kernel, name), 'utf8'))
  .join('\n');

/** The words that the driver's own source gives to uiomem_refuse(). */
const words = [
  ...new Set(
    [...sources.matchAll(/uiomem_refuse\((?:[^,"()]|\([^()]*\)|->)+,\s*[^,"]+,\s*"([a-z]+)"/g)].map(
      ([, word]) => word ?? '',
    ),
  ),
].sort();

test('the driver has the words of its documentation, and each is explained', () => {
  expect(words).toEqual(['busy', 'memory', 'minor', 'name', 'overlap', 'property', 'ram', 'unaligned', 'wrap', 'zero']);
  for (const word of words) {
    expect(explainRefusal(word)).toEqual({ meaning: expect.stringMatching(/\.$/), fix: expect.stringMatching(/\.$/) });
  }
  expect(explainRefusal('eclipse')).toBeUndefined();
});

/** The two formats of uiomem_refuse() as the source has them, put together as the C compiler and printk do. */
const body = /void uiomem_refuse\([\s\S]*?\n}/.exec(sources)?.[0] ?? '';
const formats = [...body.matchAll(/_err\(([^;]*?)\\n"/g)].map(([, text = '']) =>
  text
    .replace(/^parent, /, '')
    .replace('UIOMEM_NAME', '"uiomem"')
    .replace(/"\s*"/g, '')
    .replace(/^"/, ''),
);

function print(format: string, values: readonly string[]): string {
  const left = [...values];
  return format.replace(/%(?:d|llx|s|pV)/g, () => left.shift() ?? '');
}

const word = fc.constantFrom(...words);
const number = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
/** Sentences with what the driver's may hold, ranges of others included. */
const sentence = fc.oneof(
  fc.stringMatching(/^[ -~]{1,60}$/),
  fc.constant('uiomem1 has [0x70000000, 0x70100000) and is not shareable'),
  fc.constant('a device called uiomem: region 3 exists already'),
);
/** As of_platform makes them: unit address and name, or what the bus above puts before it. */
const device = fc.stringMatching(/^[a-z0-9][a-zA-Z0-9,._+@:-]{0,30}$/);

test('what the driver prints for a region of the insmod line is read back, behind anything', () => {
  expect(formats).toEqual(['uiomem: region %d [0x%llx, 0x%llx): %s: %pV', '[0x%llx, 0x%llx): %s: %pV']);
  fc.assert(
    fc.property(fc.nat(7), number, number, word, sentence, (slot, start, end, word, sentence) => {
      const line = print(formats[0] ?? '', [`${slot}`, start.toString(16), end.toString(16), word, sentence]);
      for (const before of ['', '[   12.345678] ', 'board kernel: ']) {
        expect(parseRefusal(before + line)).toEqual({ slot, start, end, word, sentence });
      }
    }),
  );
});

test('what the driver prints for a device-tree node is read back', () => {
  fc.assert(
    fc.property(device, number, number, word, sentence, (device, start, end, word, sentence) => {
      // dev_err() puts the driver's and the device's name before it (drivers/base/core.c: __dev_printk).
      const line = `uiomem ${device}: ${print(formats[1] ?? '', [start.toString(16), end.toString(16), word, sentence])}`;
      expect(parseRefusal(line)).toEqual({ device, start, end, word, sentence });
    }),
  );
});

test.each([
  'uiomem uiomem0: driver version = 1.0',
  'uiomem: loading out-of-tree module taints kernel.',
  'uiomem: region 0 [0x0, 0x1000) ram: sentence',
  'other: region 0 [0x0, 0x1000): ram: sentence',
  "uiomem: unknown parameter 'uiomem9_addr' ignored",
  '',
])('%j is no refusal', (line) => {
  expect(parseRefusal(line)).toBeUndefined();
});
