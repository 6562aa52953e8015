/** What lines with a `#` ask for. */

import { type InputReader, isReading, placeOfUse, tell } from './assembly.ts';
import { conditionHolds } from './condition.ts';
import { macroOf, sameMacro } from './macro.ts';
import { commentEnd, textOfTokens, tokenEnd, tokensOf } from './tokens.ts';

/** dtc and cpp stop at 200. */
const deepestInclude = 100;
/** A file with a guard may include itself once or twice. */
const mostOfOneFile = 5;
const mostIncludes = 2_000;

/** Obeys the directive whose `#` and name were read, and leaves the position at the line feed behind it. */
export function obey(reader: InputReader, hash: number, name: string, nameEnd: number): void {
  const { text } = reader.input;
  const { rest, end } = logicalLine(text, nameEnd);
  reader.position = end;
  const place = { start: hash, end: text.charCodeAt(end - 1) === 0x0d ? end - 1 : end };
  switch (name) {
    case 'if':
    case 'ifdef':
    case 'ifndef':
      openCondition(reader, name, rest, place);
      return;
    case 'elif':
    case 'else':
    case 'endif':
      nextCondition(reader, name, rest, place);
      return;
  }
  if (!isReading(reader.open)) return;
  switch (name) {
    case 'include':
      include(reader, rest, place);
      return;
    case 'define':
      define(reader, rest, place, hash);
      return;
    case 'line':
      presume(reader, rest, place);
      return;
    case 'undef':
      reader.assembly.macros.undefine(rest.trim());
      return;
    case 'error':
    case 'warning':
      tell(reader.assembly, reader.place(place.start, place.end), {
        id: `device-tree.${name}-directive`,
        severity: name === 'error' ? 'error' : 'warning',
        message: `The text says: ${rest.trim() || 'nothing more'}.`,
        why: `A line with #${name} is reached.`,
        ...relatedOf(reader),
      });
  }
}

/** What stands on the line from `from` on, with its continuations joined and its comments as space; and its line feed. */
function logicalLine(text: string, from: number): { readonly rest: string; readonly end: number } {
  let rest = '';
  let plain = from;
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 0x0a) {
    const code = text.charCodeAt(at);
    const continued = code === 0x5c ? /^\\\r?\n/.exec(text.slice(at, at + 3))?.[0].length : undefined;
    const comment = commentEnd(text, at);
    if (continued !== undefined) {
      rest += text.slice(plain, at);
      at += continued;
      plain = at;
    } else if (comment > at) {
      rest += `${text.slice(plain, at)} `;
      at = comment;
      plain = at;
    } else {
      at = code === 0x22 || code === 0x27 ? tokenEnd(text, at) : at + 1;
    }
  }
  return { rest: (rest + text.slice(plain, at)).replace(/\r$/, ''), end: at };
}

interface Line {
  readonly start: number;
  readonly end: number;
}

function relatedOf({ input: { related } }: InputReader) {
  return related === undefined ? {} : { related };
}

function openCondition(reader: InputReader, name: string, rest: string, line: Line): void {
  const outer = isReading(reader.open);
  let holds = false;
  if (outer && name === 'if') {
    holds = evaluate(reader, rest, line);
  } else if (outer) {
    const word = /^\s*([A-Za-z_]\w*)/.exec(rest)?.[1];
    if (word === undefined) wrongCondition(reader, line, `#${name} is followed by the name of a macro`);
    holds = word !== undefined && reader.assembly.macros.byName.has(word) === (name === 'ifdef');
  }
  reader.open.push({ start: line.start, end: line.end, outer, holds, held: holds, elseSeen: false });
}

function nextCondition(reader: InputReader, name: string, rest: string, line: Line): void {
  const top = reader.open.at(-1);
  if (top === undefined) {
    wrongCondition(reader, line, `#${name} belongs to no #if`);
    return;
  }
  if (name === 'endif') {
    reader.open.pop();
    return;
  }
  if (top.elseSeen) wrongCondition(reader, line, `#${name} stands behind the #else of its #if`);
  if (name === 'else') {
    top.elseSeen = true;
    top.holds = !top.held;
  } else {
    top.holds = top.outer && !top.held && evaluate(reader, rest, line);
  }
  top.held ||= top.holds;
}

function evaluate(reader: InputReader, rest: string, line: Line): boolean {
  const { assembly, input } = reader;
  const { macros } = assembly;
  macros.trouble = undefined;
  macros.use = placeOfUse(reader, line.start, true);
  const isThere = (name: string, angled: boolean): boolean =>
    name !== '' && assembly.include(name, { file: input.file, angled }) !== undefined;
  const holds = conditionHolds(rest, macros, isThere);
  const wrong = macros.trouble ?? (typeof holds === 'string' ? `The condition can not be read: ${holds}` : undefined);
  if (wrong !== undefined) wrongCondition(reader, line, wrong);
  return holds === true;
}

function wrongCondition(reader: InputReader, line: Line, message: string): void {
  tell(reader.assembly, reader.place(line.start, line.end), {
    id: 'device-tree.condition',
    message: `${message}.`,
    why: 'The C preprocessor refuses it, and which lines count can not be said.',
    ...relatedOf(reader),
  });
}

