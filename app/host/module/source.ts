/** The driver's source as a folder: what of it goes into a build, and a digest of exactly that. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { problem } from '../../../remote-helper/rpc/problem.ts';

export interface ModuleSource {
  readonly folder: string;
  /** `Makefile` or `Kbuild`, whichever make is to read; undefined when there is neither. */
  readonly makefile: string | undefined;
  /** Paths below the folder, sorted. */
  readonly files: readonly string[];
  /** Hex digest of names and contents. */
  readonly sha256: string;
}

/** A driver is some 100 KiB in some 40 files; beyond this the user named a wrong folder. */
const mostFiles = 2_000;
const mostBytes = 64 * 2 ** 20;

/** What kbuild leaves beside the source, and what version control keeps there. */
const product = /(^|\/)(\.[^/]*|[^/]*\.(o|a|ko|mod|mod\.c|cmd|order|symvers)|Module\.symvers|modules\.order)$/;

/** Throws `module.source-missing` when there is no such folder, `module.source-too-large`. Changes nothing. */
export async function readSource(folder: string): Promise<ModuleSource> {
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) {
    throw problem('module.source-missing', `There is no folder ${folder} with the driver’s source.`, {
      hint: 'Name the folder that has its Kbuild or Makefile.',
      data: { folder },
    });
  }
  const files: string[] = [];
  let bytes = 0;
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (product.test(path)) continue;
      if (entry.isDirectory()) {
        await walk(path);
        continue;
      }
      // A link counts as what it leads to, as long as that is a file.
      const status = await stat(join(folder, path)).catch(() => undefined);
      if (status?.isFile() !== true) continue;
      files.push(path);
      bytes += status.size;
      if (files.length > mostFiles || bytes > mostBytes) throw tooLarge(folder);
    }
  };
  await walk('');
  files.sort();
  const digest = createHash('sha256');
  for (const path of files) {
    const content = await readFile(join(folder, path));
    digest.update(`${path}\0${content.length}\0`).update(content);
  }
  const makefile = ['Makefile', 'makefile', 'Kbuild'].find((name) => files.includes(name));
  return { folder, makefile, files, sha256: digest.digest('hex') };
}

/** Copies exactly the files of the digest. */
export async function copySource(source: ModuleSource, target: string): Promise<void> {
  for (const path of source.files) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await copyFile(join(source.folder, path), join(target, path));
  }
}

function tooLarge(folder: string): Error {
  return problem(
    'module.source-too-large',
    `${folder} has more than ${mostFiles} files or ${mostBytes / 2 ** 20} MiB: it is no driver’s source.`,
    { hint: 'Name the folder that has the driver’s Kbuild or Makefile, not one above it.', data: { folder } },
  );
}
