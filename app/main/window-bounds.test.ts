import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bounds, placeWindow, smallest } from './window-bounds.ts';

const left: Bounds = { x: 0, y: 0, width: 1920, height: 1080 };
const right: Bounds = { x: 1920, y: 0, width: 2560, height: 1440 };

test('a window that can be seen stays where it was', () => {
  const before = { x: 2000, y: 100, width: 1000, height: 700 };
  expect(placeWindow(before, [left, right])).toEqual(before);
});

test('a window whose display is gone comes back to the middle of the first', () => {
  expect(placeWindow({ x: 2000, y: 100, width: 1000, height: 700 }, [left])).toEqual({
    x: 460,
    y: 190,
    width: 1000,
    height: 700,
  });
});

test('a title bar that cannot be taken hold of counts as gone', () => {
  for (const before of [
    { x: -990, y: 100, width: 1000, height: 700 },
    { x: 1900, y: 100, width: 1000, height: 700 },
    { x: 100, y: -20, width: 1000, height: 700 },
    { x: 100, y: 1070, width: 1000, height: 700 },
  ]) {
    expect(placeWindow(before, [left])).toMatchObject({ x: 460, y: 190 });
  }
});

test('a window that shrinks on its display must be within reach with its new size', () => {
  const small = { x: 0, y: 0, width: 800, height: 600 };
  expect(placeWindow({ x: -5800, y: 10, width: 6000, height: 500 }, [small])).toMatchObject({ x: 0, width: 800 });
});

test('wherever it was, the window is within reach and of a usable size', () => {
  const length = fc.integer({ min: 1, max: 6000 });
  const place = fc.integer({ min: -9000, max: 9000 });
  const bounds = fc.record({ x: place, y: place, width: length, height: length });
  const display = fc.record({
    x: place,
    y: place,
    width: fc.integer({ min: 800, max: 6000 }),
    height: fc.integer({ min: 600, max: 4000 }),
  });
  fc.assert(
    fc.property(
      fc.option(bounds, { nil: undefined }),
      fc.array(display, { minLength: 1, maxLength: 3 }),
      (before, all) => {
        const { x, y, width, height } = placeWindow(before, all);
        expect(width).toBeGreaterThanOrEqual(smallest.width);
        expect(height).toBeGreaterThanOrEqual(smallest.height);
        const reach = all.some(
          (each) =>
            Math.min(x + width, each.x + each.width) - Math.max(x, each.x) >= 120 &&
            y >= each.y &&
            y + 32 <= each.y + each.height,
        );
        expect(reach).toBe(true);
      },
    ),
  );
});
