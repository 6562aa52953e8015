/** The hex view: painted rows, a scrollbar that reaches any of them, and what keys, wheel and pointer do. */
import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { clampTop, lastTop, moveCaret } from './caret.ts';
import { type CellEdit, CellEditor } from './cell-editor.tsx';
import { cellState } from './cell-state.ts';
import type { DeviceSession } from './device-session.ts';
import { lastCell, rowCount } from './grid-layout.ts';
import { CaretSaid, HexGrid } from './hex-grid.tsx';
import { hexKey } from './hex-keys.ts';
import { HexSurface } from './hex-surface.ts';
import { rowAtScroll, scrollAtRow, scrolledHeight, wheelRows } from './scroll-scale.ts';
import { useView, useViewParts } from './use-session.ts';
import { type CellNote, layoutOf, withCaret } from './view-state.ts';
import { restoreLast, writeCell } from './write-cell.ts';
import './hex-view.css';

export interface HexViewProps {
  readonly session: DeviceSession;
  onGoTo(): void;
  onCopy(): void;
  onRefresh(): void;
}

export function HexView({ session, onGoTo, onCopy, onRefresh }: HexViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [surface, setSurface] = useState<HexSurface>();
  const [edit, setEdit] = useState<CellEdit>();
  const { size } = session.device;
  const { view } = session;

  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const made = new HexSurface(canvas.current, session);
    setSurface(made);
    return () => made[Symbol.dispose]();
  }, [session]);

  // A value that is being typed stays where it goes to.
  useWheel(frame, session, edit === undefined ? surface : undefined);

  const focusGrid = () => frame.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
  const say = (note: CellNote | undefined) => view.setState({ note });

  const startEdit = (digit?: string) => {
    const { unlocked, caret, width, bigEndian } = view.getState();
    // Rows that were scrolled away have no place for what is typed.
    view.setState((state) => withCaret(state, size, caret, true));
    if (!unlocked) {
      say({
        offset: caret,
        tone: 'warn',
        text: 'This device is read-only.',
        hint: 'Unlock editing at the top of this view, then type again.',
      });
      return;
    }
    const cell = cellState(session.source, caret, width / 8, bigEndian, performance.now());
    const text = digit ?? (cell.is === 'read' ? `0x${cell.digits}` : '');
    setEdit({ offset: caret, text, digits: digit !== undefined });
  };

  const keyDown = (event: KeyboardEvent) => {
    const key = hexKey(event);
    if (key === undefined) return;
    event.preventDefault();
    const state = view.getState();
    const layout = layoutOf(size, state);
    switch (key.does) {
      case 'move':
        view.setState(withCaret(state, size, moveCaret(layout, state.caret, key.move, state.pageRows), key.extend));
        break;
      case 'select-all':
        view.setState({ anchor: 0n, caret: lastCell(layout) });
        break;
      case 'escape':
        view.setState({ anchor: state.caret, note: undefined });
        break;
      case 'go-to':
        onGoTo();
        break;
      case 'copy':
        onCopy();
        break;
      case 'refresh':
        onRefresh();
        break;
      case 'restore':
        if (state.unlocked) void restoreLast(session).then(say);
        break;
      case 'edit':
        startEdit();
        break;
      case 'type':
        startEdit(key.digit);
        break;
    }
  };

  const point = (event: PointerEvent, extend: boolean) => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined || surface === undefined) return;
    const hit = surface.hit(event.clientX - box.left, event.clientY - box.top, extend);
    if (hit !== undefined) view.setState((state) => withCaret(state, size, hit.offset, extend));
  };

  return (
    <div ref={frame} className="hex-view">
      <div className="hex-paper-side">
        <div className="hex-paper">
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without a tabindex takes no focus. */}
          <canvas ref={canvas} aria-hidden="true" className="hex-canvas" />
          <HexGrid
            session={session}
            onKeyDown={keyDown}
            onFocus={() => {
              if (surface !== undefined) surface.focused = true;
            }}
            onBlur={() => {
              if (surface !== undefined) surface.focused = false;
            }}
            onPointerDown={(event) => {
              if (event.button !== 0) return;
              event.currentTarget.setPointerCapture(event.pointerId);
              point(event, event.shiftKey);
            }}
            onPointerMove={(event) => {
              if (event.currentTarget.hasPointerCapture(event.pointerId)) point(event, true);
            }}
            onDoubleClick={() => startEdit()}
          />
          <CaretSaid session={session} />
          {surface !== undefined && (
            <AtCell
              session={session}
              surface={surface}
              edit={edit}
              onEdited={() => {
                setEdit(undefined);
                focusGrid();
              }}
            />
          )}
        </div>
        {surface !== undefined && <ScrollAcross session={session} surface={surface} />}
      </div>
      <ScrollThumb session={session} rowHeight={surface?.rowHeight ?? 20} />
    </div>
  );
}

