/** A record on its way to another one: pure. */
import type { PersistEntry, PersistKind, PersistRecord } from '../contract/persist.ts';

/** Module files and trees that make them. */
export function makesModules({ kind }: { readonly kind: PersistKind }): boolean {
  return kind === 'module' || kind === 'dkms';
}

export function isRule({ kind }: { readonly kind: PersistKind }): boolean {
  return kind === 'udev';
}

export function sameTree(a: string, b: string): boolean {
  const tree = (path: string) => /^\/usr\/src\/[^/]+\//.exec(path)?.[0];
  return tree(a) !== undefined && tree(a) === tree(b);
}

export function withEntries(record: PersistRecord, entries: readonly PersistEntry[]): PersistRecord {
  const paths = new Set(entries.map(({ path }) => path));
  return { ...record, entries: [...record.entries.filter(({ path }) => !paths.has(path)), ...entries] };
}

/** Both records as one: whichever of them the board is found in, each file is known as ours. */
export function merged(
  now: PersistRecord,
  wanted: PersistRecord,
  folders: string[],
  index: PersistRecord['index'],
): PersistRecord {
  const entries = wanted.entries.map((entry): PersistEntry => {
    const stood = now.entries.find(({ path }) => path === entry.path);
    return { ...entry, ours: [...new Set([...entry.ours, ...(stood?.ours ?? [])])] };
  });
  const group = wanted.group ?? now.group;
  const dkms = wanted.dkms ?? now.dkms;
  return {
    format: 1,
    entries: [...entries, ...now.entries.filter(({ path }) => !entries.some((entry) => entry.path === path))],
    folders,
    ...(group !== undefined && { group }),
    ...(dkms !== undefined && { dkms }),
    ...(index !== undefined && { index }),
    unfinished: true,
  };
}
