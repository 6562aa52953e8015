/**
 * A board is called otherwise now: told by the host with the state (state-store.ts), whoever renamed it, and heard by all that keeps
 * something by a board's name. Where the window missed it, as while it had no host, one board is gone and another one new.
 */

export interface Renamed {
  readonly name: string;
  readonly to: string;
}

const listeners = new Set<(renamed: Renamed) => void>();

/** Of stores, for the life of the page; what it answers ends it earlier. */
export function onBoardRenamed(listener: (renamed: Renamed) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function tellBoardRenamed(renamed: Renamed): void {
  for (const listener of listeners) listener(renamed);
}

/** Pure. `renamedKey`: what a key is now; undefined: as before. What was left under a new key gives way. */
export function withRenamedKeys<Value>(
  record: Readonly<Record<string, Value>>,
  renamedKey: (key: string) => string | undefined,
): Readonly<Record<string, Value>> {
  const moved = Object.entries(record).map(([key, value]) => [renamedKey(key), key, value] as const);
  if (moved.every(([to]) => to === undefined)) return record;
  const staying = moved.filter(([to]) => to === undefined).map(([, key, value]) => [key, value] as const);
  return Object.fromEntries([
    ...staying,
    ...moved.flatMap(([to, , value]) => (to === undefined ? [] : [[to, value] as const])),
  ]);
}

/** Of records by the board's name alone. */
export function byBoardRenamed<Value>(
  record: Readonly<Record<string, Value>>,
  { name, to }: Renamed,
): Readonly<Record<string, Value>> {
  return withRenamedKeys(record, (key) => (key === name ? to : undefined));
}

/** Of records by `board/…`, or `kind/board/…` with the kind in front as `before`. */
export function byPathRenamed<Value>(
  record: Readonly<Record<string, Value>>,
  { name, to }: Renamed,
  before = '',
): Readonly<Record<string, Value>> {
  const from = `${before}${name}/`;
  return withRenamedKeys(record, (key) =>
    key.startsWith(from) ? `${before}${to}/${key.slice(from.length)}` : undefined,
  );
}
