/** Answers with the files of the page. */
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { problem } from '../../remote-helper/rpc/problem.ts';
import { commonHeaders } from './answers.ts';
import { pageFiles } from './page-files.ts';

export interface Page {
  /** The text of index.html. */
  index(): Promise<string>;
  /** False: there is no such file. The method is GET or HEAD. */
  answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** Throws `web.page-missing`. */
export async function answerPage(folder: string): Promise<Page> {
  const indexFile = join(folder, 'index.html');
  const there = await stat(indexFile).catch(() => undefined);
  if (there === undefined) {
    throw problem('web.page-missing', `The page of the windows is not there: ${folder} has no index.html.`, {
      hint: 'In a checkout, make build makes it; elsewhere reinstall the tool.',
      data: { folder },
    });
  }
  let files = await pageFiles(folder);
  return {
    index: () => readFile(indexFile, 'utf8'),
    async answer(path, request, response) {
      // A new build has new names.
      if (!files.has(path)) files = await pageFiles(folder);
      const found = files.get(path);
      if (found === undefined) return false;
      const { size } = await stat(found.file);
      response.writeHead(200, {
        ...commonHeaders,
        'Content-Type': found.mediaType,
        'Content-Length': size,
        'Cache-Control': found.lasting ? 'public, max-age=31536000, immutable' : 'no-store',
      });
      if (request.method === 'HEAD') response.end();
      else await pipeline(createReadStream(found.file), response);
      return true;
    },
  };
}
