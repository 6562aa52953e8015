/** Where what a caret is on is said first, and where else it is spoken of. */
import type { SourcePlace } from '../finding.ts';
import type { NodePath } from '../tree.ts';
import type { LanguageDocument } from './document.ts';
import { macrosOf } from './macro-definitions.ts';
import { type Meant, meantAt, pathIn } from './meant.ts';

/** Empty for what no file of the set says: a label of the board, a number. */
export function definitionAt(document: LanguageDocument, file: string, offset: number): SourcePlace[] {
  const meant = meantAt(document, file, offset);
  if (meant === undefined) return [];
  switch (meant.kind) {
    case 'label':
      return labelPlaces(document, meant.name);
    case 'path':
      return nodePlaces(document, meant.path);
    case 'text':
      return meant.text.startsWith('/') ? nodePlaces(document, meant.text) : [];
    case 'included': {
      const found = document.include(meant.name, { file, angled: meant.angled });
      return found === undefined ? [] : [{ file: found.file, start: 0, end: 0 }];
    }
    case 'word':
      return wordPlaces(document, file, meant);
  }
}

/** All places that speak of the same, those that define it among them, in the order of the files. */
export function referencesAt(document: LanguageDocument, file: string, offset: number): SourcePlace[] {
  const meant = meantAt(document, file, offset);
  switch (meant?.kind) {
    case 'label':
      return labelUses(document, meant.name);
    case 'path':
      return [...nodePlaces(document, meant.path), ...pathUses(document, meant.path)];
    case 'word':
      return isMacro(document, meant.name) ? wordUses(document, meant.name) : wordPlaces(document, file, meant);
    default:
      return [];
  }
}

/** Each `label:` and `&label` of all files, without the `&`. */
export function labelUses(document: LanguageDocument, label: string): SourcePlace[] {
  const found: SourcePlace[] = [];
  for (const [file, text] of document.source.files) {
    if (!text.includes(label)) continue;
    for (const { kind, start, end } of document.tokensOf(file)) {
      const from = kind === 'reference' ? start + 1 : start;
      if ((kind === 'label' || kind === 'reference') && end - from === label.length && text.startsWith(label, from))
        found.push({ file, start: from, end });
    }
  }
  return found;
}

/** As the text was read; where it was not read that far as it is written. */
export function labelPlaces(document: LanguageDocument, label: string): SourcePlace[] {
  const read = document.source.nodes.flatMap(({ labels }) =>
    labels.flatMap(({ name, place }) => (name === label ? [place] : [])),
  );
  if (read.length > 0) return read;
  return labelUses(document, label).filter(({ file, start }) => document.textOf(file)[start - 1] !== '&');
}

function nodePlaces({ source }: LanguageDocument, path: NodePath): SourcePlace[] {
  return source.nodes.flatMap((node) => (node.path === path ? [node.name] : []));
}

function pathUses(document: LanguageDocument, path: NodePath): SourcePlace[] {
  const found: SourcePlace[] = [];
  for (const [file, text] of document.source.files)
    for (const { kind, start, end } of document.tokensOf(file))
      if (kind === 'path' && pathIn(text.slice(start, end)) === path) found.push({ file, start, end });
  return found;
}

/** A macro's definitions, or all places that say something of the node which has its name there. */
function wordPlaces(
  document: LanguageDocument,
  file: string,
  { name, start }: Meant & { kind: 'word' },
): SourcePlace[] {
  const path = document.nodesByStart(file).get(start)?.path;
  if (path !== undefined) return nodePlaces(document, path);
  return macrosOf(document)
    .filter((macro) => macro.name === name)
    .map((macro) => ({ file: macro.file, start: macro.start, end: macro.end }));
}

function isMacro(document: LanguageDocument, name: string): boolean {
  return macrosOf(document).some((macro) => macro.name === name);
}

function wordUses(document: LanguageDocument, name: string): SourcePlace[] {
  const found: SourcePlace[] = [];
  for (const [file, text] of document.source.files)
    for (const { kind, start, end } of document.tokensOf(file))
      if (kind === 'word' && text.slice(start, end) === name) found.push({ file, start, end });
  return found;
}
