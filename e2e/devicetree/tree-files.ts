/** The device trees of Debian's kernels, as files in the cache. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';

export interface KernelTrees {
  /** Of Debian, such as `linux-image-6.1.0-50-armmp`. */
  readonly package: string;
  readonly folder: string;
  /** Of .dtb and .dtbo, from the folder on, sorted. */
  readonly files: readonly string[];
}

/** Fetches what is not there yet. `leftOut` is told a sentence for each kernel whose trees can not be had. */
export async function kernelTrees(
  leftOut: (sentence: string) => void = console.error,
): Promise<readonly KernelTrees[]> {
  const lines = (await runProgram('resources/workstation/kernel-trees.sh', [], { onErrorLine: console.error }))
    .split('\n')
    .filter((line) => line !== '');
  const folders = lines.filter((line) => line.startsWith('/'));
  for (const line of lines) if (!line.startsWith('/')) leftOut(line);
  return await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder, { recursive: true });
      const files = entries.filter((name) => /\.dtbo?$/.test(name)).sort();
      return { package: basename(folder), folder, files: files.map((name) => join(folder, name)) };
    }),
  );
}
