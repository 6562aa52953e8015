/** Pure: where a window goes that was somewhere before. Lengths in device-independent pixels. */

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Bounds extends Size {
  readonly x: number;
  readonly y: number;
}

export const smallest = { width: 640, height: 480 } as const;
const usual = { width: 1280, height: 800 } as const;
/** Of a title bar: what must be on a display so that a window can be taken hold of. */
const grip = { width: 120, height: 32 } as const;

/** The bounds of before if they can still be seen and reached; otherwise their size, in the middle of the first display. */
export function placeWindow(before: Bounds | undefined, displays: readonly Bounds[]): Bounds {
  for (const display of displays) {
    if (before === undefined) break;
    // With the size that it will have there: a smaller window may show less of itself.
    const there = { ...before, ...fitting(before, display) };
    if (hasGrip(there, display)) return there;
  }
  const main = displays[0] ?? { x: 0, y: 0, ...usual };
  const size = fitting(before ?? usual, main);
  return {
    x: main.x + Math.max(0, Math.floor((main.width - size.width) / 2)),
    y: main.y + Math.max(0, Math.floor((main.height - size.height) / 2)),
    ...size,
  };
}

function fitting({ width, height }: Size, display: Bounds): Size {
  return {
    width: clamp(width, smallest.width, display.width),
    height: clamp(height, smallest.height, display.height),
  };
}

/** Whether the title bar's strip shows enough of itself on the display. */
function hasGrip(window: Bounds, display: Bounds): boolean {
  const across = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x);
  const down = Math.min(window.y + grip.height, display.y + display.height) - Math.max(window.y, display.y);
  return across >= Math.min(grip.width, window.width) && down >= grip.height;
}

function clamp(value: number, low: number, high: number): number {
  return Math.round(Math.max(low, Math.min(value, Math.max(low, high))));
}
