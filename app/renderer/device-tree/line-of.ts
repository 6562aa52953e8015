/** Where an offset of a text is, for who counts lines and columns from 1. */

/** Pure. Of an offset behind the end: the end. */
export function lineOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - start + 1 };
}
