/** One file of a text: its lines go out, its directives are obeyed, its macros become what they stand for. */
import { isDigit, isWordLetter, isWordStart } from '../letters.ts';
import {
  type Assembly,
  type Condition,
  type FileInput,
  type InputReader,
  isReading,
  placeOfUse,
  tell,
} from './assembly.ts';
import { obey, readDtcInclude } from './directives.ts';
import type { Macro } from './macro.ts';
import {
  commentEnd,
  hides,
  logicalLineEnd,
  type Token,
  textOfTokens,
  tokenEnd,
  tokensOf,
  wouldJoin,
} from './tokens.ts';

class FileReader implements InputReader {
  readonly open: Condition[] = [];
  position = 0;
  presumed: InputReader['presumed'];
  readonly assembly: Assembly;
  readonly input: FileInput;
  /** What goes out as it stands and has not gone yet starts here. */
  private plain = 0;
  /** A place whose line is known. */
  private counted = { at: 0, line: 1 };

  constructor(assembly: Assembly, input: FileInput) {
    this.assembly = assembly;
    this.input = input;
    this.presumed = { file: input.file, shift: 0 };
  }

  read(): void {
    const { text, raw } = this.input;
    while (this.position < text.length && !this.assembly.output.full) {
      const directive = raw ? undefined : directiveAt(text, this.position);
      if (directive !== undefined) {
        this.flush(this.position);
        obey(this, directive.hash, directive.name, directive.end);
        this.plain = this.position;
      } else if (isReading(this.open)) {
        this.readLine();
      } else {
        this.skipLine();
      }
    }
    if (this.assembly.output.full) this.tellFull();
    else this.flush(text.length);
    for (const { start, end } of this.open) {
      tell(this.assembly, this.place(start, end), {
        id: 'device-tree.condition',
        message: 'This condition is not closed: `#endif` is missing.',
        why: 'What follows belongs to it up to the end of the file.',
      });
    }
  }

  private tellFull(): void {
    const { assembly, position } = this;
    if (assembly.findings.some(({ id }) => id === 'device-tree.expansion-limit')) return;
    tell(assembly, this.place(position, position), {
      id: 'device-tree.expansion-limit',
      message: 'The text with all that it includes is longer than can be kept; reading stops here.',
      why: 'That is a limit of this reader.',
      ...(this.input.related === undefined ? {} : { related: this.input.related }),
    });
  }

  place(start: number, end: number) {
    return { file: this.input.file, start, end };
  }

  lineOf(at: number): number {
    const { text } = this.input;
    let { line, at: from } = at < this.counted.at ? { at: 0, line: 1 } : this.counted;
    for (let next = text.indexOf('\n', from); next >= 0 && next < at; next = text.indexOf('\n', from)) {
      from = next + 1;
      line += 1;
    }
    this.counted = { at: from, line };
    return line + this.presumed.shift;
  }

  /** Tokens of a part of the text, with their lines where it goes over several. */
  private tokens(start: number, end: number): Token[] {
    const text = this.input.text.slice(start, end);
    return tokensOf(text, text.includes('\n') ? (offset) => this.lineOf(start + offset) : undefined);
  }

  /** Sends out what stands before `to` as it stands. */
  flush(to: number): void {
    const { file, text, related } = this.input;
    if (isReading(this.open)) this.assembly.output.verbatim(file, text, this.plain, to, related);
    this.plain = to;
  }

