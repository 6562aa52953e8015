/** The files of the built page by the path that a browser asks for: nothing outside of this list can be had. */
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface PageFile {
  readonly file: string;
  readonly mediaType: string;
  /** Its name carries a digest of its content, so that it never changes. */
  readonly lasting: boolean;
}

/** Files of a kind that no page needs (source maps, links, what the build does not make) are not listed. */
export async function pageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const found = new Map<string, PageFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const mediaType = mediaTypes[extname(entry.name).toLowerCase()];
    if (!entry.isFile() || mediaType === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length).replaceAll('\\', '/');
    found.set(path, { file, mediaType, lasting: path.startsWith('/assets/') });
  }
  const index = found.get('/index.html');
  if (index !== undefined) found.set('/', index);
  return found;
}