function define(reader: InputReader, rest: string, line: Line, hash: number): void {
  const { macros } = reader.assembly;
  const { text } = reader.input;
  const trimmed = rest.trimStart();
  const word = /^[A-Za-z_]\w*/.exec(trimmed)?.[0] ?? '';
  const at = text.indexOf(word, text.indexOf('define', hash) + 'define'.length);
  const place = word === '' || at < 0 ? reader.place(line.start, line.end) : reader.place(at, at + word.length);
  const macro = macroOf(trimmed.trimEnd(), place);
  if (typeof macro === 'string') {
    tell(reader.assembly, place, {
      id: 'device-tree.macro',
      message: `${macro}.`,
      why: 'The C preprocessor refuses the definition.',
      ...relatedOf(reader),
    });
    return;
  }
  const old = macros.byName.get(macro.name);
  if (old !== undefined && !sameMacro(old, macro)) {
    tell(reader.assembly, place, {
      id: 'device-tree.macro-twice',
      severity: 'warning',
      message: `${macro.name} is defined anew, and differently.`,
      why: 'From here on it means something else than before; the C preprocessor warns of it.',
      hint: `Put \`#undef ${macro.name}\` before it if that is meant.`,
      ...(old.place === undefined ? {} : { related: [{ message: 'The first definition', place: old.place }] }),
    });
  }
  macros.define(macro);
}

/** `#line 7 "file"`: the next line is the seventh of that file. */
function presume(reader: InputReader, rest: string, line: Line): void {
  const parts = /^(\d+)\s*(?:"((?:[^"\\]|\\.)*)"|$)/.exec(expanded(reader, rest, line));
  if (parts?.[1] === undefined) {
    tell(reader.assembly, reader.place(line.start, line.end), {
      id: 'device-tree.line-directive',
      message: '`#line` is followed by a decimal number, and by "file" or nothing.',
      why: 'The C preprocessor refuses what else stands there.',
      ...relatedOf(reader),
    });
    return;
  }
  const { file, shift } = reader.presumed;
  const here = reader.lineOf(line.end) - shift;
  reader.presumed = { file: parts[2]?.replace(/\\(.)/g, '$1') ?? file, shift: Number(parts[1]) - here - 1 };
}

function expanded(reader: InputReader, rest: string, line: Line): string {
  const { macros } = reader.assembly;
  macros.use = placeOfUse(reader, line.start);
  return textOfTokens(macros.expand(tokensOf(rest)));
}

function include(reader: InputReader, rest: string, line: Line): void {
  let target = rest.trim();
  if (!/^["<]/.test(target)) target = expanded(reader, target, line);
  const parts = /^(?:"([^"]*)"|<([^>]*)>)\s*$/.exec(target);
  const name = parts?.[1] ?? parts?.[2];
  if (name === undefined || name === '') {
    tell(reader.assembly, reader.place(line.start, line.end), {
      id: 'device-tree.include',
      message: '`#include` is followed by "file" or <file>.',
      why: 'What else stands there names no file.',
      ...relatedOf(reader),
    });
    return;
  }
  readIncluded(reader, name, parts?.[2] !== undefined, line, false);
}

/** `/include/ "file"`. Answers where it ends. */
export function readDtcInclude(reader: InputReader, start: number): number {
  const { text } = reader.input;
  const after = start + '/include/'.length;
  const quoted = /^\s*"([^"\n]*)"/.exec(text.slice(after, after + 4_096));
  const name = quoted?.[1];
  if (quoted === null || name === undefined || name === '') {
    tell(reader.assembly, reader.place(start, after), {
      id: 'device-tree.include',
      message: '`/include/` is followed by "file".',
      why: 'What else stands there names no file.',
      ...relatedOf(reader),
    });
    return after;
  }
  const end = after + quoted[0].length;
  readIncluded(reader, name, false, { start, end }, true);
  return end;
}

function readIncluded(reader: InputReader, name: string, angled: boolean, line: Line, raw: boolean): void {
  const { assembly, input } = reader;
  const place = reader.place(line.start, line.end);
  const found = assembly.include(name, { file: input.file, angled });
  if (found === undefined) {
    assembly.incomplete = true;
    tell(assembly, place, {
      id: 'device-tree.include-missing',
      message: `The file ${name} is not there.`,
      why: 'Labels and macros that it has are unknown without it, so the tree is not complete.',
      hint: 'Correct the name, or add the folder that has it to the include path.',
      ...relatedOf(reader),
    });
    return;
  }
  const { chain } = input;
  const times = chain.filter((each) => each === found.file).length;
  const reason =
    times >= mostOfOneFile
      ? `${found.file} includes itself${times > 0 && chain.at(-1) !== found.file ? ` through ${chain.at(-1)}` : ''}`
      : chain.length >= deepestInclude
        ? `Includes are more than ${deepestInclude} deep`
        : assembly.included >= mostIncludes
          ? `More than ${mostIncludes} files are included`
          : undefined;
  if (reason !== undefined) {
    tell(assembly, place, {
      id: times >= mostOfOneFile ? 'device-tree.include-cycle' : 'device-tree.include-limit',
      message: `${reason}.`,
      why: 'It would be read without an end; here reading stops.',
      hint: 'A header that may be included more than once stands between #ifndef NAME, #define NAME and #endif.',
      ...relatedOf(reader),
    });
    return;
  }
  assembly.included += 1;
  assembly.files.set(found.file, found.text);
  const { output } = assembly;
  const { dtcFile } = output;
  if (raw) output.dtcFile = found.file;
  assembly.read(assembly, {
    file: found.file,
    text: found.text,
    raw,
    chain: [...chain, found.file],
    related: [{ message: `${found.file} is included here`, place }, ...(input.related ?? []).slice(0, 4)],
  });
  output.dtcFile = dtcFile;
}
