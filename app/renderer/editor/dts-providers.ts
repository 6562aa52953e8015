/**
 * What the editor offers of a device-tree source, asked of the worker: the page's own thread draws, and reads no tree. Registered for the
 * language once; each editor's text is attached by itself.
 */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { Diagnostics } from '../../devicetree/language/diagnostics.ts';
import type { Fold } from '../../devicetree/language/folding.ts';
import type { OpenDocument } from '../device-tree/worker/open-document.ts';
import { deviceTrees } from '../device-tree/worker/page-client.ts';
import { dtsId } from './dts-language.ts';
import { showFindings } from './dts-markers.ts';

export interface SourceOptions {
  /** Its path on the host's machine, by which included files are found; a bare name where it has none. */
  readonly file: string;
  /** As `deviceTrees.setBoard` has it. */
  readonly board?: string | undefined;
  readonly runTime?: boolean | undefined;
  onDiagnostics?(diagnostics: Diagnostics): void;
}

export interface AttachedSource extends Disposable {
  use(board: string | undefined, runTime: boolean | undefined): void;
}

const documents = new Map<monaco.editor.ITextModel, OpenDocument>();

/** Tells the worker of an editor's text, and marks what is wrong with it. */
export function attachSource(
  _editor: monaco.editor.ICodeEditor,
  model: monaco.editor.ITextModel,
  { file, board, runTime, onDiagnostics }: SourceOptions,
): AttachedSource {
  const document = deviceTrees.open({ file, text: model.getValue(), board, runTime }, (diagnostics) => {
    showFindings(model, file, diagnostics);
    onDiagnostics?.(diagnostics);
  });
  documents.set(model, document);
  const listening = model.onDidChangeContent(({ changes }) => {
    document.edit(
      changes.map(({ rangeOffset, rangeLength, text }) => ({
        start: rangeOffset,
        end: rangeOffset + rangeLength,
        text,
      })),
    );
  });
  return {
    use: (name, when) => document.use(name, when),
    [Symbol.dispose]() {
      listening.dispose();
      documents.delete(model);
      document[Symbol.dispose]();
    },
  };
}

/** The worker's answer for a model, undefined when it has none that holds still. */
async function ask<Answer>(
  model: monaco.editor.ITextModel,
  token: monaco.CancellationToken,
  question: (document: OpenDocument, signal: AbortSignal) => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const document = documents.get(model);
  if (document === undefined) return undefined;
  const stop = new AbortController();
  const listening = token.onCancellationRequested(() => stop.abort());
  try {
    return await question(document, stop.signal);
  } catch {
    // What the editor asks by itself is not worth a word when it fails; what is wrong is told by the diagnostics.
    return undefined;
  } finally {
    listening.dispose();
  }
}

function rangeOf(model: monaco.editor.ITextModel, start: number, end: number): monaco.Range {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}

function foldingKind(kind: Fold['kind']): Pick<monaco.languages.FoldingRange, 'kind'> {
  const { Comment, Imports, Region } = monaco.languages.FoldingRangeKind;
  if (kind === 'node') return {};
  return { kind: { comment: Comment, condition: Region, includes: Imports }[kind] };
}

export function registerDtsProviders(): void {
  monaco.languages.registerFoldingRangeProvider(dtsId, {
    async provideFoldingRanges(model, _context, token) {
      const folds = await ask(model, token, (document, signal) =>
        document.ask('folding', { file: document.file }, signal),
      );
      return folds?.map(({ start, end, kind }) => ({
        start: model.getPositionAt(start).lineNumber,
        end: model.getPositionAt(end).lineNumber,
        ...foldingKind(kind),
      }));
    },
  });
  monaco.languages.registerDocumentFormattingEditProvider(dtsId, {
    async provideDocumentFormattingEdits(model, _options, token) {
      const edits = await ask(model, token, (document, signal) =>
        document.ask('format', { file: document.file }, signal),
      );
      return edits?.map(({ start, end, text }) => ({ range: rangeOf(model, start, end), text }));
    },
  });
}
