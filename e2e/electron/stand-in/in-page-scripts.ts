/** What is put before each document: the page's half of the context bridge, and the preload in a world of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The isolated world's name, and the binding that only it has. */
export const world = 'electron-preload';
export const binding = '__standInSend';
export const receiver = '__standInReceive';

function bundle(file: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'in-page', file)],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'standIn',
    target: 'chrome140',
  });
  return outputFiles[0]?.text ?? '';
}

const pageWorld = bundle('page-world.ts');
const preloadWorld = bundle('preload-world.ts');

/** Only main frames have the preload, as without nodeIntegrationInSubFrames. */
export function documentScripts(preload: string, token: string): { readonly page: string; readonly preload: string } {
  const inMainFrame = (text: string) => `if (window === window.top) (() => {\n${text}\n})();`;
  return {
    page: inMainFrame(`${pageWorld}\nstandIn.begin(${JSON.stringify(token)});`),
    preload: inMainFrame(`${preloadWorld}
const here = standIn.begin(${JSON.stringify(token)}, ${JSON.stringify(process.platform)}, globalThis.${binding});
globalThis.${receiver} = here.receive;
(function (require, process, module, exports) {
${readFileSync(preload, 'utf8')}
})(here.require, here.process, { exports: {} }, {});`),
  };
}
