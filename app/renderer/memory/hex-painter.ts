/** Draws the rows on a canvas: one pass over what is to be seen, text in runs of one colour. */
import { cellDigits, characterOf, isZero, leadingZeroDigits } from './cell-text.ts';
import { fadeMs } from './change-marks.ts';
import { chunkBytes, chunkOf } from './chunk-cache.ts';
import { bytesOfRow, cellBytes, columnOf, type GridLayout, rowOf, rowStart } from './grid-layout.ts';
import type { HexGeometry } from './hex-geometry.ts';
import type { ByteRange, MemorySource } from './memory-source.ts';
import type { Palette } from './palette.ts';

export interface HexFrame {
  readonly layout: GridLayout;
  readonly geometry: HexGeometry;
  readonly palette: Palette;
  readonly source: MemorySource;
  /** px of one character, and of the whole view. */
  readonly advance: number;
  readonly width: number;
  readonly height: number;
  /** px that cells are moved to the left under the addresses, which stay. */
  readonly left: number;
  readonly top: bigint;
  /** Number that the first byte of the device has in the address column. */
  readonly base: bigint;
  readonly bigEndian: boolean;
  readonly caret: bigint;
  readonly selection: ByteRange;
  readonly focused: boolean;
  /** What is shown may be old: the link is lost. */
  readonly stale: boolean;
  /** Changes fade; otherwise their mark stays as it is. */
  readonly fading: boolean;
  readonly now: number;
}

type Tone = 'text' | 'faint' | 'mark' | 'bad';

/** The head's row, then the rows. Answers whether something on it fades and wants another frame. */
export function paintHex(context: CanvasRenderingContext2D, frame: HexFrame): boolean {
  const { palette, layout, height } = frame;
  const row = palette.rowHeight;
  context.fillStyle = palette.background;
  context.fillRect(0, 0, frame.width, height);
  context.textBaseline = 'middle';
  context.font = palette.font;
  // Old content steps back, and stays readable.
  context.globalAlpha = frame.stale ? 0.7 : 1;
  // The text is another view of the same bytes.
  context.fillStyle = palette.border;
  context.fillRect(Math.round((frame.geometry.ascii - 1) * frame.advance), row, 1, height - row);
  let fades = false;
  for (let line = 0; (line + 1) * row < height; line += 1) {
    const at = frame.top + BigInt(line);
    if (bytesOfRow(layout, at) === 0) break;
    fades = paintRow(context, frame, at, (line + 1) * row) || fades;
  }
  context.globalAlpha = 1;
  paintHead(context, frame);
  return fades;
}

function paintHead(context: CanvasRenderingContext2D, frame: HexFrame): void {
  const { palette, geometry, layout, advance } = frame;
  const middle = palette.rowHeight / 2;
  context.fillStyle = palette.background;
  context.fillRect(0, 0, frame.width, palette.rowHeight);
  const column = columnOf(layout, frame.caret);
  for (const [index, at] of geometry.cells.entries()) {
    const text = (index * cellBytes(layout)).toString(16).toUpperCase();
    context.fillStyle = index === column ? palette.text : palette.faint;
    context.fillText(text, (at + geometry.digitsPerCell - text.length) * advance, middle);
  }
  context.fillStyle = palette.faint;
  context.fillText('text', geometry.ascii * advance, middle);
  context.fillStyle = palette.background;
  if (frame.left > 0) context.fillRect(frame.left, 0, (geometry.mark + 1.5) * advance, palette.rowHeight);
  context.fillStyle = palette.border;
  context.fillRect(0, palette.rowHeight - 1, frame.width, 1);
}

function paintRow(context: CanvasRenderingContext2D, frame: HexFrame, row: bigint, y: number): boolean {
  const { layout, geometry, palette, source, advance, now } = frame;
  const start = rowStart(layout, row);
  const length = bytesOfRow(layout, row);
  const size = cellBytes(layout);
  const middle = y + palette.rowHeight / 2;

  const chunk = source.shown(chunkOf(start));
  const inChunk = Number(start % BigInt(chunkBytes));
  const runs = new TextRuns(context, palette, advance, middle);
  const anyBad = source.anyUnreadable;
  const anyMark = source.marks.any;
  let fades = false;
  let changed = false;
  for (let column = 0; (column + 1) * size <= length; column += 1) {
    const offset = start + BigInt(column * size);
    const character = geometry.cells[column] ?? 0;
    const bad = anyBad && source.unreadableAt(offset) !== undefined;
    const known = !bad && chunk !== undefined && (chunk.known === undefined || source.shows(offset, size));
    const age = known && anyMark ? source.marks.age(offset, size, now) : undefined;
    const strength = age === undefined ? 0 : frame.fading ? Math.max(0, 1 - age / fadeMs) : 1;
    if (strength > 0) {
      changed = true;
      fades ||= frame.fading;
    }
    paintGround(context, frame, offset, character, y, strength, bad);
    if (bad) runs.add(character, '×'.repeat(geometry.digitsPerCell), 'bad');
    else if (!known) runs.add(character, '·'.repeat(geometry.digitsPerCell), 'faint');
    else {
      const at = inChunk + column * size;
      const tone = strength > 0.4 ? 'mark' : isZero(chunk.bytes, at, size) ? 'faint' : 'text';
      const digits = cellDigits(chunk.bytes, at, size, frame.bigEndian);
      // Of a word its bytes of zeros in front step back, too.
      const zeros = tone === 'text' ? leadingZeroDigits(digits) : 0;
      if (zeros > 0) runs.add(character, digits.slice(0, zeros), 'faint');
      runs.add(character + zeros, digits.slice(zeros), tone);
      for (let k = 0; k < size; k += 1) {
        const byte = chunk.bytes[at + k] ?? 0;
        runs.addText(
          geometry.ascii + column * size + k,
          characterOf(byte),
          byte >= 0x20 && byte < 0x7f ? 'text' : 'faint',
        );
      }
    }
  }
  runs.end();
  paintCaret(context, frame, row, y);
  if (frame.left > 0) {
    context.fillStyle = palette.background;
    context.fillRect(frame.left, y, (geometry.mark + 1.5) * advance, palette.rowHeight);
  }
  paintAddress(context, frame, row, start, middle);
  if (changed) paintMark(context, frame, y);
  return fades;
}

