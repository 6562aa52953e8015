import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyQueue } from './key-queue.ts';

test('whatever is pushed whenever, a reader gets each byte once and in order, up to the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.uint8Array({ maxLength: 5 }), fc.boolean())), async (pushes) => {
      const queue = new KeyQueue();
      const got: number[] = [];
      const reading = (async () => {
        for await (const bytes of queue) {
          expect(bytes.length).toBeGreaterThan(0);
          got.push(...bytes);
        }
      })();
      for (const [bytes, pause] of pushes) {
        queue.push(bytes);
        if (pause) await Promise.resolve();
      }
      queue.end();
      queue.push(Uint8Array.of(99));
      await reading;
      expect(got).toEqual(pushes.flatMap(([bytes]) => [...bytes]));
    }),
  );
});
