/** Where the module of a board is from, as it is chosen in its panel. Pure. */
import { z } from 'zod';

export const choice = z.object({
  from: z.enum(['loaded', 'file', 'build']).default('build'),
  /** The .ko file on the host's machine, as it was written. */
  file: z.string().default(''),
  source: z.enum(['built-in', 'folder']).default('built-in'),
  folder: z.string().default(''),
  on: z.enum(['workstation', 'board']).default('workstation'),
  /** Of each place that it can be built in: headers or a tree; empty: looked for. */
  headers: z.object({ workstation: z.string().default(''), board: z.string().default('') }).prefault({}),
  /** What it is loaded with; absent: nobody has chosen. */
  parameters: z.enum(['plan', 'loaded', 'none']).optional(),
});
export type Choice = z.output<typeof choice>;

export const firstChoice: Choice = choice.parse({});

/** Of `module.build` and `module.preflight`; undefined while a folder is wanted that is not written yet. */
export function buildInput({ source, folder, on, headers }: Choice) {
  const written = folder.trim();
  if (source === 'folder' && written === '') return undefined;
  const tree = headers[on].trim();
  return {
    ...(source === 'folder' && { folder: written }),
    ...(tree !== '' && { headers: tree }),
    ...(on === 'board' && { on }),
  };
}
export type BuildInput = NonNullable<ReturnType<typeof buildInput>>;

/** A module to be had: a file here, or what a build makes. */
export type ModuleSource = { readonly file: string } | { readonly build: BuildInput };

/** Undefined: it is not said yet, or there is none to load. */
export function sourceOf(chosen: Choice): ModuleSource | undefined {
  if (chosen.from === 'loaded') return undefined;
  const file = chosen.file.trim();
  if (chosen.from === 'file') return file === '' ? undefined : { file };
  const build = buildInput(chosen);
  return build === undefined ? undefined : { build };
}
