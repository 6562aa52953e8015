/** A text that is read from its start to its end, and what is found wrong on the way. */
import type { TextEdit, TreeFinding } from '../finding.ts';
import { isNameLetter, isSpace, isWordLetter, isWordStart } from './letters.ts';
import type { TextMap } from './text-map.ts';

/** More of them help nobody, and a picture read as a text would give one for each line. */
const mostFindings = 500;

/** A finding of the text, with places as offsets of the text that is read. */
export interface TextFinding {
  readonly id: string;
  readonly severity?: TreeFinding['severity'];
  readonly message: string;
  readonly why: string;
  readonly hint?: string;
  readonly start: number;
  readonly end: number;
  /** Where the first of two stands, and what to say of it. */
  readonly other?: { readonly message: string; readonly start: number; readonly end: number };
  /** Edits, as offsets too. */
  readonly fix?: { readonly title: string; readonly edits: readonly { start: number; end: number; text: string }[] };
}

export class Scanner {
  position = 0;
  /** Behind the last thing before the space that was skipped last: where a missing mark belongs. */
  behind = 0;
  readonly text: string;
  readonly map: TextMap;
  readonly findings: TreeFinding[] = [];
  /** Calls of `report`, which tells no more than so many. */
  reports = 0;
  /** Whether an included file is missing: then what is unknown may come from there, and only the file is told. */
  readonly incomplete: boolean;
  /** Whether what is read outlives the text. */
  private readonly copies: boolean;
  private ahead = -1;
  private lastMissing:
    | { readonly at: number; readonly text: string; readonly what: string; readonly count: number }
    | undefined;

  constructor(text: string, map: TextMap, incomplete = false, copies = false) {
    this.text = text;
    this.map = map;
    this.incomplete = incomplete;
    this.copies = copies;
  }

  /** The code of the letter at the position; NaN at the end. */
  get code(): number {
    return this.text.charCodeAt(this.position);
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Goes over space, comments and the line marks that a preprocessor leaves (`# 12 "file"`). */
  skip(): void {
    const { text } = this;
    let at = this.position;
    if (at !== this.ahead) this.behind = at;
    for (;;) {
      const code = text.charCodeAt(at);
      if (isSpace(code)) {
        at += 1;
      } else if (code === 0x2f /* / */ && text.charCodeAt(at + 1) === 0x2a /* * */) {
        const end = text.indexOf('*/', at + 2);
        if (end < 0) {
          this.report({
            id: 'device-tree.syntax',
            message: 'This comment does not end: `*/` is missing.',
            why: 'Everything from here to the end of the text would be a comment.',
            start: at,
            end: at + 2,
          });
          at = text.length;
        } else {
          at = end + 2;
        }
      } else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2f) {
        at = lineEnd(text, at);
      } else if (code === 0x23 /* # */ && isLineMark(text, at)) {
        at = lineEnd(text, at);
      } else {
        break;
      }
    }
    this.position = at;
    this.ahead = at;
  }

  /** Takes a mark when it is next. */
  take(mark: string): boolean {
    if (!this.text.startsWith(mark, this.position)) return false;
    this.position += mark.length;
    return true;
  }

  /** A word of letters, digits and `_` (a label, a macro's name); empty when there is none. */
  word(): string {
    const { text, position } = this;
    if (!isWordStart(text.charCodeAt(position))) return '';
    let at = position + 1;
    while (isWordLetter(text.charCodeAt(at))) at += 1;
    this.position = at;
    return this.cut(position, at);
  }

  /** A part of the text that is kept. A slice of more than a few letters keeps the whole text with it; what is put together does not. */
  cut(start: number, end: number): string {
    const part = this.text.slice(start, end);
    return this.copies ? ` ${part}`.slice(1) : part;
  }

  /** Where the run of name letters that starts at `from` ends. */
  nameEnd(from: number): number {
    const { text } = this;
    let at = from;
    while (isNameLetter(text.charCodeAt(at))) at += 1;
    return at;
  }

  report(finding: TextFinding): void {
    this.reports += 1;
    if (this.findings.length > mostFindings) return;
    const { map } = this;
    if (this.findings.length === mostFindings) {
      this.findings.push({
        id: 'device-tree.too-many-findings',
        severity: 'error',
        message: `More than ${mostFindings} things are wrong with this text; the others are not told.`,
        why: 'It is probably no device tree source.',
        place: map.place(finding.start, finding.end),
      });
      return;
    }
    const related = [...(map.related(finding.start) ?? [])];
    if (finding.other !== undefined) {
      related.unshift({ message: finding.other.message, place: map.place(finding.other.start, finding.other.end) });
    }
    this.findings.push({
      id: finding.id,
      severity: finding.severity ?? 'error',
      message: finding.message,
      why: finding.why,
      place: map.place(finding.start, finding.end),
      ...(finding.hint === undefined ? {} : { hint: finding.hint }),
      ...(related.length === 0 ? {} : { related }),
      ...this.fixOf(finding),
    });
  }

  /** Something that has to stand behind the last thing and does not. Several at one place are one finding. */
  missing(mark: string, why: string, what = `\`${mark}\``): void {
    const at = this.behind;
    const { lastMissing } = this;
    const goesOn = lastMissing !== undefined && lastMissing.at === at && this.findings.length === lastMissing.count;
    const text = goesOn ? lastMissing.text + mark : mark;
    const name = goesOn ? `${lastMissing.what} and ${what}` : what;
    if (goesOn) this.findings.pop();
    this.report({
      id: 'device-tree.syntax',
      message: `${name} ${goesOn ? 'are' : 'is'} missing before ${this.words(this.position)}.`,
      why,
      start: at,
      end: at,
      fix: { title: `Insert \`${text.trim()}\``, edits: [{ start: at, end: at, text }] },
    });
    this.lastMissing = { at, text, what: name, count: this.findings.length };
  }

  /** What stands at a position, for a message. */
  words(at: number): string {
    if (at >= this.text.length) return 'the end of the text';
    const end = this.thingEnd(at);
    const text = this.text.slice(at, Math.min(end, at + 40));
    return `\`${text}\``;
  }

  /** The end of the name, word or mark that is next. */
  nextThing(): number {
    return this.thingEnd(this.position);
  }

  private thingEnd(at: number): number {
    const end = this.nameEnd(at);
    if (end > at) return end;
    const code = this.text.codePointAt(at);
    return code === undefined ? at : at + (code > 0xffff ? 2 : 1);
  }

  private fixOf({ fix }: TextFinding): Pick<TreeFinding, 'fix'> {
    if (fix === undefined) return {};
    const edits: TextEdit[] = [];
    for (const { start, end, text } of fix.edits) {
      // What a macro gave stands in no file, so nothing can be put there.
      if (!this.map.isVerbatim(start, end) || (start > 0 && !this.map.isVerbatim(start - 1, start))) return {};
      edits.push({ ...this.map.place(start, end), text });
    }
    return { fix: { title: fix.title, edits } };
  }
}

export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** `# 12 …` or `#line 12 …` at the start of a line. */
function isLineMark(text: string, at: number): boolean {
  if (at > 0 && text.charCodeAt(at - 1) !== 0x0a) return false;
  let next = text.startsWith('#line', at) ? at + 5 : at + 1;
  const gap = next;
  while (text[next] === ' ' || text[next] === '\t') next += 1;
  const code = text.charCodeAt(next);
  return next > gap && code >= 0x30 && code <= 0x39;
}
