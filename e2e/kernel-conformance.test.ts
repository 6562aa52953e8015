/**
 * The driver's conformance program on the arm64 board, each of its tests a test here. `make test-kernel` runs it on
 * other kernels and on x86-64 too.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildForBoard, runConformance, TestBoard } from './kernel/conformance.ts';
import type { TapRun } from './kernel/tap.ts';

/** Usual are 40 s; a busy workstation takes longer. */
const timeoutMs = 300_000;

/** The tests are known only once the program has run. */
async function run(): Promise<TapRun> {
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-e2e-'));
  process.env.XDG_CONFIG_HOME = join(folder, 'config');
  process.env.XDG_STATE_HOME = join(folder, 'state');
  try {
    await using board = await TestBoard.up({ name: 'kernel-conformance', devices: [] });
    const built = await buildForBoard(board.board, join(folder, 'build'));
    return await runConformance(board, built.module, built.program, { timeoutMs });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const { tests, fault } = await run();

test('the conformance program runs to its end', () => {
  expect(fault).toBeUndefined();
  expect(tests.length).toBeGreaterThan(0);
});

for (const { name, skipped } of tests) if (skipped !== undefined) console.log(`not done: ${name}: ${skipped}`);

for (const { number, name, passed, skipped, notes } of tests) {
  test.skipIf(skipped !== undefined)(
    `${number} ${name}${skipped === undefined ? '' : ` (skipped: ${skipped})`}`,
    () => {
      expect({ passed, notes: passed ? [] : notes }).toEqual({ passed: true, notes: [] });
    },
  );
}
