import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readExact, writeExact } from './access.ts';
import { copyIn, copyOut, slack } from './bulk-copy.ts';

const width = fc.constantFrom(8 as const, 16 as const, 32 as const, 64 as const);

test('reads and writes of every width move exactly the bytes asked for, and count their accesses', () => {
  fc.assert(
    fc.property(
      width,
      fc.nat(20),
      fc.nat(20),
      fc.uint8Array({ minLength: 400, maxLength: 400 }),
      (bits, first, count, content) => {
        const step = bits / 8;
        const memory = content.slice();
        const progress = new Int32Array(1);
        const [start, size] = [first * step, count * step];
        expect(readExact(memory.buffer, start, size, bits, progress)).toEqual(content.slice(start, start + size));
        expect(progress[0]).toBe(Math.max(count - 1, 0));
        const payload = content
          .slice(1)
          .subarray(1, 1 + size)
          .map((byte) => byte ^ 0xff);
        writeExact(memory.buffer, start, payload, bits, progress);
        const wanted = content.slice();
        wanted.set(payload, start);
        expect(memory).toEqual(wanted);
      },
    ),
  );
});

test('bulk copies move exactly the range, whatever the alignments', () => {
  const memory = fc.uint8Array({ minLength: 600, maxLength: 600 });
  fc.assert(
    fc.property(memory, fc.nat(300), fc.nat(300), fc.nat(40), (content, start, size, shift) => {
      const before = content.slice();
      const pool = new Uint8Array(size + slack);
      expect(copyOut(before.buffer, start, size, pool)).toEqual(content.slice(start, start + size));
      const payload = new Uint8Array(shift + size).fill(0xa5).subarray(shift);
      copyIn(before.buffer, start, payload);
      const wanted = content.slice();
      wanted.fill(0xa5, start, start + size);
      expect(before).toEqual(wanted);
    }),
  );
});
