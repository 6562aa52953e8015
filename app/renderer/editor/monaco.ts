/**
 * The editor, with the languages that the page has. All imports of Monaco's inside are here; the module is loaded when an
 * editor opens, never before.
 */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import 'monaco-editor/features/register.all.js';
import 'monaco-editor/languages/definitions/cpp/register.js';
import 'monaco-editor/languages/definitions/yaml/register.js';
import { useTheme } from '../design/theme.ts';
import { useSettings } from '../settings/settings-store.ts';
import { dtsId, dtsIdOf, registerDts } from './dts-language.ts';
import { registerDtsProviders } from './dts-providers.ts';
import { planLanguageId, registerPlanLanguage } from './plan-language.ts';

export { monaco };

registerDts();
registerDtsProviders();
registerPlanLanguage();

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

const themeName = 'uiomem';

/** A colour of the page as Monaco takes it, `#rrggbb`; minifiers shorten it to `#rgb` where they can. */
function token(name: string): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return value.length === 4 ? value.replace(/[0-9a-f]/gi, '$&$&') : value;
}

/** The page's tokens as a theme of the editor. */
function drawTheme(): void {
  const { theme } = useTheme.getState();
  const base = { dark: 'vs-dark', light: 'vs', contrast: 'hc-black' } as const;
  const rule = (scope: string, name: string) => ({ token: scope, foreground: token(name).slice(1) });
  monaco.editor.defineTheme(themeName, {
    base: base[theme],
    inherit: true,
    rules: [
      rule('', '--text'),
      rule('type', '--accent'),
      rule('string', '--good'),
      rule('number', '--warn'),
      rule('number.hex', '--warn'),
      rule('keyword', '--warn'),
      rule('comment', '--text-faint'),
      rule('operators', '--text-muted'),
      rule('delimiter', '--text-muted'),
    ],
    colors: {
      'editor.background': token('--bg'),
      'editor.foreground': token('--text'),
      'editor.lineHighlightBackground': token('--bg-side'),
      'editor.lineHighlightBorder': token('--bg-side'),
      'editor.selectionBackground': token('--bg-selected'),
      'editorLineNumber.foreground': token('--text-faint'),
      'editorLineNumber.dimmedForeground': token('--text-faint'),
      'editorLineNumber.activeForeground': token('--text'),
      'editorCursor.foreground': token('--text'),
      'editorError.foreground': token('--bad'),
      'editorWarning.foreground': token('--warn'),
      'editorInfo.foreground': token('--accent'),
      'editorWidget.background': token('--bg-raised'),
      'editorWidget.foreground': token('--text'),
      'editorWidget.border': token('--border'),
      'editorHoverWidget.background': token('--bg-raised'),
      'editorHoverWidget.border': token('--border'),
      'editorIndentGuide.background1': token('--border'),
      'input.background': token('--bg-input'),
      'input.foreground': token('--text'),
      'input.border': token('--border-control'),
      'inputValidation.infoBackground': token('--bg-raised'),
      'inputValidation.infoForeground': token('--text'),
      'inputValidation.infoBorder': token('--border-control'),
      'peekView.border': token('--accent'),
      'peekViewTitle.background': token('--bg-raised'),
      'peekViewTitleLabel.foreground': token('--text'),
      'peekViewTitleDescription.foreground': token('--text-muted'),
      'peekViewEditor.background': token('--bg-input'),
      'peekViewEditorGutter.background': token('--bg-input'),
      'peekViewEditor.matchHighlightBackground': token('--bg-selected'),
      'peekViewResult.background': token('--bg-side'),
      'peekViewResult.fileForeground': token('--text'),
      'peekViewResult.lineForeground': token('--text'),
      'peekViewResult.matchHighlightBackground': token('--bg-selected'),
      'peekViewResult.selectionBackground': token('--bg-selected'),
      'peekViewResult.selectionForeground': token('--text'),
      focusBorder: token('--focus'),
    },
  });
  monaco.editor.setTheme(themeName);
}

drawTheme();
// After the page has taken the theme on.
useTheme.subscribe(() => queueMicrotask(drawTheme));

/** Room for a line of 13 px is 20 px, as everywhere in the page. */
function fontOf({ settings }: ReturnType<typeof useSettings.getState>) {
  const fontSize = settings['editor.fontSize'];
  return { fontSize, lineHeight: Math.round((fontSize * 20) / 13) };
}

useSettings.subscribe((now, before) => {
  if (now.settings['editor.fontSize'] === before.settings['editor.fontSize']) return;
  for (const editor of monaco.editor.getEditors()) editor.updateOptions(fontOf(now));
});

/** After each change the editor puts all of them anew; as many take a part of a frame. */
const mostFolds = 2500;

export type Language = typeof planLanguageId | typeof dtsId | 'c' | 'plaintext';

/** `file`: whose text it is, as lists of places in several files call it. */
export function createEditor(
  element: HTMLElement,
  { text, label, language, file }: { text: string; label: string; language: Language; file?: string | undefined },
): monaco.editor.IStandaloneCodeEditor {
  const isSource = language === dtsId;
  const isTyped = language === planLanguageId || isSource;
  const insertSpaces = language === planLanguageId;
  // The kernel's own sources are written with tabs of eight.
  const tabSize = insertSpaces ? 2 : 8;
  const id = isSource ? dtsIdOf(text) : language;
  const model = monaco.editor.createModel(text, id, file === undefined ? undefined : uriOfOpen(file));
  model.detectIndentation(insertSpaces, tabSize);
  return monaco.editor.create(element, {
    model,
    ariaLabel: label,
    ...usual(),
    tabSize,
    insertSpaces,
    wordBasedSuggestions: 'off',
    // What a comment says nobody but its writer knows.
    quickSuggestions: isTyped && { other: true, strings: true, comments: false },
    folding: isSource,
    foldingMaximumRegions: mostFolds,
    matchBrackets: id === language ? 'always' : 'never',
    // Of the outline it would be made anew behind each key.
    stickyScroll: { enabled: true, defaultModel: 'foldingProviderModel' },
    occurrencesHighlight: 'off',
  });
}

let opened = 0;

/** A file may be open several times. */
function uriOfOpen(file: string): monaco.Uri {
  opened += 1;
  const path = file.startsWith('/') ? file : `/${file}`;
  return monaco.Uri.from({ scheme: 'open-text', path, query: String(opened) });
}

/** Of two texts, one below the other where there is no room beside each other. */
export function createDifferenceEditor(element: HTMLElement, label: string): monaco.editor.IStandaloneDiffEditor {
  const editor = monaco.editor.createDiffEditor(element, {
    ...usual(),
    readOnly: true,
    renderMarginRevertIcon: false,
    renderOverviewRuler: false,
    useInlineViewWhenSpaceIsLimited: true,
    ignoreTrimWhitespace: false,
    hideUnchangedRegions: { enabled: true },
  });
  editor.getOriginalEditor().updateOptions({ ariaLabel: `${label}: before` });
  editor.getModifiedEditor().updateOptions({ ariaLabel: `${label}: now` });
  return editor;
}

function usual() {
  return {
    automaticLayout: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
    ...fontOf(useSettings.getState()),
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    renderLineHighlight: 'line',
    padding: { top: 8, bottom: 8 },
    // Tab goes on to the next control, as everywhere in the page; Ctrl+M makes it indent.
    tabFocusMode: true,
    fixedOverflowWidgets: true,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    // So written it is a setting of texts; within an object only editors have it, and they draw what texts say.
    'bracketPairColorization.enabled': false,
    lineNumbersMinChars: 3,
    unicodeHighlight: { ambiguousCharacters: false },
  } as const;
}
