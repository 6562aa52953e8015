/** The scripts that a built page loads before anything is asked of it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Their contents: what index.html names, and what those import statically. */
export function initialScripts(folder: string): string[] {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const wanted = [...page.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+\.js)"/g)].map(([, path = '']) =>
    join(folder, path),
  );
  const found = new Map<string, string>();
  for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
    if (found.has(path)) continue;
    const text = readFileSync(path, 'utf8');
    found.set(path, text);
    // As the bundler writes them: import"./a.js", import{b as c}from"./d.js", export{e}from"./f.js".
    for (const [, imported = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*"(\.[^"]+\.js)"/g)) {
      wanted.push(join(dirname(path), imported));
    }
  }
  return [...found.values()];
}
