/** Answers requests of the page's origin with files of one folder and nothing else. */
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { contentSecurityPolicy } from '../contract/shell.ts';
import { isPageAddress } from './page-address.ts';

/** What a build of the page consists of; anything else is not served. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

/** Every answer carries the policy, also a refusal: an error page is a page. */
function answer(
  status: number,
  body: Uint8Array<ArrayBuffer> | string | undefined,
  mediaType = 'text/plain; charset=utf-8',
): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': mediaType,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    },
  });
}

/** 404 for what is not there and for what is outside of the folder, also by a symbolic link; 405 for what is no GET or HEAD. */
export async function pageFile(folder: string, request: { url: string; method: string }): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'Only GET and HEAD.');
  const missing = () => answer(404, 'No such file.');
  if (!isPageAddress(request.url)) return missing();
  let path: string;
  try {
    path = decodeURIComponent(new URL(request.url).pathname);
  } catch {
    return missing();
  }
  // A separator or a step upwards that came encoded was no part of the address as the page's author wrote it.
  const names = path.split('/').slice(1);
  if (names.some((name) => name === '' || name.startsWith('.') || /[\\\0]/.test(name))) return missing();
  const mediaType = mediaTypes[extname(path)];
  if (mediaType === undefined) return missing();
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, ...names));
    if (!file.startsWith(root + sep)) return missing();
    return answer(200, request.method === 'HEAD' ? undefined : new Uint8Array(await readFile(file)), mediaType);
  } catch {
    return missing();
  }
}
