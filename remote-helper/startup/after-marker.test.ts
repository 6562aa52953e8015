import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { skipToMarker } from './after-marker.ts';

const marker = '00ff00ff00ff00ff';

test('what follows the marker is left in the stream, however the input is cut', async () => {
  const bytes = fc.uint8Array({ maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(bytes, bytes, fc.array(fc.nat(200), { maxLength: 6 }), async (before, after, cuts) => {
      const start = before.length > 0 ? Buffer.concat([before, Buffer.from('\n')]) : Buffer.from('');
      const all = Buffer.concat([start, Buffer.from(`${marker}\n`), after]);
      const input = new PassThrough();
      const skipped = skipToMarker(input, marker);
      let from = 0;
      for (const cut of [...cuts.sort((a, b) => a - b), all.length]) {
        if (cut <= from) continue;
        input.write(all.subarray(from, cut));
        from = cut;
        await new Promise(setImmediate);
      }
      input.end();
      await skipped;
      expect(await buffer(input)).toEqual(Buffer.from(after));
    }),
  );
});

test('a marker inside a line is none; an input that ends or goes on without one is refused', async () => {
  const ended = new PassThrough();
  ended.end(`x${marker}\n${marker}`);
  await expect(skipToMarker(ended, marker)).rejects.toMatchObject({ problem: { id: 'helper.no-marker' } });
  const endless = new PassThrough({ highWaterMark: 2 ** 20 });
  endless.write(Buffer.alloc(70_000));
  await expect(skipToMarker(endless, marker)).rejects.toMatchObject({ problem: { id: 'helper.no-marker' } });
});
