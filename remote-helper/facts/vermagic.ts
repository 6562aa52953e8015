/** The version magic that this kernel's modules carry, read from one of them. */
import type { BoardFiles } from '../board-files.ts';
import { onDemand } from '../on-demand.ts';
import { parseModinfo } from './modinfo.ts';

/** The vermagic of a module that came with the kernel; undefined where no module file could be read. */
export async function readVermagic(files: BoardFiles, release: string): Promise<string | undefined> {
  for (const path of await moduleFiles(files, release)) {
    const vermagic =
      path.endsWith('.ko') || path.endsWith('.ko.gz') ? await fromFile(files, path) : await byModinfo(files, path);
    if (vermagic !== undefined) return vermagic;
  }
  return undefined;
}

/** A few of the modules that depmod lists, those of the kernel's own tree first: foreign ones may be of another build. */
async function moduleFiles(files: BoardFiles, release: string): Promise<string[]> {
  const folder = `/lib/modules/${release}`;
  const listed = ((await files.text(`${folder}/modules.dep`)) ?? '')
    .split('\n')
    .map((line) => line.slice(0, line.indexOf(':')))
    .filter((path) => path !== '');
  const own = listed.filter((path) => path.startsWith('kernel/'));
  return [...own, ...listed].slice(0, 4).map((path) => (path.startsWith('/') ? path : `${folder}/${path}`));
}

async function fromFile(files: BoardFiles, path: string): Promise<string | undefined> {
  const stored = await files.bytes(path);
  if (stored === undefined) return undefined;
  try {
    const file = path.endsWith('.gz') ? onDemand.zlib.gunzipSync(stored) : stored;
    return parseModinfo(file)?.find(([name]) => name === 'vermagic')?.[1];
  } catch {
    return undefined;
  }
}

/** xz and zstd are left to the board's own modinfo. */
async function byModinfo(files: BoardFiles, path: string): Promise<string | undefined> {
  const text = (await files.output('modinfo', ['-F', 'vermagic', path]))?.trim();
  return text === '' ? undefined : text;
}
