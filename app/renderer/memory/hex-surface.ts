/** The canvas of the hex view: its size in device pixels, its frames, and where a pointer is on it. */
import { selectedRange } from './caret.ts';
import type { DeviceSession } from './device-session.ts';
import { columnOf, rowOf } from './grid-layout.ts';
import { type HexGeometry, type Hit, hexGeometry, hitAt } from './hex-geometry.ts';
import { paintHex } from './hex-painter.ts';
import { measureFrame } from './measure.ts';
import { onThemeChange, type Palette, readPalette } from './palette.ts';
import { layoutOf, withPage } from './view-state.ts';

export class HexSurface implements Disposable {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #session: DeviceSession;
  readonly #end: (() => void)[] = [];
  readonly #reduced = matchMedia('(prefers-reduced-motion: reduce)');
  #palette: Palette;
  #advance = 8;
  #size = { width: 0, height: 0, ratio: 1 };
  #frame: number | undefined;
  #focused = false;

  constructor(canvas: HTMLCanvasElement, session: DeviceSession) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('Chromium has no 2d canvas');
    this.#canvas = canvas;
    this.#context = context;
    this.#session = session;
    this.#palette = readPalette(canvas);
    const resized = new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.#resize(entry);
    });
    resized.observe(canvas, { box: 'device-pixel-content-box' });
    const themed = () => {
      this.#palette = readPalette(canvas);
      this.#measureFont();
      this.#fitRows();
      this.draw();
    };
    const draw = () => this.draw();
    this.#reduced.addEventListener('change', draw);
    this.#end.push(
      () => resized.disconnect(),
      onThemeChange(themed),
      session.onChange(draw),
      session.view.subscribe((now, before) => {
        if (now.caret !== before.caret) this.#showColumn();
        else if (now.width !== before.width || now.bytesPerRow !== before.bytesPerRow) this.#fitLeft(now.left);
      }),
      () => this.#reduced.removeEventListener('change', draw),
    );
    this.#measureFont();
  }

  set focused(focused: boolean) {
    this.#focused = focused;
    this.draw();
  }

  get rowHeight(): number {
    return this.#palette.rowHeight;
  }

  get geometry(): HexGeometry {
    const { address, size } = this.#session.device;
    const state = this.#session.view.getState();
    const base = state.addresses === 'absolute' ? address : 0n;
    return hexGeometry(layoutOf(size, state), base + (size > 0n ? size - 1n : 0n), true);
  }

  /** px that all columns take. */
  get contentWidth(): number {
    return Math.ceil(this.geometry.width * this.#advance);
  }

  /** px from the canvas's top left to a cell, and the cell's size. Undefined when it is not on the screen. */
  placeOf(offset: bigint): { x: number; y: number; width: number; height: number } | undefined {
    const state = this.#session.view.getState();
    const layout = layoutOf(this.#session.device.size, state);
    const line = rowOf(layout, offset) - state.top;
    if (line < 0n || line > BigInt(state.pageRows)) return undefined;
    const { cells, digitsPerCell } = this.geometry;
    const height = this.#palette.rowHeight;
    return {
      x: ((cells[columnOf(layout, offset)] ?? 0) - 0.5) * this.#advance - state.left,
      y: (Number(line) + 1) * height,
      width: (digitsPerCell + 1) * this.#advance,
      height,
    };
  }

  /** What is under a point given in px from the top left. Rows above and below count when `beyond` is set. */
  hit(x: number, y: number, beyond = false): Hit | undefined {
    const state = this.#session.view.getState();
    const row = y / this.#palette.rowHeight - 1;
    if (!beyond && (row < 0 || row >= state.pageRows + 1)) return undefined;
    const { geometry } = this;
    // Addresses stay where they are.
    const overAddress = x < (geometry.mark + 1) * this.#advance;
    const place = { character: (overAddress ? x : x + state.left) / this.#advance, row };
    return hitAt(layoutOf(this.#session.device.size, state), geometry, state.top, place);
  }

  /** With the next frame. */
  draw(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#paint();
    });
  }

  [Symbol.dispose](): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    for (const end of this.#end) end();
  }

  #resize(entry: ResizeObserverEntry): void {
    const [device] = entry.devicePixelContentBoxSize;
    const { width, height } = entry.contentRect;
    if (device === undefined || width === 0) return;
    const ratio = device.inlineSize / width;
    this.#canvas.width = device.inlineSize;
    this.#canvas.height = device.blockSize;
    this.#size = { width, height, ratio };
    this.#session.view.setState({ paperWidth: width });
    this.#measureFont();
    this.#fitRows();
    this.#fitLeft(this.#session.view.getState().left);
    // At once: a canvas that was resized is empty.
    this.#paint();
  }

  #fitRows(): void {
    const pageRows = Math.max(1, Math.floor(this.#size.height / this.#palette.rowHeight) - 1);
    const { device, view } = this.#session;
    if (this.#size.height > 0 && view.getState().pageRows !== pageRows) {
      view.setState((state) => withPage(state, device.size, pageRows));
    }
  }

  /** No further to the side than there is something to see. */
  #fitLeft(wanted: number): void {
    const left = Math.max(0, Math.min(wanted, this.contentWidth - this.#size.width));
    if (left !== this.#session.view.getState().left) this.#session.view.setState({ left });
  }

  /** Moves rows sideways until the caret's column is to be seen. */
  #showColumn(): void {
    const { caret, left } = this.#session.view.getState();
    const place = this.placeOf(caret);
    if (place === undefined || this.#size.width === 0) return;
    const addresses = (this.geometry.mark + 1.5) * this.#advance;
    if (place.x < addresses) this.#fitLeft(left + place.x - addresses);
    else if (place.x + place.width > this.#size.width) this.#fitLeft(left + place.x + place.width - this.#size.width);
  }

  /** Characters are spaced to whole device pixels, so that each column is equally sharp. */
  #measureFont(): void {
    const context = this.#context;
    context.font = this.#palette.font;
    context.letterSpacing = '0px';
    const natural = context.measureText('0'.repeat(64)).width / 64;
    const { ratio } = this.#size;
    this.#advance = Math.max(1, Math.round(natural * ratio)) / ratio;
    context.letterSpacing = `${this.#advance - natural}px`;
  }

  #paint(): void {
    const start = performance.now();
    const { width, height, ratio } = this.#size;
    if (width === 0) return;
    const session = this.#session;
    const state = session.view.getState();
    const layout = layoutOf(session.device.size, state);
    const now = start + 1;
    const fading = !this.#reduced.matches;
    const context = this.#context;
    context.setTransform(ratio, 0, 0, ratio, Math.round(-state.left * ratio), 0);
    context.fontKerning = 'none';
    const fades = paintHex(context, {
      layout,
      geometry: this.geometry,
      palette: this.#palette,
      source: session.source,
      advance: this.#advance,
      width: Math.max(width, this.contentWidth),
      height,
      left: state.left,
      top: state.top,
      base: state.addresses === 'absolute' ? session.device.address : 0n,
      bigEndian: state.bigEndian,
      caret: state.caret,
      selection: selectedRange(layout, state),
      focused: this.#focused,
      stale: !session.reachable,
      fading,
      now,
    });
    if (fading) session.source.marks.fade(now);
    measureFrame(start);
    if (fades) this.draw();
  }
}
