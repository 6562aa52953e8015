/** A text kept in pieces: of a long one only the pieces are written in which something changed. */

/** Letters of one: writing it costs less than drawing a line. */
const pieceLength = 1 << 15;

interface Piece {
  readonly id: number;
  readonly length: number;
}

export interface KeptText {
  readonly text: string;
  /** Joined they are the text. */
  readonly pieces: readonly Piece[];
}

export const nothingKept: KeptText = { text: '', pieces: [] };

/** Pure but for `newId`. The text in the pieces that it has already, and those that are to be written for the rest. */
export function inPieces(
  before: KeptText,
  text: string,
  newId: () => number,
): { readonly kept: KeptText; readonly fresh: readonly { readonly id: number; readonly text: string }[] } {
  const { pieces } = before;
  let head = 0;
  let from = 0;
  for (let piece = pieces[head]; piece !== undefined; piece = pieces[head]) {
    const end = from + piece.length;
    if (end > text.length || text.slice(from, end) !== before.text.slice(from, end)) break;
    head += 1;
    from = end;
  }
  let tail = pieces.length;
  let to = text.length;
  let was = before.text.length;
  for (let piece = pieces[tail - 1]; piece !== undefined && tail > head; piece = pieces[tail - 1]) {
    const [start, oldStart] = [to - piece.length, was - piece.length];
    if (start < from || text.slice(start, to) !== before.text.slice(oldStart, was)) break;
    tail -= 1;
    to = start;
    was = oldStart;
  }
  const fresh: { readonly id: number; readonly text: string }[] = [];
  for (let at = from; at < to; at += pieceLength)
    fresh.push({ id: newId(), text: text.slice(at, Math.min(to, at + pieceLength)) });
  const made = fresh.map((each): Piece => ({ id: each.id, length: each.text.length }));
  return { kept: { text, pieces: [...pieces.slice(0, head), ...made, ...pieces.slice(tail)] }, fresh };
}