/** The zeros in front, which all rows share, step back. */
function paintAddress(
  context: CanvasRenderingContext2D,
  { geometry, palette, base, advance, layout, caret, left }: HexFrame,
  row: bigint,
  start: bigint,
  middle: number,
): void {
  const digits = (base + start).toString(16);
  const zeros = '0'.repeat(Math.max(0, geometry.addressDigits - digits.length));
  context.fillStyle = palette.faint;
  if (zeros !== '') context.fillText(zeros, left + advance, middle);
  context.fillStyle = rowOf(layout, caret) === row ? palette.text : palette.muted;
  context.fillText(digits, left + (1 + zeros.length) * advance, middle);
}

function paintGround(
  context: CanvasRenderingContext2D,
  { geometry, palette, advance, selection, layout }: HexFrame,
  offset: bigint,
  character: number,
  y: number,
  strength: number,
  bad: boolean,
): void {
  const row = palette.rowHeight;
  const [x, width] = [(character - 0.5) * advance, (geometry.digitsPerCell + 1) * advance];
  const selected = offset >= selection.offset && offset < selection.offset + selection.size;
  // One cell alone is the caret's, which has a frame.
  if (selected && selection.size > BigInt(cellBytes(layout))) {
    context.fillStyle = palette.selected;
    context.fillRect(x, y, width, row);
    const text = geometry.ascii + Number(offset % BigInt(layout.bytesPerRow));
    context.fillRect(text * advance, y, cellBytes(layout) * advance, row);
  }
  if (bad) {
    context.fillStyle = palette.badBackground;
    context.fillRect(x, y + 1, width, row - 2);
  }
  if (strength > 0) {
    const alpha = context.globalAlpha;
    context.globalAlpha = alpha * strength;
    context.fillStyle = palette.markBackground;
    context.fillRect(x, y + 1, width, row - 2);
    context.globalAlpha = alpha;
  }
}

/** A triangle beside the address: the row has changed, for those who see no colours. */
function paintMark(context: CanvasRenderingContext2D, { geometry, palette, advance, left }: HexFrame, y: number): void {
  const [x, middle] = [left + (geometry.mark + 0.1) * advance, y + palette.rowHeight / 2];
  context.fillStyle = palette.sign;
  context.beginPath();
  context.moveTo(x, middle - 4);
  context.lineTo(x + 6, middle);
  context.lineTo(x, middle + 4);
  context.fill();
}

function paintCaret(context: CanvasRenderingContext2D, frame: HexFrame, row: bigint, y: number): void {
  const { layout, geometry, palette, caret, advance, focused } = frame;
  if (rowOf(layout, caret) !== row) return;
  const column = columnOf(layout, caret);
  const line = focused ? 2 : 1;
  context.strokeStyle = focused ? palette.focus : palette.control;
  context.lineWidth = line;
  const x = Math.round(((geometry.cells[column] ?? 0) - 0.5) * advance);
  const width = Math.round((geometry.digitsPerCell + 1) * advance);
  context.strokeRect(x + line / 2, y + line / 2, width - line, palette.rowHeight - line);
  const text = Math.round((geometry.ascii + column * cellBytes(layout)) * advance);
  context.lineWidth = 1;
  context.strokeRect(text + 0.5, y + 1.5, Math.round(cellBytes(layout) * advance) - 1, palette.rowHeight - 3);
}

/** Neighbouring cells of one tone in one call; so are characters of the text. */
class TextRuns {
  readonly #context: CanvasRenderingContext2D;
  readonly #colours: Readonly<Record<Tone, string>>;
  readonly #advance: number;
  readonly #middle: number;
  #text = '';
  #at = 0;
  #tone: Tone = 'text';
  readonly #characters: Record<'text' | 'faint', string[]> = { text: [], faint: [] };
  #first: number | undefined;

  constructor(context: CanvasRenderingContext2D, palette: Palette, advance: number, middle: number) {
    this.#context = context;
    this.#colours = { text: palette.text, faint: palette.faint, mark: palette.mark, bad: palette.bad };
    this.#advance = advance;
    this.#middle = middle;
  }

  add(at: number, text: string, tone: Tone): void {
    if (tone !== this.#tone || this.#text === '') {
      this.#flush();
      this.#tone = tone;
      this.#at = at;
      this.#text = text;
    } else {
      this.#text = this.#text.padEnd(at - this.#at) + text;
    }
  }

  addText(at: number, character: string, tone: 'text' | 'faint'): void {
    this.#first ??= at;
    this.#characters[tone][at - this.#first] = character;
  }

  end(): void {
    this.#flush();
    if (this.#first === undefined) return;
    for (const tone of ['text', 'faint'] as const) {
      const line = Array.from(this.#characters[tone], (character) => character ?? ' ').join('');
      if (line === '') continue;
      this.#context.fillStyle = this.#colours[tone];
      this.#context.fillText(line, this.#first * this.#advance, this.#middle);
    }
  }

  #flush(): void {
    if (this.#text === '') return;
    this.#context.fillStyle = this.#colours[this.#tone];
    this.#context.fillText(this.#text, this.#at * this.#advance, this.#middle);
    this.#text = '';
  }
}
