/** Going through device-tree sources: to what is meant, to all that mean it, by the outline, to included files; and calling labels otherwise. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { SourcePlace, TextEdit } from '../../devicetree/finding.ts';
import type { OutlineEntry } from '../../devicetree/language/outline.ts';
import type { OpenDocument } from '../device-tree/worker/open-document.ts';
import { ask, modelOfFile, rangeOf, sourceModelOf } from './dts-documents.ts';
import { dtsIdOf, dtsIds } from './dts-language.ts';
import type { FileChange } from './source-options.ts';

/** Names of files of the host's machine, in which no editor has to be. */
const scheme = 'device-tree-source';

const uriOf = (file: string) =>
  monaco.Uri.from({ scheme, path: file.startsWith('/') ? file : `/${file}`, query: file });

/** Texts that an answer leads to: Monaco shows places of models alone. */
async function locationsOf(
  document: OpenDocument,
  model: monaco.editor.ITextModel,
  places: readonly SourcePlace[],
  signal: AbortSignal,
): Promise<monaco.languages.Location[]> {
  const found: monaco.languages.Location[] = [];
  for (const place of places) {
    const there = place.file === document.file ? model : await modelFor(document, place.file, signal);
    if (there !== undefined) found.push({ uri: there.uri, range: rangeOf(there, place) });
  }
  return found;
}

async function modelFor(document: OpenDocument, file: string, signal: AbortSignal) {
  const open = modelOfFile(file);
  if (open !== undefined) return open;
  const text = await document.ask('text', { file }, signal);
  if (text === undefined) return undefined;
  const uri = uriOf(file);
  const kept = monaco.editor.getModel(uri);
  if (kept === null) return monaco.editor.createModel(text, dtsIdOf(text), uri);
  if (kept.getValue() !== text) kept.setValue(text);
  return kept;
}

const places =
  (name: 'definition' | 'references') =>
  (model: monaco.editor.ITextModel, position: monaco.Position, token: monaco.CancellationToken) =>
    ask(model, token, async (document, signal) => {
      const { file } = document;
      const found = await document.ask(name, { file, offset: model.getOffsetAt(position) }, signal);
      return found && (await locationsOf(document, model, found, signal));
    });

const rename: monaco.languages.RenameProvider = {
  async resolveRenameLocation(model, position, token) {
    const found = await ask(model, token, (document, signal) =>
      document.ask('renamePlace', { file: document.file, offset: model.getOffsetAt(position) }, signal),
    );
    const nowhere = { range: monaco.Range.fromPositions(position), text: '' };
    if (found === undefined) return { ...nowhere, rejectReason: 'The text is being read.' };
    if ('refused' in found) return { ...nowhere, rejectReason: sentences(found.refused) };
    return { range: rangeOf(model, found), text: found.name };
  },
  async provideRenameEdits(model, position, newName, token) {
    const known = sourceModelOf(model);
    const found = await ask(model, token, async (document, signal) => {
      const at = { file: document.file, offset: model.getOffsetAt(position) };
      const [renamed, place] = await Promise.all([
        document.ask('rename', { ...at, to: newName }, signal),
        document.ask('renamePlace', at, signal),
      ]);
      if (renamed === undefined || 'refused' in renamed) return renamed;
      const from = place === undefined || 'refused' in place ? newName : place.name;
      return { from, ...(await apart(document, model, renamed.edits, signal)) };
    });
    if (found === undefined) return undefined;
    if ('refused' in found) return { edits: [], rejectReason: sentences(found.refused) };
    const { from, edits, closed, open } = found;
    const [first] = closed;
    if (first === undefined) return { edits };
    const write = known?.options.onRename;
    if (write === undefined) {
      return { edits: [], rejectReason: `${first.file} speaks of it too, and is not open.` };
    }
    return { edits: (await write({ from, to: newName, closed, open })) ? edits : [] };
  },
};

/** What the editors that have a file open change in it, and what is to be written in the files that no editor has. */
async function apart(
  document: OpenDocument,
  model: monaco.editor.ITextModel,
  all: readonly TextEdit[],
  signal: AbortSignal,
) {
  const edits: monaco.languages.IWorkspaceTextEdit[] = [];
  const closed: FileChange[] = [];
  const open: string[] = [];
  for (const [file, ofFile = []] of Map.groupBy(all, (edit) => edit.file)) {
    const there = file === document.file ? model : modelOfFile(file);
    if (there === undefined) {
      const before = await document.ask('text', { file }, signal);
      if (before !== undefined) closed.push({ file, before, edits: ofFile });
      continue;
    }
    open.push(file);
    for (const { text, ...place } of ofFile)
      edits.push({
        resource: there.uri,
        versionId: there.getVersionId(),
        textEdit: { range: rangeOf(there, place), text },
      });
  }
  return { edits, closed, open };
}

