/** Files of `NAME=value` lines, of which the last one of a name counts: plain ones, and those that a shell reads. Pure. */
import type { Edited } from './edited.ts';
import { insertedAfter, type Line, linesOf, replaced, textOfLines, without } from './lines.ts';
import { withoutWords, withWords } from './words.ts';

/** `plain`: the value is the rest of the line. `shell`: it is quoted where it has spaces. */
type Kind = 'plain' | 'shell';

/** Behind a line of a shell's file that is ours from its beginning to its end. */
const mark = ' # uiomem studio';

interface Setting {
  readonly index: number;
  readonly value: string;
  readonly quote: string;
  /** What of the line stands before and behind the value. */
  readonly before: string;
  readonly behind: string;
}

/** Undefined: the name is not set. */
function settingOf(lines: readonly Line[], name: string, kind: Kind): Setting | 'not-understood' | undefined {
  const start = new RegExp(kind === 'shell' ? `^\\s*(?:export\\s+)?${name}=` : `^${name}=`);
  const index = lines.findLastIndex(({ text }) => start.test(text));
  const line = lines[index];
  if (line === undefined) return undefined;
  const [head = ''] = start.exec(line.text) ?? [];
  const rest = line.text.slice(head.length);
  if (kind === 'plain') return { index, value: rest, quote: '', before: head, behind: '' };
  const match =
    /^"((?:[^"\\$`]|\\.)*)"(\s*(?:#.*)?)$/.exec(rest) ??
    /^'([^']*)'(\s*(?:#.*)?)$/.exec(rest) ??
    /^([\w./:=,@%+-]*)(\s*(?:#.*)?)$/.exec(rest);
  if (match === null) return 'not-understood';
  const [, value = '', behind = ''] = match;
  const quote = /^["']/.exec(rest)?.[0] ?? '';
  return { index, value, quote, before: head, behind };
}

/** The value as it stands in the file, without its quotes; undefined where it is not set, or is more than a text. */
export function valueIn(text: string, name: string, kind: Kind): string | undefined {
  const setting = settingOf(linesOf(text), name, kind);
  return setting === undefined || setting === 'not-understood' ? undefined : setting.value;
}

export interface ListEdit {
  readonly name: string;
  readonly kind: Kind;
  readonly words: readonly string[];
  /** What a list begins with that is not set or empty, beside the words. */
  readonly otherwise?: string;
  /** How a word is written inside double quotes. */
  readonly inQuotes?: (word: string) => string;
}

const wordsFor = ({ words, inQuotes }: ListEdit, quote: string): readonly string[] =>
  quote === '"' && inQuotes !== undefined ? words.map(inQuotes) : words;

export function withListed(text: string, edit: ListEdit): Edited {
  const { name, kind, otherwise = '' } = edit;
  const lines = linesOf(text);
  const setting = settingOf(lines, name, kind);
  if (setting === 'not-understood')
    return { notUnderstood: `${name} is set by more than a text, which only a shell can work out.` };
  const quoted = kind === 'shell' ? '"' : '';
  if (setting === undefined || setting.value.trim() === '' || setting.quote !== quoted) {
    // Behind what is set before, for what is set last counts.
    const first = setting === undefined || setting.value.trim() === '' ? otherwise : setting.value;
    const value = withWords(first, wordsFor(edit, quoted));
    const line = `${name}=${quoted}${value}${quoted}${kind === 'shell' ? mark : ''}`;
    return { text: textOfLines(insertedAfter(lines, setting?.index ?? lines.length - 1, line)) };
  }
  const { index, value, quote, before, behind } = setting;
  const listed = withWords(value, wordsFor(edit, quote));
  return { text: textOfLines(replaced(lines, index, `${before}${quote}${listed}${quote}${behind}`)) };
}

export function withoutListed(text: string, edit: ListEdit): string {
  const { name, kind, otherwise = '' } = edit;
  const lines = linesOf(text);
  const setting = settingOf(lines, name, kind);
  if (setting === undefined || setting === 'not-understood') return text;
  const { index, value, quote, before, behind } = setting;
  const left = withoutWords(value, wordsFor(edit, quote));
  if (left === value) return text;
  const earlier = settingOf(lines.slice(0, index), name, kind);
  const first = earlier === undefined || earlier === 'not-understood' ? '' : earlier.value;
  const isOurs = kind === 'plain' ? left.trim() === '' : behind === mark && [otherwise, first, ''].includes(left);
  if (isOurs) return textOfLines(without(lines, index));
  return textOfLines(replaced(lines, index, `${before}${quote}${left}${quote}${behind}`));
}

/** With a line of ours in a shell's file, behind what sets the name before. */
export function withOurLine(text: string, name: string, value: string): string {
  const lines = linesOf(text);
  const setting = settingOf(lines, name, 'shell');
  const index = setting === undefined || setting === 'not-understood' ? lines.length - 1 : setting.index;
  return textOfLines(insertedAfter(lines, index, `${name}="${value}"${mark}`));
}

/** Without the last line that sets the name in a shell's file, when all of it is ours. */
export function withoutOurLine(text: string, name: string): string {
  const lines = linesOf(text);
  const setting = settingOf(lines, name, 'shell');
  if (setting === undefined || setting === 'not-understood' || setting.behind !== mark) return text;
  return textOfLines(without(lines, setting.index));
}
