/** Where the window was, in a file of the user's; a damaged one is put aside and the window starts as new. */
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

const pixels = z.int().min(-100_000).max(100_000);
const windowState = z.object({
  format: z.literal(1),
  bounds: z.object({ x: pixels, y: pixels, width: pixels.min(1), height: pixels.min(1) }),
  maximized: z.boolean(),
});
export type WindowState = z.output<typeof windowState>;

/** Undefined when there is none, or when it could not be understood: it is then kept as `FILE.damaged`. */
export function readWindowState(file: string): WindowState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return windowState.parse(JSON.parse(text));
  } catch {
    renameSync(file, `${file}.damaged`);
    return undefined;
  }
}

/** Atomic, and at once: it is called while the window closes. */
export function writeWindowState(file: string, state: Omit<WindowState, 'format'>): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const text = JSON.stringify(windowState.parse({ format: 1, ...state }));
  writeFileAtomic.sync(file, `${text}\n`, { mode: 0o600 });
}
