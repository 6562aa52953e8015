/** The page's side of the context bridge; runs before any script of the page and leaves nothing in it but what is exposed. */
import { WorldBridge } from './world-bridge.ts';

export function begin(token: string): void {
  new WorldBridge(token, 'page', (key, value) => {
    // Frozen and final, as Electron makes it.
    Object.defineProperty(window, key, { value: frozen(value), enumerable: true });
  });
}

function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
}
