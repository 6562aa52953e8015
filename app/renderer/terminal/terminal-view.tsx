/** A terminal with its bar: what shells and serial consoles have in common. */
import { type ReactNode, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { IconButton } from '../components/button.tsx';
import { useSetting } from '../settings/settings-store.ts';
import type { LiveTerminal } from './live-terminal.ts';
import './terminal.css';
import { TerminalSearch } from './terminal-search.tsx';
import { useTerminalState } from './terminals.ts';

export interface TerminalViewProps {
  /** As in `Terminal 1 of zynq`: the name of the whole. */
  readonly name: string;
  /** In useTerminals. */
  readonly terminalKey: string;
  readonly live: LiveTerminal;
  /** Output alone: nothing takes what is typed. */
  readonly readOnly?: boolean;
  /** What it is at, shortly; beside it the title that a program gave it. */
  readonly status: string;
  /** At the end of the bar. */
  readonly actions?: ReactNode;
  /** Above the screen: why it has ended, and the way on. */
  readonly notice?: ReactNode;
}

export function TerminalView(props: TerminalViewProps) {
  const { name, terminalKey, live, readOnly = false, status, actions, notice } = props;
  const { title } = useTerminalState(terminalKey);
  const { screen } = live;
  const help = useId();
  const place = useScreen(live, `${readOnly ? 'Output' : 'Input'} of ${name}`, help, !readOnly);
  const [found, setFound] = useState({ shown: 0, count: 0 });
  const [searching, setSearching] = useState(false);
  const [reader, setReader] = useState(screen.screenReader);
  const [said, setSaid] = useState('');
  const copy = useCallback(() => {
    const text = screen.selection;
    if (text === '') return setSaid('Nothing is selected');
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('The system did not let it be copied'),
    );
  }, [screen]);
  useEffect(() => {
    live.shown = {
      onOwnKey: (key) => (key === 'copy' ? copy() : setSearching(true)),
      onFound: (shown, count) => setFound({ shown, count }),
    };
    return () => {
      live.shown = undefined;
    };
  }, [live, copy]);
  const paste = () => {
    // At once: a key that is pressed next is for the shell, not for the button once more.
    screen.focus();
    navigator.clipboard.readText().then(
      (text) => screen.paste(text),
      () => setSaid('The system lets no button read the clipboard: Ctrl+Shift+V in the terminal pastes'),
    );
  };
  const endSearch = () => {
    screen.find('', 'next');
    setSearching(false);
    screen.focus();
  };
  return (
    <section className="terminal" aria-label={name}>
      <div className="terminal-bar">
        <span className="terminal-name truncate">
          {name}
          {title !== '' && <span className="muted"> {title}</span>}
        </span>
        <span className="muted small" role="status">
          {said === '' ? status : said}
        </span>
        <span className="grow" />
        <IconButton icon="search" label="Search" shortcut="Ctrl+Shift+F" onClick={() => setSearching(true)} />
        <IconButton icon="copy" label="Copy the selection" shortcut="Ctrl+Shift+C" onClick={copy} />
        {!readOnly && <IconButton icon="clippy" label="Paste" shortcut="Ctrl+Shift+V" onClick={paste} />}
        <IconButton
          icon="clear-all"
          label="Clear"
          onClick={() => {
            screen.clear();
            screen.focus();
          }}
        />
        <IconButton
          icon="unmute"
          label="Screen reader mode"
          aria-pressed={reader}
          onClick={() => {
            screen.screenReader = !reader;
            setReader(!reader);
          }}
        />
        {actions}
      </div>
      {searching && <TerminalSearch found={found} onFind={(text, way) => screen.find(text, way)} onEnd={endSearch} />}
      {notice}
      <p className="unseen" id={help}>
        {readOnly
          ? 'Nothing can be typed here; arrow keys with Shift scroll.'
          : 'Keys go to the terminal. F6 leaves it.'}
      </p>
      <div ref={place} className="terminal-place" />
    </section>
  );
}

/** Puts the terminal's element where it is shown, and keeps it as large as that. */
function useScreen(live: LiveTerminal, label: string, help: string, isFirst: boolean) {
  const fontSize = useSetting('terminal.fontSize');
  const scrollback = useSetting('terminal.scrollback');
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const { screen } = live;
    screen.attach(element, { fontSize, scrollback }, { label, help, isFirst });
    let frame = 0;
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => screen.fit());
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      screen.detach(element);
    };
  }, [live, fontSize, scrollback, label, help, isFirst]);
  return place;
}
