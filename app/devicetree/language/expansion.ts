/** What the use of a macro becomes, by the preprocessor that reads the text. */
import { preprocess } from '../source/preprocess/preprocess.ts';
import { readSource } from '../source/read-source.ts';
import type { LanguageDocument } from './document.ts';
import { macrosOf } from './macro-definitions.ts';

export interface Expansion {
  readonly start: number;
  /** Behind the arguments, where it has some. */
  readonly end: number;
  readonly text: string;
  /** Where that is a number. */
  readonly value: bigint | undefined;
}

/** A text that no macro is in, to find the end by. */
const mark = '"\u0001here\u0001"';

/** Undefined: the word is no macro, or none there. */
export function expansionAt(
  document: LanguageDocument,
  file: string,
  start: number,
  nameEnd: number,
): Expansion | undefined {
  const text = document.textOf(file);
  const name = text.slice(start, nameEnd);
  const definitions = macrosOf(document).filter((macro) => macro.name === name);
  if (definitions.length === 0) return undefined;
  const end = definitions.some(({ hasParameters }) => hasParameters) ? argumentsEnd(text, nameEnd) : nameEnd;
  const use = text.slice(start, end);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  // As it is read there; in an included file the macros of those around it are not, and then all count that are known.
  const before = [text.slice(0, lineStart), everyDefinition(document)];
  for (const head of before) {
    const { text: out } = preprocess(file, `${head}\n${mark}${use}\n`, document.include);
    const made = out.slice(out.lastIndexOf(mark) + mark.length).trim();
    if (out.includes(mark) && made !== use) return { start, end, text: made, value: numberOf(made) };
  }
  return undefined;
}

function everyDefinition(document: LanguageDocument): string {
  return macrosOf(document)
    .map(({ name, hasParameters, body }) => `#define ${name}${hasParameters ? '' : ' '}${body}\n`)
    .join('');
}

function argumentsEnd(text: string, from: number): number {
  const open = /^\s*\(/.exec(text.slice(from, from + 80));
  if (open === null) return from;
  let depth = 0;
  for (let at = from; at < text.length && at < from + 4_096; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return from;
}

/** Of an expression as dtc reckons it. */
function numberOf(text: string): bigint | undefined {
  if (text.length > 500 || !/^[\w\s()+\-*/%<>&|^~!?:='.]+$/.test(text)) return undefined;
  const { tree, findings } = readSource('', `/dts-v1/; / { a = /bits/ 64 <(${text})>; };`, () => undefined);
  const bytes = tree.root.properties.get('a');
  if (findings.length > 0 || bytes?.length !== 8) return undefined;
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
