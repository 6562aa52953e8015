/** Runs that were asked for and have not begun: the terminal's panel, which may still have to be loaded, begins them. */
import { create } from 'zustand';

const useRequests = create<{ readonly keys: readonly string[] }>(() => ({ keys: [] }));

/** Keys as in useTerminals. */
export function requestRun(key: string): void {
  useRequests.setState(({ keys }) => ({ keys: [...keys.filter((each) => each !== key), key] }));
}

export const useRequested = (key: string): boolean => useRequests(({ keys }) => keys.includes(key));

/** True: it was asked for, and is the caller's to begin. */
export function takeRequest(key: string): boolean {
  const asked = useRequests.getState().keys.includes(key);
  if (asked) useRequests.setState(({ keys }) => ({ keys: keys.filter((each) => each !== key) }));
  return asked;
}
