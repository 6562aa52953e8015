/** A text in Monaco, kept the same as where it lives, with findings as marks. */
import { useEffect, useRef } from 'react';
import type { Finding } from '../../plan/finding.ts';
import './text-editor.css';
import { takeChanges, typedChange } from './content-changes.ts';
import { difference } from './difference.ts';
import { type AttachedSource, attachSource } from './dts-documents.ts';
import { createEditor, type Language, monaco } from './monaco.ts';
import { PiecedText } from './pieced-text.ts';
import type { SourceOptions } from './source-options.ts';
import type { TextHome } from './text-home.ts';

const owner = 'findings';

export interface TextEditorProps {
  /** A text of another label is another editor. */
  readonly label: string;
  readonly home: TextHome;
  readonly language: Language;
  readonly findings: readonly Finding[];
  /** Of a device-tree source: how the worker is told of it. A file of another name is another editor. */
  readonly source?: SourceOptions | undefined;
  /** A place to show, once. */
  readonly reveal: { readonly line: number; readonly column: number } | undefined;
  onRevealed(): void;
}

export default function TextEditor({ label, home, language, findings, source, reveal, onRevealed }: TextEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const made = useRef<monaco.editor.IStandaloneCodeEditor>(undefined);
  const homeNow = useRef(home);
  homeNow.current = home;
  const attached = useRef<AttachedSource>(undefined);
  const sourceOptions = useRef(source);
  sourceOptions.current = source;

  useEffect(() => {
    if (place.current === null) return;
    const { current: lives } = homeNow;
    const editor = createEditor(place.current, {
      text: lives.read() ?? '',
      label,
      language,
      file: sourceOptions.current?.file,
    });
    made.current = editor;
    const model = editor.getModel();
    // What the editor has: asked for it, it would put a long text together anew.
    let inside = new PiecedText(editor.getValue());
    if (sourceOptions.current !== undefined && model !== null) {
      attached.current = attachSource(editor, model, sourceOptions.current);
    }
    const listening = editor.onDidChangeModelContent((event) => {
      const before = inside.toString();
      if (!takeChanges(inside, event)) inside = new PiecedText(editor.getValue());
      lives.put(inside.toString(), typedChange(before, event));
    });
    // Not through React: a text that came late would undo what was typed since.
    let seen = lives.read();
    const stopFollowing = lives.subscribe(() => {
      const text = lives.read();
      if (text === seen) return;
      seen = text;
      if (model === null || text === undefined || text === inside.toString()) return;
      // Where they differ alone, so that the caret stays where it is.
      const { from, to, put } = difference(inside.toString(), text);
      const range = monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to));
      editor.pushUndoStop();
      model.pushEditOperations([], [{ range, text: put }], () => null);
      editor.pushUndoStop();
    });
    return () => {
      stopFollowing();
      listening.dispose();
      attached.current?.[Symbol.dispose]();
      attached.current = undefined;
      editor.getModel()?.dispose();
      editor.dispose();
      made.current = undefined;
    };
  }, [label, language]);

  const { board, runTime } = source ?? {};
  useEffect(() => {
    attached.current?.use(board, runTime);
  }, [board, runTime]);

  useEffect(() => {
    const model = made.current?.getModel();
    if (!model) return;
    const severity = {
      error: monaco.MarkerSeverity.Error,
      warning: monaco.MarkerSeverity.Warning,
      info: monaco.MarkerSeverity.Info,
    };
    monaco.editor.setModelMarkers(
      model,
      owner,
      findings.flatMap(({ id, severity: grade, place: where, message, why }) =>
        where === undefined
          ? []
          : [
              {
                severity: severity[grade],
                message: `${message}\n${why}`,
                code: id,
                startLineNumber: where.line,
                startColumn: where.column,
                endLineNumber: where.endLine,
                endColumn: where.endColumn,
              },
            ],
      ),
    );
  }, [findings]);

  useEffect(() => {
    if (reveal === undefined) return;
    const at = { lineNumber: reveal.line, column: reveal.column };
    made.current?.setPosition(at);
    made.current?.revealPositionInCenterIfOutsideViewport(at);
    made.current?.focus();
    onRevealed();
  }, [reveal, onRevealed]);

  return <div ref={place} className="text-editor" />;
}
