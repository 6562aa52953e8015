/** How a device is looked at, in this window: kept while its tab is closed and opened again, void after another boot. */
import type { Content, Eye, Width } from '../../../remote-helper/contract/memory.ts';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { Settings } from '../../contract/settings.ts';
import { caretIn, clampTop, topShowing } from './caret.ts';
import type { GridLayout, RowSize } from './grid-layout.ts';
import { rowOf, rowStart } from './grid-layout.ts';
import type { LiveRate } from './live-watch.ts';

/** A value that was written here, and what it replaced. */
export interface CellWrite {
  readonly offset: bigint;
  readonly width: Width;
  readonly previous: Uint8Array;
  readonly written: Uint8Array;
}

/** Something to say at a cell. */
export interface CellNote {
  readonly offset: bigint;
  readonly tone: 'bad' | 'warn' | 'good';
  readonly text: string;
  readonly hint?: string;
  readonly id?: string;
}

export interface ViewState {
  /** What the device is; absent: it is not known. */
  readonly content: Content | undefined;
  /** The board is connected, and the device is there. */
  readonly reachable: boolean;
  readonly width: Width;
  readonly bytesPerRow: RowSize;
  readonly bigEndian: boolean;
  readonly addresses: 'absolute' | 'relative';
  readonly eye: Eye;
  /** First row on the screen, and whole rows that fit. */
  readonly top: bigint;
  readonly pageRows: number;
  /** px that the rows are moved to the left, where they are wider than the screen's part for them, and px of that part. */
  readonly left: number;
  readonly paperWidth: number;
  /** Start of the cell that keys move, and the other end of the selection. */
  readonly caret: bigint;
  readonly anchor: bigint;
  readonly live: boolean;
  readonly rate: LiveRate;
  readonly liveProblem: Problem | undefined;
  /** Somebody said here that this is memory. */
  readonly saidMemory: boolean;
  /** Something of it was read because it was asked for. */
  readonly asked: boolean;
  readonly unlocked: boolean;
  readonly writes: readonly CellWrite[];
  readonly note: CellNote | undefined;
  readonly syncShown: boolean;
}

/** How a device that was not looked at before is shown, by the user's settings. */
export function firstViewState(settings: Settings): ViewState {
  return {
    ...unseen,
    width: settings['memory.width'],
    bytesPerRow: settings['memory.bytesPerRow'],
    bigEndian: settings['memory.byteOrder'] === 'big',
    rate: settings['memory.liveRate'],
  };
}

const unseen: Omit<ViewState, 'width' | 'bytesPerRow' | 'bigEndian' | 'rate'> = {
  content: undefined,
  reachable: false,
  addresses: 'absolute',
  eye: 'cpu',
  top: 0n,
  pageRows: 1,
  left: 0,
  paperWidth: 0,
  caret: 0n,
  anchor: 0n,
  live: false,
  liveProblem: undefined,
  saidMemory: false,
  asked: false,
  unlocked: false,
  writes: [],
  note: undefined,
  syncShown: true,
};

export function layoutOf(size: bigint, { width, bytesPerRow }: Pick<ViewState, 'width' | 'bytesPerRow'>): GridLayout {
  return { size, width, bytesPerRow };
}

/** The caret at another cell, in view; `extend`: the selection's other end stays. */
export function withCaret(state: ViewState, size: bigint, caret: bigint, extend: boolean): Partial<ViewState> {
  const layout = layoutOf(size, state);
  const at = caretIn(layout, caret);
  return {
    caret: at,
    anchor: extend ? state.anchor : at,
    top: topShowing(layout, state.top, at, state.pageRows),
    note: undefined,
  };
}

/** Another number of whole rows fits: a caret that was in view stays in view, as when a notice above takes its room. */
export function withPage(state: ViewState, size: bigint, pageRows: number): Partial<ViewState> {
  const layout = layoutOf(size, state);
  const row = rowOf(layout, state.caret);
  const seen = row >= state.top && row < state.top + BigInt(state.pageRows);
  const top = seen ? topShowing(layout, state.top, state.caret, pageRows) : clampTop(layout, state.top, pageRows);
  return { pageRows, top };
}

/** Cells or rows of another size: the first byte on the screen stays there as well as it can. */
export function withShape(
  state: ViewState,
  size: bigint,
  shape: Partial<Pick<ViewState, 'width' | 'bytesPerRow'>>,
): Partial<ViewState> {
  const layout = layoutOf(size, { ...state, ...shape });
  const first = rowStart(layoutOf(size, state), state.top);
  const caret = caretIn(layout, state.caret);
  return {
    ...shape,
    caret,
    anchor: caretIn(layout, state.anchor),
    top: clampTop(layout, rowOf(layout, first), state.pageRows),
  };
}
