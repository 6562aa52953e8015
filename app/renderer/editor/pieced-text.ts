/** A long text that is changed here and there: a change puts one piece together anew, not the whole. */

/** Letters of a piece: to put one together takes no time that could be felt, and a text of a megabyte has few. */
const usualLength = 1 << 15;

export class PiecedText {
  private pieces: string[];
  private readonly pieceLength: number;
  /** Undefined: a change came since. */
  private joined: string | undefined;

  constructor(text: string, pieceLength = usualLength) {
    this.pieceLength = pieceLength;
    this.pieces = this.cut(text);
    this.joined = text;
  }

  /** What stands from `start` to `end` becomes `put`. RangeError where the text has no such place: nothing is changed then. */
  replace(start: number, end: number, put: string): void {
    const [from, to] = [this.placeOf(start), this.placeOf(end)];
    if (from === undefined || to === undefined || end < start)
      throw new RangeError(`The text has no place from ${start} to ${end}.`);
    const head = this.pieces[from.index]?.slice(0, from.offset) ?? '';
    const tail = this.pieces[to.index]?.slice(to.offset) ?? '';
    this.pieces.splice(from.index, to.index - from.index + 1, ...this.cut(head + put + tail));
    this.joined = undefined;
  }

  /** One added to the other: the engine copies them when somebody reads the whole, `join` would copy them each time. */
  toString(): string {
    this.joined ??= this.pieces.reduce((before, piece) => before + piece, '');
    return this.joined;
  }

  /** In the first piece that reaches there. */
  private placeOf(at: number): { readonly index: number; readonly offset: number } | undefined {
    let offset = at;
    for (const [index, { length }] of this.pieces.entries()) {
      if (offset <= length) return offset < 0 ? undefined : { index, offset };
      offset -= length;
    }
    // A text of nothing has no piece.
    return offset === 0 ? { index: 0, offset } : undefined;
  }

  /** A piece may grow to twice the length, or each letter put to one would cut it. */
  private cut(text: string): string[] {
    if (text.length <= 2 * this.pieceLength) return text === '' ? [] : [text];
    const pieces: string[] = [];
    for (let at = 0; at < text.length; at += this.pieceLength) pieces.push(text.slice(at, at + this.pieceLength));
    return pieces;
  }
}