  /** To behind the line feed, expanding macros. */
  private readLine(): void {
    const { text, raw } = this.input;
    const { macros } = this.assembly;
    let at = this.position;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 0x0a) {
        at += 1;
        break;
      }
      if (isWordStart(code)) {
        const start = at;
        at += 1;
        while (isWordLetter(text.charCodeAt(at))) at += 1;
        const macro = raw ? undefined : macros.at(text, start, at);
        if (macro !== undefined) at = this.use(macro, start, at);
      } else if (isDigit(code)) {
        at = tokenEnd(text, at);
      } else if (code === 0x22 || code === 0x27) {
        at = tokenEnd(text, at);
      } else if (code === 0x2f /* / */) {
        const end = commentEnd(text, at);
        if (end > at) at = end;
        else if (text.startsWith('/include/', at)) at = this.dtcInclude(at);
        else at += 1;
      } else if (code === 0x5c /* \ */ && /^\\\r?\n/.test(text.slice(at, at + 3))) {
        this.flush(at);
        at = text.indexOf('\n', at) + 1;
        this.plain = at;
      } else if (Number.isNaN(code)) {
        break;
      } else {
        at += 1;
      }
    }
    this.position = at;
  }

  private skipLine(): void {
    const { text } = this.input;
    let at = this.position;
    while (at < text.length && text.charCodeAt(at) !== 0x0a) {
      const code = text.charCodeAt(at);
      at = code === 0x22 || code === 0x27 ? tokenEnd(text, at) : Math.max(commentEnd(text, at), at + 1);
    }
    this.position = at + 1;
    this.plain = Math.min(this.position, text.length);
  }

  private dtcInclude(at: number): number {
    this.flush(at);
    const end = readDtcInclude(this, at);
    this.plain = end;
    return end;
  }

  /** Puts what a macro gives in the place of its use. Answers where the use ends. */
  private use(macro: Macro, start: number, nameEnd: number): number {
    const { text, file, related = [] } = this.input;
    const { macros, output } = this.assembly;
    let end = nameEnd;
    let tokens: Token[] = tokensOf(text.slice(start, nameEnd));
    if (macro.parameters !== undefined) {
      const call = this.argumentsEnd(nameEnd);
      // Without arguments it is a word like others.
      if (call === undefined) return nameEnd;
      end = call;
      tokens = this.tokens(start, end);
    }
    macros.trouble = undefined;
    macros.use = placeOfUse(this, start);
    let result = macros.expand(tokens);
    // What it gives may be the name of a macro that takes what follows for its arguments.
    for (let last = result.at(-1); last?.kind === 'word'; last = result.at(-1)) {
      const next = macros.byName.get(last.text);
      if (next?.parameters === undefined || hides(last.hidden, last.text)) break;
      const call = this.argumentsEnd(end);
      if (call === undefined) break;
      // As with cpp the lines of these count where the first macro took arguments itself.
      const more = macro.parameters === undefined ? tokensOf(text.slice(end, call)) : this.tokens(end, call);
      result = macros.expand([...result, ...more]);
      end = call;
    }
    if (macros.trouble !== undefined) {
      tell(this.assembly, this.place(start, end), {
        id: macros.exhausted ? 'device-tree.expansion-limit' : 'device-tree.macro',
        message: `${macros.trouble}.`,
        why: macros.exhausted ? 'That is a limit of this reader.' : 'The C preprocessor refuses it.',
        ...(macro.place === undefined
          ? {}
          : { related: [{ message: `The definition of ${macro.name}`, place: macro.place }] }),
      });
    }
    this.flush(start);
    const made = textOfTokens(result.map((token, index) => (index === 0 ? { ...token, space: false } : token)));
    const before = wouldJoin(output.last, result[0]?.text ?? '') ? ' ' : '';
    const after = wouldJoin(result.at(-1)?.text ?? '', text[end] ?? '') ? ' ' : '';
    const defined = macro.place === undefined ? [] : [{ message: `${macro.name} is defined here`, place: macro.place }];
    output.made(file, `${before}${made}${after}`, start, end, [...defined, ...related]);
    this.plain = end;
    return end;
  }

  /** Behind the `)` of the arguments that start at or behind a position. Undefined: there are none. */
  private argumentsEnd(from: number): number | undefined {
    const { text } = this.input;
    let at = from;
    for (;;) {
      const code = text.charCodeAt(at);
      const next = code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d ? at + 1 : commentEnd(text, at);
      if (next === at) break;
      at = next;
    }
    if (text.charCodeAt(at) !== 0x28 /* ( */) return undefined;
    let open = 0;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code === 0x28) open += 1;
      else if (code === 0x29 /* ) */) {
        open -= 1;
        if (open === 0) return at + 1;
      }
      const comment = commentEnd(text, at);
      at = comment > at ? comment : code === 0x22 || code === 0x27 ? tokenEnd(text, at) : at + 1;
    }
    return undefined;
  }
}

export function readFileInto(assembly: Assembly, input: FileInput): void {
  new FileReader(assembly, input).read();
}

const directives = new Set('include define undef if ifdef ifndef elif else endif error warning line pragma'.split(' '));

/** A directive whose `#` is the first thing of the line. Others, as `#address-cells`, are text like any. */
function directiveAt(
  text: string,
  lineStart: number,
): { readonly hash: number; readonly name: string; readonly end: number } | undefined {
  const hash = skipBlanks(text, lineStart);
  if (text.charCodeAt(hash) !== 0x23 /* # */) return undefined;
  const start = skipBlanks(text, hash + 1);
  let end = start;
  while (isWordLetter(text.charCodeAt(end))) end += 1;
  const name = text.slice(start, end);
  if (directives.has(name)) return { hash, name, end };
  const isEmpty = name === '' && skipBlanks(text, start) >= logicalLineEnd(text, start);
  return isEmpty ? { hash, name, end } : undefined;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09) at += 1;
    else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2a) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return at;
      at = end + 2;
    } else return at;
  }
}
