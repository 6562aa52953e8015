/** Pieces of device trees (resources/snippets), read into what the editor offers. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Snippet, SnippetPlace } from '../../app/devicetree/language/completion/snippet.ts';

/** In the order of their names. */
export function readSnippets(folder: string): Snippet[] {
  return globSync(join(folder, '*.dtso'))
    .sort()
    .map((file) => readSnippet(basename(file, '.dtso'), readFileSync(file, 'utf8')));
}

/** Throws at a file that is not as README.md says. */
export function readSnippet(name: string, text: string): Snippet {
  const comment = /^\/\*\n((?: \* .*\n)+) \*\/\n/.exec(text);
  const [title, goes, ...about] = (comment?.[1] ?? '').split('\n').map((line) => line.slice(3));
  if (comment === null || title === undefined || !goes?.startsWith('Goes into: '))
    throw new Error(`${name} does not say what it is for`);
  const places = goes.slice('Goes into: '.length).split(', ').map(placeOf);
  const written = text.slice(comment[0].length);
  return {
    name,
    title,
    about: about.join(' ').trim(),
    places,
    text: written.trimEnd(),
    piece: places.some((place) => place !== 'a text') ? pieceOf(name, written) : '',
  };
}

const places: readonly SnippetPlace[] = ['a text', 'root', 'bus', 'uiomem'];

function placeOf(said: string): SnippetPlace {
  const place = places.find((each) => each === said);
  if (place === undefined) throw new Error(`there is no place ${said} for pieces of device trees`);
  return place;
}

function pieceOf(name: string, text: string): string {
  const [, piece] =
    /\n\t*\/\* the piece \*\/\n(.*?)\n\t*\/\* to here \*\/\n/s.exec(text) ??
    /\n&\{[^}]*\} \{\n(.*?)\n\};\n/s.exec(text) ??
    [];
  if (piece === undefined) throw new Error(`${name} has nothing that goes into a node`);
  const indent = /^\t*/.exec(piece)?.[0] ?? '';
  return piece.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}
