/** What an editor asks of a document, by name: what goes with the question and what comes back, as data that crosses to a worker. */
import type { SourcePlace, TextEdit } from '../finding.ts';
import { formatEdits } from '../source/format/format-source.ts';
import type { NodePath } from '../tree.ts';
import type { NewNode } from '../uiomem/form/add-node.ts';
import {
  type FieldValue,
  type TextChange,
  textWithFields,
  textWithNode,
  textWithoutNode,
} from '../uiomem/form/changed-text.ts';
import type { TreeForms } from '../uiomem/form/node-form.ts';
import { nodeForms } from '../uiomem/form/node-forms.ts';
import { textWithRegions, type WantedRegion } from '../uiomem/form/text-with-regions.ts';
import { readRegions } from '../uiomem/read-regions.ts';
import { type AddressRange, addressRangesOf, type Within } from './address-ranges.ts';
import { type Completion, completionAt } from './completion/completion.ts';
import { definitionAt, referencesAt } from './definition.ts';
import { type Diagnostics, diagnosticsOf } from './diagnostics.ts';
import type { LanguageDocument } from './document.ts';
import { type Fix, fixesAt, mendEdits } from './fixes.ts';
import { type Fold, foldsOf } from './folding.ts';
import { type Hover, hoverAt } from './hover/hover.ts';
import { type IncludeLink, linksOf } from './links.ts';
import { type OutlineEntry, outlineOf } from './outline.ts';
import { type Refused, type RenamePlace, renameAt, renamePlaceAt } from './rename.ts';

/** Offsets are UTF-16 units of the file. */
export interface InFile {
  readonly file: string;
}

export interface At extends InFile {
  readonly offset: number;
}

export interface WithinFile extends InFile, Within {}

export interface Questions {
  completion: { readonly input: At; readonly answer: Completion };
  hover: { readonly input: At; readonly answer: Hover | undefined };
  definition: { readonly input: At; readonly answer: readonly SourcePlace[] };
  references: { readonly input: At; readonly answer: readonly SourcePlace[] };
  renamePlace: { readonly input: At; readonly answer: RenamePlace | Refused };
  rename: {
    readonly input: At & { readonly to: string };
    readonly answer: { readonly edits: readonly TextEdit[] } | Refused;
  };
  diagnostics: { readonly input: undefined; readonly answer: Diagnostics };
  /** Of findings that meet the range. */
  fixes: { readonly input: WithinFile; readonly answer: readonly Fix[] };
  /** All that has one answer. */
  mend: { readonly input: InFile; readonly answer: readonly TextEdit[] };
  addressRanges: { readonly input: WithinFile; readonly answer: readonly AddressRange[] };
  outline: { readonly input: InFile; readonly answer: readonly OutlineEntry[] };
  folding: { readonly input: InFile; readonly answer: readonly Fold[] };
  format: { readonly input: InFile; readonly answer: readonly TextEdit[] };
  /** Its uiomem nodes and reservations as a form. */
  forms: { readonly input: undefined; readonly answer: TreeForms };
  changeNode: {
    readonly input: { readonly path: NodePath; readonly changes: readonly FieldValue[] };
    readonly answer: TextChange;
  };
  addNode: { readonly input: NewNode; readonly answer: TextChange };
  removeNode: { readonly input: { readonly path: NodePath }; readonly answer: ReturnType<typeof textWithoutNode> };
  /** With nodes as these regions of a plan are. */
  takeRegions: { readonly input: readonly WantedRegion[]; readonly answer: TextChange };
  /** What its devices are as regions of a plan. */
  regions: { readonly input: undefined; readonly answer: ReturnType<typeof readRegions> };
  links: { readonly input: InFile; readonly answer: readonly IncludeLink[] };
  /** A file of the set as it was read. */
  text: { readonly input: InFile; readonly answer: string };
}

export type QuestionName = keyof Questions;

type Answers = {
  readonly [Name in QuestionName]: (
    document: LanguageDocument,
    input: Questions[Name]['input'],
  ) => Questions[Name]['answer'];
};

const answers: Answers = {
  completion: (document, { file, offset }) => completionAt(document, file, offset),
  hover: (document, { file, offset }) => hoverAt(document, file, offset),
  definition: (document, { file, offset }) => definitionAt(document, file, offset),
  references: (document, { file, offset }) => referencesAt(document, file, offset),
  renamePlace: (document, { file, offset }) => renamePlaceAt(document, file, offset),
  rename: (document, { file, offset, to }) => renameAt(document, file, offset, to),
  diagnostics: diagnosticsOf,
  fixes: (document, { file, start, end }) => fixesAt(document, file, { start, end }),
  mend: (document, { file }) => mendEdits(document, file),
  addressRanges: (document, { file, start, end }) => addressRangesOf(document, file, { start, end }),
  outline: (document, { file }) => outlineOf(document, file),
  folding: (document, { file }) => foldsOf(document, file),
  format: (document, { file }) => formatEdits(file, document.textOf(file)),
  forms: ({ source, board }) => nodeForms(source, { base: board.base, board: board.facts }),
  changeNode: (document, { path, changes }) => textWithFields(document, document.board.base, path, changes),
  removeNode: (document, { path }) => textWithoutNode(document, document.board.base, path),
  addNode: (document, node) => textWithNode(document, document.board.base, node),
  takeRegions: (document, wanted) => textWithRegions(document, document.board.base, wanted),
  regions: ({ source, index, board }) => readRegions({ tree: source.tree, index: index(), source, base: board.base }),
  links: (document, { file }) => linksOf(document, file),
  text: (document, { file }) => document.textOf(file),
};

export function answer<Name extends QuestionName>(
  document: LanguageDocument,
  name: Name,
  input: Questions[Name]['input'],
): Questions[Name]['answer'] {
  return answers[name](document, input);
}
