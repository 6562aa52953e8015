/** An editor with nothing but Monaco's own, in which tests type to know what is ours; `window.fillEditor(text)` puts a text in. */
import { useEffect, useRef } from 'react';
import { monaco } from '../editor/monaco.ts';

declare global {
  interface Window {
    fillEditor?: (text: string) => void;
  }
}

export default function BareEditor() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const editor = monaco.editor.create(place.current, {
      language: 'plaintext',
      ariaLabel: 'Bare editor',
      automaticLayout: true,
    });
    window.fillEditor = (text) => editor.setValue(text);
    return () => editor.dispose();
  }, []);
  return <div ref={place} style={{ flex: 1 }} />;
}
