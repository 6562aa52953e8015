/** A text in C in Monaco, to be read. */
import { useEffect, useRef } from 'react';
import './code-view.css';
import { createEditor, monaco } from '../editor/monaco.ts';

export interface CodeViewProps {
  readonly path: string;
  readonly text: string;
  /** From 1, `column` in bytes as compilers count; shown once. */
  readonly place: { readonly line: number; readonly column: number } | undefined;
  onShown(): void;
}

export default function CodeView({ path, text, place, onShown }: CodeViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const made = useRef<monaco.editor.IStandaloneCodeEditor>(undefined);
  useEffect(() => {
    if (frame.current === null) return;
    const language = /\.[chS]$/.test(path) ? 'c' : 'plaintext';
    const editor = createEditor(frame.current, { text, label: `Text of ${path}`, language });
    editor.updateOptions({ readOnly: true, domReadOnly: true });
    made.current = editor;
    return () => {
      editor.getModel()?.dispose();
      editor.dispose();
      made.current = undefined;
    };
  }, [path, text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a text that was read again is another editor.
  useEffect(() => {
    const editor = made.current;
    const model = editor?.getModel();
    if (place === undefined || editor === undefined || !model) return;
    const lineNumber = Math.min(place.line, model.getLineCount());
    const at = { lineNumber, column: characterColumn(model.getLineContent(lineNumber), place.column) };
    editor.setPosition(at);
    editor.revealLineInCenter(lineNumber);
    editor.createDecorationsCollection([
      { range: new monaco.Range(lineNumber, 1, lineNumber, 1), options: { isWholeLine: true, className: 'code-line' } },
    ]);
    editor.focus();
    onShown();
  }, [place, onShown, text]);
  return <div ref={frame} className="code-text" />;
}

/** Of the character in which this byte is, both from 1. */
function characterColumn(line: string, byte: number): number {
  const before = new TextEncoder().encode(line).subarray(0, byte - 1);
  return new TextDecoder().decode(before).length + 1;
}
