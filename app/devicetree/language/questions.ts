/** What an editor asks of a document, by name: what goes with the question and what comes back, as data that crosses to a worker. */
import type { TextEdit } from '../finding.ts';
import { formatEdits } from '../source/format/format-source.ts';
import { type Completion, completionAt } from './completion/completion.ts';
import { type Diagnostics, diagnosticsOf } from './diagnostics.ts';
import type { LanguageDocument } from './document.ts';
import { type Fold, foldsOf } from './folding.ts';
import { type OutlineEntry, outlineOf } from './outline.ts';

/** Offsets are UTF-16 units of the file. */
export interface InFile {
  readonly file: string;
}

export interface At extends InFile {
  readonly offset: number;
}

export interface Questions {
  completion: { readonly input: At; readonly answer: Completion };
  diagnostics: { readonly input: undefined; readonly answer: Diagnostics };
  outline: { readonly input: InFile; readonly answer: readonly OutlineEntry[] };
  folding: { readonly input: InFile; readonly answer: readonly Fold[] };
  format: { readonly input: InFile; readonly answer: readonly TextEdit[] };
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
  diagnostics: diagnosticsOf,
  outline: (document, { file }) => outlineOf(document, file),
  folding: (document, { file }) => foldsOf(document, file),
  format: (document, { file }) => formatEdits(file, document.textOf(file)),
};

export function answer<Name extends QuestionName>(
  document: LanguageDocument,
  name: Name,
  input: Questions[Name]['input'],
): Questions[Name]['answer'] {
  return answers[name](document, input);
}
