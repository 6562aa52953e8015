/** A line to search what a terminal shows and has shown. */
import { useEffect, useRef, useState } from 'react';
import { IconButton } from '../components/button.tsx';
import { TextField } from '../components/text-field.tsx';

export interface TerminalSearchProps {
  /** Which of how many is shown, from 1. */
  readonly found: { readonly shown: number; readonly count: number };
  onFind(text: string, way: 'next' | 'previous'): void;
  onEnd(): void;
}

export function TerminalSearch({ found: { shown, count }, onFind, onEnd }: TerminalSearchProps) {
  const [text, setText] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const said = count === 0 ? 'Not found' : shown === 0 ? `${count} found` : `${shown} of ${count}`;
  return (
    <search>
      <form
        ref={form}
        className="terminal-bar"
        onSubmit={(event) => {
          event.preventDefault();
          onFind(text, 'next');
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            onEnd();
          } else if (event.key === 'Enter' && event.shiftKey) {
            event.preventDefault();
            onFind(text, 'previous');
          }
        }}
      >
        <TextField
          label="Search for"
          inline
          mono
          value={text}
          onValue={(value) => {
            setText(value);
            onFind(value, 'next');
          }}
        />
        <span role="status" className="muted small">
          {text === '' ? '' : said}
        </span>
        <IconButton
          icon="arrow-up"
          label="Find the one before"
          shortcut="Shift+Enter"
          onClick={() => onFind(text, 'previous')}
        />
        <IconButton icon="arrow-down" label="Find the next" shortcut="Enter" onClick={() => onFind(text, 'next')} />
        <IconButton icon="close" label="End the search" shortcut="Esc" onClick={onEnd} />
      </form>
    </search>
  );
}