const sentences = ({ message, hint }: { readonly message: string; readonly hint?: string }) =>
  hint === undefined ? message : `${message} ${hint}`;

/** The text that a link is of. */
const linked = new WeakMap<monaco.languages.ILink, monaco.editor.ITextModel>();

const includeLinks: monaco.languages.LinkProvider = {
  async provideLinks(model, token) {
    const found = await ask(model, token, (document, signal) => document.ask('links', { file: document.file }, signal));
    const links = found?.map(({ file, ...at }): monaco.languages.ILink => {
      const range = rangeOf(model, at);
      return file === undefined ? { range } : { range, url: uriOf(file), tooltip: file };
    });
    for (const link of links ?? []) linked.set(link, model);
    return links && { links };
  },
  /** Of a file that had not come when the links were asked for: the editor asks for them behind changes of the text alone. */
  async resolveLink(link, token) {
    const model = linked.get(link);
    const now = model && (await includeLinks.provideLinks(model, token));
    return now?.links.find(({ range, url }) => url !== undefined && monaco.Range.equalsRange(range, link.range));
  },
};

function symbolsOf(entries: readonly OutlineEntry[]): monaco.languages.DocumentSymbol[] {
  const top: monaco.languages.DocumentSymbol[] = [];
  const open: monaco.languages.DocumentSymbol[] = [];
  for (const { name, labels, path, depth, start, end, nameStart, nameEnd } of entries) {
    const symbol: monaco.languages.DocumentSymbol = {
      name: labels.length === 0 ? name : `${labels.join(': ')}: ${name}`,
      detail: path === undefined || path.endsWith(name) ? '' : path,
      kind: monaco.languages.SymbolKind.Struct,
      tags: [],
      range: new monaco.Range(start.line, start.column, end.line, end.column),
      selectionRange: new monaco.Range(nameStart.line, nameStart.column, nameEnd.line, nameEnd.column),
      children: [],
    };
    open.length = Math.min(open.length, depth);
    (open.at(-1)?.children ?? top).push(symbol);
    open.push(symbol);
  }
  return top;
}

export function registerDtsNavigation(): void {
  const { languages } = monaco;
  languages.registerDefinitionProvider(dtsIds, { provideDefinition: places('definition') });
  languages.registerReferenceProvider(dtsIds, {
    provideReferences: (model, position, _context, token) => places('references')(model, position, token),
  });
  languages.registerRenameProvider(dtsIds, rename);
  languages.registerDocumentSymbolProvider(dtsIds, {
    async provideDocumentSymbols(model, token) {
      const found = await ask(model, token, (document, signal) =>
        document.ask('outline', { file: document.file }, signal),
      );
      return found && symbolsOf(found);
    },
  });
  languages.registerLinkProvider(dtsIds, includeLinks);
  // A place of another file is shown by the panel that has it, or opens one.
  monaco.editor.registerEditorOpener({
    openCodeEditor(source, resource, selection) {
      const from = source.getModel();
      // Within its own text the editor goes by itself.
      if (from === null || from.uri.toString() === resource.toString()) return false;
      const file = resource.scheme === scheme ? resource.query : fileOf(resource);
      const open = sourceModelOf(from)?.options.onOpenFile;
      if (file === undefined || open === undefined) return false;
      open(file, placeOf(selection));
      return true;
    },
  });
  monaco.editor.registerLinkOpener({
    open(resource) {
      if (resource.scheme !== scheme) return false;
      const from = monaco.editor
        .getEditors()
        .find((editor) => editor.hasTextFocus())
        ?.getModel();
      const open = from ? sourceModelOf(from)?.options.onOpenFile : undefined;
      open?.(resource.query, { line: 1, column: 1 });
      return open !== undefined;
    },
  });
}

/** Of a model that an editor has. */
function fileOf(uri: monaco.Uri): string | undefined {
  const model = monaco.editor.getModel(uri);
  return model === null ? undefined : sourceModelOf(model)?.document.file;
}

function placeOf(selection: monaco.IRange | monaco.IPosition | undefined) {
  if (selection === undefined) return { line: 1, column: 1 };
  return 'lineNumber' in selection
    ? { line: selection.lineNumber, column: selection.column }
    : { line: selection.startLineNumber, column: selection.startColumn };
}
