/** The helper as it was built (`make build`): its files, their digests, and the bootstrap's text. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { problem } from '../../../remote-helper/rpc/problem.ts';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const helperFile = z.object({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  sha256: hex64,
  size: z.int().positive(),
  architecture: z.string().optional(),
});
/** remote-helper/bundle.ts writes it. */
const helperManifest = z.object({
  version: hex64,
  /** The oldest node it runs on. */
  node: z.string().regex(/^\d+\.\d+\.\d+$/),
  files: z.array(helperFile).min(1),
  bootstrap: helperFile,
});
export type HelperFile = z.output<typeof helperFile>;
export type HelperManifest = z.output<typeof helperManifest>;

export interface HelperFiles {
  readonly manifest: HelperManifest;
  /** Text for `sh -c`. */
  readonly bootstrap: string;
  read(file: HelperFile): Promise<Uint8Array>;
}

/** Beside the bundled command line, or in dist/ of the checkout that this runs from. */
export function helperFolder(): string | undefined {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    for (const place of [join(folder, 'helper'), join(folder, 'dist', 'helper')]) {
      if (existsSync(join(place, 'manifest.json'))) return place;
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/** `folder` absent: where the build puts it. Throws `helper.not-built`. */
export async function helperFiles(folder = helperFolder()): Promise<HelperFiles> {
  const missing = (cause?: unknown) =>
    problem('helper.not-built', 'The program for the board is not there (dist/helper).', {
      hint: 'Build it: make build.',
      data: { stage: 'deliver' },
      cause,
    });
  if (folder === undefined) throw missing();
  try {
    const manifest = helperManifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
    return {
      manifest,
      bootstrap: await readFile(join(folder, manifest.bootstrap.name), 'utf8'),
      read: (file) => readFile(join(folder, file.name)),
    };
  } catch (cause) {
    throw missing(cause);
  }
}

/** The files that a board of an architecture (as node names it) needs; undefined when the helper is not built for it. */
export function filesFor(manifest: HelperManifest, architecture: string): HelperFile[] | undefined {
  const files = manifest.files.filter((file) => file.architecture === undefined || file.architecture === architecture);
  return files.some((file) => file.architecture === architecture) ? files : undefined;
}