/** The editor or a note, where its cell is. */
function AtCell({
  session,
  surface,
  edit,
  onEdited,
}: {
  session: DeviceSession;
  surface: HexSurface;
  edit: CellEdit | undefined;
  onEdited(): void;
}) {
  const note = useView(session, (state) => state.note);
  const width = useView(session, (state) => state.width);
  // The place moves with the rows.
  const { pageRows } = useViewParts(session, 'top', 'pageRows');
  const offset = edit?.offset ?? note?.offset;
  const place = offset === undefined ? undefined : surface.placeOf(offset);
  if (place === undefined) return undefined;
  // There is room where more rows are.
  const above = place.y > (pageRows * surface.rowHeight) / 2;
  if (edit !== undefined) {
    return (
      <CellEditor
        edit={edit}
        address={session.device.address + edit.offset}
        width={width}
        place={place}
        above={above}
        onClose={onEdited}
        onWrite={(value) => {
          onEdited();
          void writeCell(session, edit.offset, value).then((said) => session.view.setState({ note: said }));
        }}
      />
    );
  }
  if (note === undefined) return undefined;
  return (
    <div
      className={`cell-note cell-note-${note.tone} small`}
      role={note.tone === 'good' ? 'status' : 'alert'}
      style={{
        left: place.x,
        ...(above ? { bottom: `calc(100% - ${place.y}px)` } : { top: place.y + place.height }),
      }}
    >
      <p>{note.text}</p>
      {note.hint !== undefined && <p className="muted">{note.hint}</p>}
      {note.id !== undefined && <p className="mono muted">{note.id}</p>}
    </div>
  );
}

/** A listener of its own: React's are passive, and the page must not scroll along. */
function useWheel(
  frame: { readonly current: HTMLElement | null },
  session: DeviceSession,
  surface: HexSurface | undefined,
): void {
  useEffect(() => {
    const element = frame.current;
    if (element === null || surface === undefined) return;
    let kept = 0;
    const wheel = (event: WheelEvent) => {
      if (event.ctrlKey) return;
      const state = session.view.getState();
      const across = event.shiftKey ? event.deltaY : event.deltaX;
      if (across !== 0) {
        event.preventDefault();
        const most = Math.max(0, surface.contentWidth - state.paperWidth);
        session.view.setState({ left: Math.max(0, Math.min(most, state.left + across)) });
        return;
      }
      if (event.deltaY === 0) return;
      event.preventDefault();
      const turned = wheelRows(kept, { delta: event.deltaY, mode: event.deltaMode }, surface.rowHeight, state.pageRows);
      kept = turned.kept;
      if (turned.rows === 0) return;
      const layout = layoutOf(session.device.size, state);
      session.view.setState({ top: clampTop(layout, state.top + BigInt(turned.rows), state.pageRows) });
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [frame, session, surface]);
}

/** Below rows that are wider than there is room. */
function ScrollAcross({ session, surface }: { session: DeviceSession; surface: HexSurface }) {
  const bar = useRef<HTMLDivElement>(null);
  const { left, paperWidth } = useViewParts(session, 'left', 'paperWidth', 'width', 'bytesPerRow', 'addresses');
  useLayoutEffect(() => {
    if (bar.current !== null) bar.current.scrollLeft = left;
  }, [left]);
  if (surface.contentWidth <= paperWidth) return undefined;
  return (
    <div
      ref={bar}
      className="hex-scroll-across"
      aria-hidden="true"
      tabIndex={-1}
      onScroll={(event) => {
        const to = event.currentTarget.scrollLeft;
        if (Math.abs(to - session.view.getState().left) >= 1) session.view.setState({ left: to });
      }}
    >
      <div style={{ width: surface.contentWidth, height: 1 }} />
    </div>
  );
}

/** The system's own scrollbar over a height that stands for all rows. Keys and screen readers use the grid instead. */
function ScrollThumb({ session, rowHeight }: { session: DeviceSession; rowHeight: number }) {
  const bar = useRef<HTMLDivElement>(null);
  /** Where it was put by us: the scroll event of that means nothing. */
  const put = useRef(0);
  const state = useViewParts(session, 'width', 'bytesPerRow', 'top', 'pageRows');
  const layout = layoutOf(session.device.size, state);
  const last = lastTop(layout, state.pageRows);
  const rows = rowCount(layout);

  useLayoutEffect(() => {
    const element = bar.current;
    if (element === null) return;
    const largest = element.scrollHeight - element.clientHeight;
    const wanted = scrollAtRow(state.top, largest, last);
    // A thumb that stands for this row already stays where the hand holds it.
    if (rowAtScroll(element.scrollTop, largest, last) === state.top) return;
    element.scrollTop = wanted;
    put.current = element.scrollTop;
  }, [state.top, last]);

  const scrolled = () => {
    const element = bar.current;
    if (element === null || Math.abs(element.scrollTop - put.current) < 1) return;
    put.current = -1;
    const largest = element.scrollHeight - element.clientHeight;
    session.view.setState({ top: rowAtScroll(element.scrollTop, largest, last) });
  };

  return (
    <div ref={bar} className="hex-scroll" aria-hidden="true" tabIndex={-1} onScroll={scrolled}>
      {/* The head's row does not scroll. */}
      <div style={{ height: scrolledHeight(rows + 1n, rowHeight) }} />
    </div>
  );
}
