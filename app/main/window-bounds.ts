/** Pure: where a window goes that was somewhere before. Lengths in device-independent pixels. */

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const smallest = { width: 640, height: 480 } as const;
const usual = { width: 1280, height: 800 } as const;
/** Of a title bar: what must be on a display so that a window can be taken hold of. */
const grip = { width: 120, height: 32 } as const;

/** The bounds of before if they can still be seen and reached; otherwise their size, in the middle of the first display. */
export function placeWindow(before: Bounds | undefined, displays: readonly Bounds[]): Bounds {
  const main = displays[0] ?? { x: 0, y: 0, ...usual };
  const home = displays.find((display) => before !== undefined && hasGrip(before, display));
  const within = home ?? main;
  const width = clamp(before?.width ?? usual.width, smallest.width, within.width);
  const height = clamp(before?.height ?? usual.height, smallest.height, within.height);
  if (before !== undefined && home !== undefined) return { x: before.x, y: before.y, width, height };
  return {
    x: main.x + Math.max(0, Math.floor((main.width - width) / 2)),
    y: main.y + Math.max(0, Math.floor((main.height - height) / 2)),
    width,
    height,
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
