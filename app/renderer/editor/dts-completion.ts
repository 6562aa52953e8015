/** The list of what can stand at the caret of a device-tree source. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { CompletionItem } from '../../devicetree/language/completion/completion-item.ts';
import { ask, rangeOf } from './dts-documents.ts';

const { CompletionItemKind, CompletionItemInsertTextRule } = monaco.languages;

const kinds: Readonly<Record<CompletionItem['kind'], monaco.languages.CompletionItemKind>> = {
  property: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  reference: CompletionItemKind.Reference,
  keyword: CompletionItemKind.Keyword,
  node: CompletionItemKind.Struct,
  file: CompletionItemKind.File,
  macro: CompletionItemKind.Constant,
  snippet: CompletionItemKind.Snippet,
};

export const dtsCompletion: monaco.languages.CompletionItemProvider = {
  triggerCharacters: ['&', '<', '"', '/', '{', '#', '='],
  async provideCompletionItems(model, position, { triggerCharacter }, token) {
    // That of a path (`&{/…}`): Enter behind one of a node is to go to the next line, not to take from a list.
    const isOfNode = triggerCharacter === '{' && !/&\{$/.test(model.getValueInRange(before(position)));
    if (isOfNode) return { suggestions: [] };
    const found = await ask(model, token, (document, signal) =>
      document.ask('completion', { file: document.file, offset: model.getOffsetAt(position) }, signal),
    );
    if (found === undefined) return { suggestions: [] };
    const range = rangeOf(model, { start: found.from, end: model.getOffsetAt(position) });
    const replace = rangeOf(model, { start: found.from, end: found.to });
    const suggestions = found.items.map(({ label, kind, insert, isSnippet, detail, about, goesOn }, index) => ({
      label: detail === undefined ? label : { label, description: detail },
      kind: kinds[kind],
      range: { insert: range, replace },
      insertText: insert,
      filterText: label,
      // The order of the worker, which is that of thinking.
      sortText: String(index).padStart(4, '0'),
      ...(isSnippet === true && { insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet }),
      ...(about !== undefined && { documentation: { value: about } }),
      ...(goesOn === true && { command: { id: 'editor.action.triggerSuggest', title: 'Suggest' } }),
    }));
    return { suggestions, incomplete: found.isCut };
  },
};

/** The two characters that were typed last. */
const before = ({ lineNumber, column }: monaco.Position): monaco.IRange => ({
  startLineNumber: lineNumber,
  startColumn: Math.max(1, column - 2),
  endLineNumber: lineNumber,
  endColumn: column,
});
