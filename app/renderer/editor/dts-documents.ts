/** Which text of the worker's an editor's model is, and asking of it what the editor wants to know. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { OpenDocument } from '../device-tree/worker/open-document.ts';
import { deviceTrees } from '../device-tree/worker/page-client.ts';
import { inTurns } from './content-changes.ts';
import { showAddresses } from './dts-addresses.ts';
import { showFindings } from './dts-markers.ts';
import type { SourceOptions } from './source-options.ts';

export interface AttachedSource extends Disposable {
  use(board: string | undefined, runTime: boolean | undefined): void;
}

export interface SourceModel {
  readonly document: OpenDocument;
  readonly options: SourceOptions;
}

const models = new Map<monaco.editor.ITextModel, SourceModel>();

export const sourceModelOf = (model: monaco.editor.ITextModel): SourceModel | undefined => models.get(model);

/** The model in which a file is open, so that places in it can be shown there. */
export function modelOfFile(file: string): monaco.editor.ITextModel | undefined {
  for (const [model, { document }] of models) if (document.file === file) return model;
  return undefined;
}

/** Tells the worker of an editor's text, and draws what it says of it. */
export function attachSource(
  editor: monaco.editor.ICodeEditor,
  model: monaco.editor.ITextModel,
  options: SourceOptions,
): AttachedSource {
  const { file, board, runTime } = options;
  const document = deviceTrees.open({ file, text: model.getValue(), board, runTime }, (diagnostics) => {
    showFindings(model, file, diagnostics);
    options.onDiagnostics?.(diagnostics);
    addresses.draw();
  });
  const addresses = showAddresses(editor, model, document);
  models.set(model, { document, options });
  const listening = model.onDidChangeContent(({ changes }) => {
    for (const turn of inTurns(changes)) {
      document.edit(
        turn.map(({ rangeOffset, rangeLength, text }) => ({
          start: rangeOffset,
          end: rangeOffset + rangeLength,
          text,
        })),
      );
    }
  });
  return {
    use: (name, when) => document.use(name, when),
    [Symbol.dispose]() {
      listening.dispose();
      addresses.dispose();
      models.delete(model);
      document[Symbol.dispose]();
    },
  };
}

/**
 * The worker's answer for a model. Of a text that was changed meanwhile it is asked anew, as the editor does not ask again by itself:
 * who types faster than the worker reads would never see a list.
 */
export async function ask<Answer>(
  model: monaco.editor.ITextModel,
  token: monaco.CancellationToken,
  question: (document: OpenDocument, signal: AbortSignal) => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const document = models.get(model)?.document;
  if (document === undefined) return undefined;
  const stop = new AbortController();
  const listening = token.onCancellationRequested(() => stop.abort());
  try {
    for (;;) {
      const { version } = document;
      const answer = await question(document, stop.signal);
      if (document.version === version || token.isCancellationRequested) return answer;
    }
  } catch {
    // What the editor asks by itself is not worth a word when it fails; what is wrong is told by the diagnostics.
    return undefined;
  } finally {
    listening.dispose();
  }
}

export function rangeOf(model: monaco.editor.ITextModel, { start, end }: { start: number; end: number }): monaco.Range {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}
