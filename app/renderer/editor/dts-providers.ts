/**
 * What the editor offers of a device-tree source, asked of the worker: the page's own thread draws, and reads no tree. Registered for the
 * language once; each editor's text is attached by itself (dts-documents.ts).
 */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { Fold } from '../../devicetree/language/folding.ts';
import { dtsCompletion } from './dts-completion.ts';
import { ask, modelOfFile, rangeOf } from './dts-documents.ts';
import { dtsIds } from './dts-language.ts';
import { registerDtsNavigation } from './dts-navigation.ts';

const hover: monaco.languages.HoverProvider = {
  async provideHover(model, position, token) {
    const found = await ask(model, token, (document, signal) =>
      document.ask('hover', { file: document.file, offset: model.getOffsetAt(position) }, signal),
    );
    return found && { range: rangeOf(model, found), contents: found.says.map((value) => ({ value })) };
  },
};

const folding: monaco.languages.FoldingRangeProvider = {
  async provideFoldingRanges(model, _context, token) {
    const folds = await ask(model, token, (document, signal) =>
      document.ask('folding', { file: document.file }, signal),
    );
    return folds?.map(({ startLine, endLine, kind }) => ({ start: startLine, end: endLine, ...foldingKind(kind) }));
  },
};

function foldingKind(kind: Fold['kind']): Pick<monaco.languages.FoldingRange, 'kind'> {
  const { Comment, Imports, Region } = monaco.languages.FoldingRangeKind;
  if (kind === 'node') return {};
  return { kind: { comment: Comment, condition: Region, includes: Imports }[kind] };
}

const formatting: monaco.languages.DocumentFormattingEditProvider = {
  async provideDocumentFormattingEdits(model, _options, token) {
    const edits = await ask(model, token, (document, signal) =>
      document.ask('format', { file: document.file }, signal),
    );
    return edits?.map((edit) => ({ range: rangeOf(model, edit), text: edit.text }));
  },
};

const fixes: monaco.languages.CodeActionProvider = {
  async provideCodeActions(model, range, context, token) {
    const found = await ask(model, token, (document, signal) => {
      const start = model.getOffsetAt(range.getStartPosition());
      const end = model.getOffsetAt(range.getEndPosition());
      return document.ask('fixes', { file: document.file, start, end }, signal);
    });
    const actions = (found ?? []).flatMap(({ title, edits, id, isAll }): monaco.languages.CodeAction[] => {
      const placed = edits.flatMap(({ file, text, ...at }) => {
        const there = modelOfFile(file);
        return there === undefined
          ? []
          : [{ resource: there.uri, versionId: there.getVersionId(), textEdit: { range: rangeOf(there, at), text } }];
      });
      // A file that is not open would change unseen.
      if (placed.length < edits.length) return [];
      const diagnostics = context.markers.filter(({ code }) => code === id);
      return [{ title, kind: 'quickfix', diagnostics, isPreferred: isAll !== true, edit: { edits: placed } }];
    });
    // Where something here can be mended, the whole text can be.
    if (actions.length > 0)
      actions.push({ title: fixAll.label, kind: 'quickfix', command: { id: fixAll.id, title: fixAll.label } });
    return { actions, dispose() {} };
  },
};

const fixAll: monaco.editor.IActionDescriptor = {
  id: 'device-tree.mend',
  label: 'Mend all that has one answer',
  contextMenuGroupId: '1_modification',
  async run(editor) {
    const model = editor.getModel();
    if (model === null) return;
    const edits = await ask(model, new monaco.CancellationTokenSource().token, (document) =>
      document.ask('mend', { file: document.file }),
    );
    editor.pushUndoStop();
    editor.executeEdits(
      'mend',
      (edits ?? []).map((edit) => ({ range: rangeOf(model, edit), text: edit.text })),
    );
    editor.pushUndoStop();
  },
};

export function registerDtsProviders(): void {
  const { languages } = monaco;
  languages.registerCompletionItemProvider(dtsIds, dtsCompletion);
  languages.registerHoverProvider(dtsIds, hover);
  languages.registerFoldingRangeProvider(dtsIds, folding);
  languages.registerDocumentFormattingEditProvider(dtsIds, formatting);
  languages.registerCodeActionProvider(dtsIds, fixes, { providedCodeActionKinds: ['quickfix'] });
  monaco.editor.addEditorAction(fixAll);
  registerDtsNavigation();
}
