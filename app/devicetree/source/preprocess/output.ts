/** The text that comes out, and where each piece of it comes from. */
import { type Piece, type Related, TextMap } from '../text-map.ts';

/** UTF-16 units; a text that includes itself twice, or a macro of macros, can ask for any number. */
const longest = 1 << 23;

export class Output {
  private readonly parts: string[] = [];
  private readonly pieces: Piece[] = [];
  private length = 0;
  private lastPart = '';
  /** The file that dtc takes what comes for. */
  dtcFile: string;

  constructor(dtcFile: string) {
    this.dtcFile = dtcFile;
  }

  get full(): boolean {
    return this.length > longest;
  }

  get text(): string {
    return this.parts.join('');
  }

  get map(): TextMap {
    return new TextMap(this.pieces);
  }

  /** The last letters, to see what a following token would join. */
  get last(): string {
    return this.lastPart.slice(-1);
  }

  /** A part of a file as it stands there. */
  verbatim(file: string, text: string, from: number, to: number, related: readonly Related[] | undefined): void {
    if (to <= from) return;
    const { length: start, dtcFile } = this;
    this.pieces.push({ start, file, from, to, verbatim: true, related, dtcFile });
    this.add(from === 0 && to === text.length ? text : text.slice(from, to));
  }

  /** What a macro gives for the letters from `from` to `to`. */
  made(file: string, text: string, from: number, to: number, related: readonly Related[]): void {
    if (text === '') return;
    const { length: start, dtcFile } = this;
    this.pieces.push({ start, file, from, to, verbatim: false, related, dtcFile });
    this.add(text);
  }

  private add(text: string): void {
    this.parts.push(text);
    this.lastPart = text;
    this.length += text.length;
  }
}
