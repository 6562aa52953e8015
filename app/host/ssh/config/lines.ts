/** Lines of ssh_config(5): keyword and words of each, split as OpenSSH does. Pure. */

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface Directive {
  /** In lower case. */
  readonly keyword: string;
  /** Without their quotation marks. Never empty. */
  readonly words: readonly [string, ...string[]];
  /** Everything after the keyword as it stands: what a command is. */
  readonly rest: string;
  readonly place: Place;
}

export interface BadLine {
  readonly reason: string;
  readonly place: Place;
}

/**
 * Words of a line as `argv_split` of OpenSSH's misc.c makes them: split at blanks, both kinds of quotation marks, `\` before
 * a quotation mark, another `\` or an unquoted blank; a `#` where a word may begin ends the line. Undefined when a
 * quotation mark is not closed.
 */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  const blank = (character: string | undefined) => character === ' ' || character === '\t';
  for (let at = 0; at < text.length; ) {
    if (blank(text[at])) {
      at += 1;
      continue;
    }
    if (text[at] === '#') break;
    let word = '';
    let quote = '';
    for (; at < text.length && (quote !== '' || !blank(text[at])); at += 1) {
      const character = text[at] ?? '';
      const next = text[at + 1];
      if (character === '\\' && (next === "'" || next === '"' || next === '\\' || (quote === '' && next === ' '))) {
        word += next;
        at += 1;
      } else if (quote === '' && (character === '"' || character === "'")) quote = character;
      else if (character === quote) quote = '';
      else word += character;
    }
    if (quote !== '') return undefined;
    words.push(word);
  }
  return words;
}

/** Directives and bad lines in their order; comments and empty lines are left out. */
export function readLines(text: string, file: string): (Directive | BadLine)[] {
  const read: (Directive | BadLine)[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/^[ \t\r]+|[ \t\r\f]+$/g, '');
    if (line !== '' && !line.startsWith('#')) read.push(readLine(line, { file, line: index + 1 }));
  }
  return read;
}

function readLine(line: string, place: Place): Directive | BadLine {
  // The keyword ends at blanks, or at one `=` among them (misc.c: strdelim).
  const [, keyword = '', rest = ''] = /^"?([^\s="]+)"?(?:[ \t]*=[ \t]*|[ \t]+)?(.*)$/.exec(line) ?? [];
  if (keyword === '') return { reason: 'it has no keyword', place };
  const words = splitWords(rest);
  if (words === undefined) return { reason: 'a quotation mark is not closed', place };
  const [first = '', ...others] = words;
  if (first === '') return { reason: `${keyword} has no argument`, place };
  return { keyword: keyword.toLowerCase(), words: [first, ...others], rest, place };
}
