/** Lines of a text, for people: offsets become lines and columns, both from 1. */

export interface LineAt {
  readonly line: number;
  readonly column: number;
}

/** Answers for offsets in any order; made once for a text. */
export function linesOf(text: string): (offset: number) => LineAt {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
