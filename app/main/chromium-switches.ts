/**
 * Switches of Chromium for the app's pages, by name: put before Electron is ready.
 *
 * `js-flags`: by itself V8 (its flag `--memory-reducer`) makes the heap of a page small that was busy and is calm now, and moves
 * what is left of it in one go. After a large text was opened that holds the page for longer than a frame, in the midst of
 * typing (decision 27). Without it garbage is collected as it is at any other time, and the heap stays as large as it was.
 */
export const chromiumSwitches = { 'js-flags': '--no-memory-reducer' } as const satisfies Readonly<
  Record<string, string>
>;
