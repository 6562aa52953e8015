/** Two texts in Monaco, and what differs between them; found in the editor's worker, and only to be read. */
import { useEffect, useRef } from 'react';
import './text-editor.css';
import { createDifferenceEditor, type Language, monaco } from './monaco.ts';

export default function DifferenceEditor({
  label,
  before,
  after,
  language,
}: {
  label: string;
  before: string;
  after: string;
  language: Language;
}) {
  const place = useRef<HTMLDivElement>(null);
  const models = useRef<Readonly<Record<'original' | 'modified', monaco.editor.ITextModel>>>(undefined);
  const first = useRef({ before, after });
  useEffect(() => {
    if (place.current === null) return;
    const made = {
      original: monaco.editor.createModel(first.current.before, language),
      modified: monaco.editor.createModel(first.current.after, language),
    };
    models.current = made;
    const editor = createDifferenceEditor(place.current, label);
    editor.setModel(made);
    return () => {
      editor.dispose();
      made.original.dispose();
      made.modified.dispose();
      models.current = undefined;
    };
  }, [label, language]);
  useEffect(() => {
    if (models.current?.original.getValue() !== before) models.current?.original.setValue(before);
  }, [before]);
  useEffect(() => {
    if (models.current?.modified.getValue() !== after) models.current?.modified.setValue(after);
  }, [after]);
  return <div ref={place} className="text-editor" />;
}
