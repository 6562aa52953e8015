import { expect, it } from 'vitest';
import { noProcess, saysNoProcess } from './no-process.ts';

it.each([
  'sh: 1: Cannot fork',
  "sh: can't fork: Resource temporarily unavailable",
  'timeout: vfork: Resource temporarily unavailable',
  '-bash: fork: retry: Resource temporarily unavailable',
  'sudo: unable to fork: Resource temporarily unavailable',
  // Each without the words of errno, which some programs put into the language of the board.
  "sh: can't vfork",
  'bash: fork: retry: Kein Prozess mehr',
  'sudo: unable to fork',
  'make: pthread_create failed',
  '  #  Assertion failed: (0) == (uv_thread_create(t.get(), start_thread, this))',
])('hears that no process can be started in: %s', (said) => {
  expect(saysNoProcess(said)).toBe(true);
  expect(noProcess('board', `a banner\n${said}\nmore`).problem).toMatchObject({
    id: 'board.no-process',
    message: `board can start no more processes: ${said.trim()}`,
  });
});

it.each(['sh: fork: not found', 'Permission denied', 'cat: write error: No space left on device', ''])(
  'hears nothing of it in: %s',
  (said) => expect(saysNoProcess(said)).toBe(false),
);
