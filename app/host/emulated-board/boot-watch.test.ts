import { expect, test } from 'vitest';
import { loaderStopped } from './boot-watch.ts';

const start = '\r\n\r\nU-Boot 2023.01 (Jan 01 1970 - 00:00:00 +0000)\r\n\r\nDRAM:  1 GiB\r\n';

test('a loader has stopped when its prompt is the last that it wrote', () => {
  expect(loaderStopped(`${start}No such file\r\n=> `)).toBe(true);
  expect(loaderStopped(`${start}Starting kernel ...\r\n`)).toBe(false);
  expect(loaderStopped(`${start}=> boot\r\n`)).toBe(false);
  // Of Linux, whoever prints it.
  expect(loaderStopped('board: ready\r\n=> ')).toBe(false);
});
