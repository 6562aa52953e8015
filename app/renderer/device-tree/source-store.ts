/** Device-tree sources that are open in the window: what was not saved outlives its panel, and a reload. */
import { create } from 'zustand';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { textKinds } from '../../contract/text-file.ts';
import type { HostContract } from '../../contract.ts';
import type { TextHome, TypedChange } from '../editor/text-home.ts';
import { KeptSources, type Source, type SourcesByName } from './kept-sources.ts';

export type { Source };

interface Sources {
  readonly sources: SourcesByName;
  put(name: string, source: Source): void;
  change(name: string, text: string, typed?: TypedChange): void;
}

/** Pure: there is something that only this window has. */
export const isUnsaved = ({ text, saved }: Source): boolean => text !== saved?.text;

export const isSource = (name: string): boolean => textKinds['device-tree'].names.test(name);

const kept = new KeptSources(sessionStorage);

export const useSources = create<Sources>()((set) => ({
  sources: kept.read(),
  put: (name, source) => set(({ sources }) => ({ sources: { ...sources, [name]: source } })),
  change: (name, text, typed) =>
    set(({ sources }) => {
      const before = sources[name];
      return before === undefined ? {} : { sources: { ...sources, [name]: { ...before, text, typed } } };
    }),
}));

export const sourceText = (name: string): string | undefined => useSources.getState().sources[name]?.text;

/** Each key changes a text: what listens to more than it shows makes typing slow. */
export const sourceHome = (name: string): TextHome => ({
  read: () => sourceText(name),
  put: (text, typed) => useSources.getState().change(name, text, typed),
  subscribe: (changed) => useSources.subscribe(changed),
});

/** How long nothing is typed before it is kept. */
const stillMs = 400;

/** The next writing, or the next step of one; undefined: all is kept. */
let writing: ReturnType<typeof setTimeout> | undefined;

/** What is as in its file is read from there again. */
function keepSteps(): Generator<void> {
  const unsaved = Object.entries(useSources.getState().sources).filter(([, source]) => isUnsaved(source));
  return kept.steps(Object.fromEntries(unsaved));
}

function keepOn(steps: Generator<void>): void {
  writing = steps.next().done === true ? undefined : setTimeout(() => keepOn(steps));
}

useSources.subscribe(() => {
  clearTimeout(writing);
  writing = setTimeout(() => keepOn(keepSteps()), stillMs);
});

/** A page that goes waits for what is left. */
addEventListener('pagehide', () => {
  if (writing === undefined) return;
  clearTimeout(writing);
  writing = undefined;
  for (const _ of keepSteps());
});

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
