import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * A file at a time for each two processors, and two at least: a board takes a core or two while something runs on it, and nothing
 * while a test waits.
 */
const onBoards = {
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  testTimeout: 240_000,
  hookTimeout: 600_000,
  // What is waited for comes late on a busy machine; as long as the waiting of the browser's tests.
  expect: { poll: { timeout: 10_000 } },
  setupFiles: ['e2e/testing/tell-pages.ts'],
  globalSetup: ['e2e/testing/one-page.ts'],
  // Of what differs, enough to see it in a list of failures.
  chaiConfig: { truncateThreshold: 600 },
};

/** `unit` needs nothing but node; `e2e` boots emulated boards (cached); `long` is `make test-long`. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{app,remote-helper,resources,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.e2e.test.ts', '**/node_modules/**'],
          // By itself it takes one worker less than there are cores; those of SSH and of time limits mostly wait.
          maxWorkers: 3,
          // A busy workstation takes its time for a property of a thousand texts.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts', '{app,remote-helper}/**/*.e2e.test.ts'],
          exclude: ['e2e/long/**'],
          ...onBoards,
        },
      },
      { test: { name: 'long', include: ['e2e/long/**/*.test.ts'], ...onBoards } },
    ],
  },
});
