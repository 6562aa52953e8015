import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { hostSilent } from './silence.ts';

async function after(work: () => Promise<void>): Promise<void> {
  vi.useFakeTimers();
  try {
    await work();
  } finally {
    vi.useRealTimers();
  }
}

it('waits for as long as bytes come, then for the whole silence', async () => {
  await after(async () => {
    let bytes = 0;
    let over = false;
    void hostSilent(() => bytes, 7_000).then(() => {
      over = true;
    });
    for (let second = 0; second < 60; second += 3) {
      bytes += 1;
      await vi.advanceTimersByTimeAsync(3_000);
    }
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(4_500);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(4_500);
    expect(over).toBe(true);
  });
});

it('does not take its own absence for silence', async () => {
  let bytes = 0;
  let over = false;
  void hostSilent(() => bytes, 140).then(() => {
    over = true;
  });
  await sleep(50);
  const until = performance.now() + 400;
  // As a synchronous call that takes long; what came meanwhile is read when it is over.
  while (performance.now() < until);
  setImmediate(() => {
    bytes += 1;
  });
  await sleep(60);
  expect(over).toBe(false);
  await sleep(400);
  expect(over).toBe(true);
});
