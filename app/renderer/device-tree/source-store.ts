/** Device-tree sources that are open in the window: what was not saved outlives its panel, and a reload. */
import { create } from 'zustand';
import { type PersistStorage, persist, type StorageValue } from 'zustand/middleware';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { textKinds } from '../../contract/text-file.ts';
import type { HostContract } from '../../contract.ts';

export interface Source {
  readonly text: string;
  /** What its file holds, and that file's digest; absent for what has no file, because it was dropped into the page. */
  readonly saved?: { readonly text: string; readonly digest: string };
}

interface Sources {
  /** By path; by its bare name what has no file. */
  readonly sources: Readonly<Record<string, Source>>;
  put(name: string, source: Source): void;
  change(name: string, text: string): void;
}

/** Pure: there is something that only this window has. */
export const isUnsaved = ({ text, saved }: Source): boolean => text !== saved?.text;

export const isSource = (name: string): boolean => textKinds['device-tree'].names.test(name);

/** What is as in its file is read from there again. */
const unsavedOf = (sources: Sources['sources']) =>
  Object.fromEntries(Object.entries(sources).filter(([, source]) => isUnsaved(source)));

/** Of a long text writing takes longer than a key may: it is written when nothing was typed for a moment, or the page goes. */
const stillMs = 400;

type Kept = StorageValue<Pick<Sources, 'sources'>>;

/** sessionStorage has room for some megabytes; a text that has none in it is kept while the page lives. */
function keptStorage(): PersistStorage<Pick<Sources, 'sources'>> {
  let waiting:
    | { readonly name: string; readonly value: Kept; readonly timer: ReturnType<typeof setTimeout> }
    | undefined;
  const write = () => {
    if (waiting === undefined) return;
    const { name, value, timer } = waiting;
    clearTimeout(timer);
    waiting = undefined;
    try {
      sessionStorage.setItem(name, JSON.stringify(value));
    } catch {
      sessionStorage.removeItem(name);
    }
  };
  addEventListener('pagehide', write);
  return {
    getItem(name) {
      const text = sessionStorage.getItem(name);
      return text === null ? null : JSON.parse(text);
    },
    removeItem: (name) => sessionStorage.removeItem(name),
    setItem(name, value) {
      clearTimeout(waiting?.timer);
      waiting = { name, value, timer: setTimeout(write, stillMs) };
    },
  };
}

export const useSources = create<Sources>()(
  persist(
    (set) => ({
      sources: {},
      put: (name, source) => set(({ sources }) => ({ sources: { ...sources, [name]: source } })),
      change: (name, text) =>
        set(({ sources }) => {
          const before = sources[name];
          return before === undefined ? {} : { sources: { ...sources, [name]: { ...before, text } } };
        }),
    }),
    {
      name: 'uiomem-sources',
      version: 1,
      storage: keptStorage(),
      partialize: ({ sources }) => ({ sources: unsavedOf(sources) }),
    },
  ),
);

/** Reads a file into the store, but for one with changes that are not saved. Answers its name there. Throws as `text.open` does. */
export async function readSource(host: Client<HostContract>, path: string, signal: AbortSignal): Promise<string> {
  const { path: name, text, digest } = await host.call('text.open', { kind: 'device-tree', path }, { signal });
  const { sources, put } = useSources.getState();
  const before = sources[name];
  if (before === undefined || !isUnsaved(before)) put(name, { text, saved: { text, digest } });
  return name;
}

/** A text without a file; one of the same name that was there before keeps its place. Answers its name in the store. */
export function putDropped(file: string, text: string): string {
  const { sources, put } = useSources.getState();
  let name = file;
  for (let number = 2; sources[name] !== undefined && sources[name]?.text !== text; number += 1)
    name = file.replace(/(?=\.\w+$)/, ` (${number})`);
  put(name, { text });
  return name;
}
