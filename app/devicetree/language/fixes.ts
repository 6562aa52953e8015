/** What can be mended at a place, by itself or all at once. */
import type { TextEdit } from '../finding.ts';
import { fixesApart, mend } from '../mend.ts';
import { meets, type Within } from './address-ranges.ts';
import { diagnosticsOf, findingsOf } from './diagnostics.ts';
import { documentOf, type LanguageDocument } from './document.ts';
import { keepBackFix } from './keep-back.ts';

export interface Fix {
  readonly title: string;
  /** Of any file of the set. */
  readonly edits: readonly TextEdit[];
  /** The finding that it mends. */
  readonly id: string;
  readonly start: number;
  readonly end: number;
  /** It mends others of the kind, too. */
  readonly isAll?: true;
}

/** Those of a kind at once come last. */
export function fixesAt(document: LanguageDocument, file: string, within: Within): Fix[] {
  const here = fixesOfPlaces(document, file, within);
  const firsts = here.filter(({ id }, at) => here.findIndex((each) => each.id === id) === at);
  return [...here, ...firsts.flatMap((fix) => allOfKind(document, file, fix))];
}

function allOfKind(document: LanguageDocument, file: string, { id, start, end }: Fix): Fix[] {
  const fixes = diagnosticsOf(document).findings.flatMap((finding) =>
    finding.id === id && finding.fix?.edits.every((edit) => edit.file === file) ? [finding.fix.edits] : [],
  );
  const taken = fixesApart(fixes);
  if (taken.length < 2) return [];
  return [{ title: `Mend all ${taken.length} of this kind`, edits: taken.flat(), id, start, end, isAll: true }];
}

function fixesOfPlaces(document: LanguageDocument, file: string, within: Within): Fix[] {
  return diagnosticsOf(document).findings.flatMap((finding): Fix[] => {
    const { id, place } = finding;
    if (place === undefined || !meets(finding, file, within)) return [];
    const fixes = [finding.fix, keepBackFix(document, finding)].filter((fix) => fix !== undefined);
    return fixes.map(({ title, edits }) => ({ title, edits, id, start: place.start, end: place.end }));
  });
}

/** All that has one answer, in one file, as the fewest letters that change. */
export function mendEdits(document: LanguageDocument, file: string): readonly TextEdit[] {
  const text = document.textOf(file);
  const mended = mend(file, text, (each) => {
    if (each === text) return findingsOf(document).findings;
    const source = document.readAgain(new Map([[file, each]]));
    const { include, board } = document;
    return findingsOf(documentOf({ file: document.file, source, include, read: () => source, board })).findings;
  });
  if (mended === text) return [];
  let start = 0;
  while (start < text.length && text[start] === mended[start]) start += 1;
  let end = text.length;
  let to = mended.length;
  while (end > start && to > start && text[end - 1] === mended[to - 1]) {
    end -= 1;
    to -= 1;
  }
  return [{ file, start, end, text: mended.slice(start, to) }];
}
