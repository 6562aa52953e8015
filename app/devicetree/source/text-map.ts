/** From a text that was put together (included files, macros) back to the texts that people wrote. Offsets are UTF-16 units. */
import type { SourcePlace, TreeFinding } from '../finding.ts';

export type Related = NonNullable<TreeFinding['related']>[number];

/** A piece of the text put together, up to the start of the next one. */
export interface Piece {
  readonly start: number;
  readonly file: string;
  /** Where it comes from. For a macro's result the whole use of the macro. */
  readonly from: number;
  readonly to: number;
  /** False for a macro's result, whose letters stand nowhere in the file. */
  readonly verbatim: boolean;
  /** The macro's definition, or the line that includes the file. */
  readonly related: readonly Related[] | undefined;
  /** The file that dtc takes it for: the first one, or what `/include/` brings. */
  readonly dtcFile: string;
}

export class TextMap {
  private readonly pieces: readonly Piece[];
  private last = 0;

  /** Of pieces in the order of the text, the first at 0. */
  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }

  /** Of a text that stands as it is in one file. */
  static of(file: string, length: number): TextMap {
    return new TextMap([{ start: 0, file, from: 0, to: length, verbatim: true, related: undefined, dtcFile: file }]);
  }

  place(start: number, end: number): SourcePlace {
    const first = this.pieceAt(start);
    const from = sourceStart(first, start);
    const last = end <= start ? first : this.pieceAt(end - 1);
    const to = last.verbatim ? Math.min(last.from + (end - last.start), last.to) : last.to;
    // What spans files is told at its start.
    if (last.file !== first.file || to < from) {
      return { file: first.file, start: from, end: first.verbatim ? Math.max(from, first.to) : first.to };
    }
    return { file: first.file, start: from, end: to };
  }

  /** Whether the letters from `start` to `end` stand as they are in one file, so that an edit can name them. */
  isVerbatim(start: number, end: number): boolean {
    const first = this.pieceAt(start);
    if (!first.verbatim) return false;
    const last = end <= start ? first : this.pieceAt(end - 1);
    return (
      last.verbatim &&
      last.file === first.file &&
      end - start === this.place(start, end).end - sourceStart(first, start)
    );
  }

  related(at: number): readonly Related[] | undefined {
    return this.pieceAt(at).related;
  }

  dtcFile(at: number): string {
    return this.pieceAt(at).dtcFile;
  }

  private pieceAt(at: number): Piece {
    const near = this.pieces[this.last];
    const next = this.pieces[this.last + 1];
    // Places are asked for in about the order of the text.
    if (near !== undefined && near.start <= at && (next === undefined || at < next.start)) return near;
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.pieces[middle]?.start ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    this.last = low;
    return this.pieces[low] ?? nothing;
  }
}

const nothing: Piece = { start: 0, file: '', from: 0, to: 0, verbatim: false, related: undefined, dtcFile: '' };

function sourceStart(piece: Piece, at: number): number {
  return piece.verbatim ? Math.min(piece.from + (at - piece.start), piece.to) : piece.from;
}
