/** A text as lines with their own ends, so that each that is not changed stays byte by byte what it was. Pure. */

export interface Line {
  readonly text: string;
  /** `\n`, `\r\n`, or nothing behind the last one. */
  readonly end: string;
}

export function linesOf(text: string): Line[] {
  return [...text.matchAll(/([^\n]*?)(\r?\n|$)/g)].flatMap(([whole, line = '', end = '']) =>
    whole === '' ? [] : [{ text: line, end }],
  );
}

export function textOfLines(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + end).join('');
}

/** With a line behind number `index` (-1: before the first), ended as its neighbours are; the last one goes on not to end. */
export function insertedAfter(lines: readonly Line[], index: number, text: string): Line[] {
  const usual = lines.find(({ end }) => end !== '')?.end ?? '\n';
  const before = lines[index];
  const head = lines.slice(0, index + 1);
  const tail = lines.slice(index + 1);
  if (before === undefined || before.end !== '') return [...head, { text, end: before?.end ?? usual }, ...tail];
  return [...head.slice(0, -1), { ...before, end: usual }, { text, end: '' }, ...tail];
}

/** The way back of {@link insertedAfter}. */
export function without(lines: readonly Line[], index: number): Line[] {
  const gone = lines[index];
  const rest = lines.filter((_, at) => at !== index);
  const last = rest.at(-1);
  if (gone === undefined || gone.end !== '' || index !== rest.length || last === undefined) return rest;
  return [...rest.slice(0, -1), { ...last, end: '' }];
}

export function replaced(lines: readonly Line[], index: number, text: string): Line[] {
  return lines.map((line, at) => (at === index ? { ...line, text } : line));
}
