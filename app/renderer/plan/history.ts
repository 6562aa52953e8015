/** What can be undone of a plan's text, wherever it was changed: typed, by a form, a fix, a file that was opened. */

/** Newest last. */
export interface History<Version> {
  readonly past: readonly Version[];
  readonly future: readonly Version[];
  /** When the newest change was; those that follow soon are one with it. */
  readonly at: number;
}

/** Milliseconds between two changes that are undone as one, as one types. */
export const togetherMs = 600;
/** Versions that are kept. */
export const mostVersions = 200;

export const noHistory: History<never> = { past: [], future: [], at: Number.NEGATIVE_INFINITY };

/** Pure. After a change from `before`, at `now` in milliseconds; `apart`: one of its own, however soon others come. */
export function changed<Version>(
  history: History<Version>,
  before: Version,
  now: number,
  apart = false,
): History<Version> {
  const isTogether = !apart && history.past.length > 0 && history.future.length === 0 && now - history.at < togetherMs;
  const past = isTogether ? history.past : [...history.past, before].slice(-mostVersions);
  return { past, future: [], at: apart ? noHistory.at : now };
}

/** Pure. One step back from `now`, or none. What follows is a change of its own. */
export function undone<Version>(history: History<Version>, now: Version) {
  const version = history.past.at(-1);
  if (version === undefined) return undefined;
  const past = history.past.slice(0, -1);
  return { version, history: { past, future: [...history.future, now], at: noHistory.at } };
}

/** Pure. One step on again from `now`, or none. */
export function redone<Version>(history: History<Version>, now: Version) {
  const version = history.future.at(-1);
  if (version === undefined) return undefined;
  const future = history.future.slice(0, -1);
  return { version, history: { past: [...history.past, now], future, at: noHistory.at } };
}
