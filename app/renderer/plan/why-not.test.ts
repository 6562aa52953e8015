import { expect, it } from 'vitest';
import { whyNot } from './why-not.ts';

const fine = { connected: true, held: false, running: false, errors: 0 };

it.each([
  [{}, undefined],
  [{ connected: false, errors: 3 }, 'It can be applied when the board is connected.'],
  [{ held: true }, 'Another holds the board: it can be applied after taking over.'],
  [{ running: true }, 'An apply or a roll back is running.'],
  [{ errors: 1 }, 'An error keeps it from being applied.'],
  [{ errors: 2 }, '2 errors keep it from being applied.'],
])('%o', (now, why) => {
  expect(whyNot({ ...fine, ...now })).toBe(why);
});
