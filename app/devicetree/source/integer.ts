/**
 * Numbers of a device tree source: literals and the expressions of C between `(` and `)`, all of 64 bits without a sign
 * (dtc's syntax; the Devicetree Specification 0.4, 6.3, leaves the widths open).
 */
import { isDigit, isWordLetter } from './letters.ts';
import type { Scanner } from './scanner.ts';
import { readEscape } from './text-value.ts';

/** Parentheses and operators within one another; people write three or four. */
const deepest = 200;
const numberWhy =
  'dtc reads decimal, 0x… and octal (0…) numbers of up to 64 bits, with U, L, UL, LL or ULL behind them.';

/** A literal, a letter in ' ' or an expression in ( ). Undefined: none of them is here; nothing was read and nothing reported. */
export function readInteger(scanner: Scanner): bigint | undefined {
  const { code } = scanner;
  if (isDigit(code)) return readLiteral(scanner);
  if (code === 0x27 /* ' */) return readLetter(scanner);
  if (code !== 0x28 /* ( */) return undefined;
  scanner.position += 1;
  const value = readExpression(scanner, 0);
  closeParenthesis(scanner);
  return value;
}

function closeParenthesis(scanner: Scanner): void {
  scanner.skip();
  if (!scanner.take(')')) scanner.missing(')', 'An expression stands between `(` and `)`.');
}

function readLiteral(scanner: Scanner): bigint {
  const { text, position } = scanner;
  let end = position;
  while (isWordLetter(text.charCodeAt(end))) end += 1;
  scanner.position = end;
  const word = text.slice(position, end);
  const parts = /^(0[xX][0-9a-fA-F]+|[0-9]+)(?:U|L|UL|LL|ULL)?$/.exec(word);
  const digits = parts?.[1];
  if (digits === undefined || /^0[0-7]*[89]/.test(digits)) {
    scanner.report({
      id: 'device-tree.number',
      message: `\`${word}\` is not a number.`,
      why: digits === undefined ? numberWhy : 'A number that starts with 0 is octal, and has no digits above 7.',
      start: position,
      end,
      ...(digits === undefined
        ? {}
        : { fix: { title: 'Make it decimal', edits: [{ start: position, end, text: word.replace(/^0+(?=.)/, '') }] } }),
    });
    return 0n;
  }
  const octal = digits.length > 1 && digits.startsWith('0') && !/^0[xX]/.test(digits);
  const value = BigInt(octal ? `0o${digits}` : digits);
  if (value > 0xffff_ffff_ffff_ffffn) {
    scanner.report({
      id: 'device-tree.number-range',
      message: `${word} does not fit into 64 bits.`,
      why: numberWhy,
      start: position,
      end,
    });
  }
  return BigInt.asUintN(64, value);
}

/** `'a'`: one byte. */
function readLetter(scanner: Scanner): bigint {
  const start = scanner.position;
  const { text } = scanner;
  let end = start + 1;
  while (end < text.length && text[end] !== "'" && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1;
  end = Math.min(end, text.length);
  const closed = text[end] === "'";
  scanner.position = closed ? end + 1 : end;
  const bytes: number[] = [];
  let wrong = false;
  for (let at = start + 1; at < end; ) {
    if (text[at] === '\\') {
      const escaped = readEscape(text, at, end);
      bytes.push(...escaped.bytes);
      wrong ||= escaped.wrong;
      at = escaped.end;
    } else {
      const letter = String.fromCodePoint(text.codePointAt(at) ?? 0);
      bytes.push(...new TextEncoder().encode(letter));
      at += letter.length;
    }
  }
  if (!closed || wrong || bytes.length !== 1) {
    scanner.report({
      id: 'device-tree.number',
      message: !closed
        ? "This letter does not end: `'` is missing."
        : wrong
          ? `\`${text.slice(start, end + 1)}\` has a \\x without a hexadecimal digit.`
          : `\`${text.slice(start, end + 1)}\` holds ${bytes.length} bytes instead of 1.`,
      why: "Between `'` and `'` stands one letter of ASCII, or an escape such as '\\n' or '\\x41'.",
      start,
      end: scanner.position,
    });
  }
  return BigInt(bytes[0] ?? 0);
}

interface Operator {
  readonly text: string;
  /** Higher binds tighter. */
  readonly rank: number;
  readonly apply: (a: bigint, b: bigint) => bigint;
}

/** Longer ones before their beginnings. Ranks are those of C. */
const operators: readonly Operator[] = [
  { text: '||', rank: 1, apply: (a, b) => truth(a !== 0n || b !== 0n) },
  { text: '&&', rank: 2, apply: (a, b) => truth(a !== 0n && b !== 0n) },
  { text: '==', rank: 6, apply: (a, b) => truth(a === b) },
  { text: '!=', rank: 6, apply: (a, b) => truth(a !== b) },
  { text: '<<', rank: 8, apply: (a, b) => (b < 64n ? a << b : 0n) },
  { text: '>>', rank: 8, apply: (a, b) => (b < 64n ? a >> b : 0n) },
  { text: '<=', rank: 7, apply: (a, b) => truth(a <= b) },
  { text: '>=', rank: 7, apply: (a, b) => truth(a >= b) },
  { text: '|', rank: 3, apply: (a, b) => a | b },
  { text: '^', rank: 4, apply: (a, b) => a ^ b },
  { text: '&', rank: 5, apply: (a, b) => a & b },
  { text: '<', rank: 7, apply: (a, b) => truth(a < b) },
  { text: '>', rank: 7, apply: (a, b) => truth(a > b) },
  { text: '+', rank: 9, apply: (a, b) => a + b },
  { text: '-', rank: 9, apply: (a, b) => a - b },
  { text: '*', rank: 10, apply: (a, b) => a * b },
  { text: '/', rank: 10, apply: (a, b) => a / b },
  { text: '%', rank: 10, apply: (a, b) => a % b },
];

function truth(value: boolean): bigint {
  return value ? 1n : 0n;
}

function readExpression(scanner: Scanner, depth: number): bigint {
  const condition = readBinary(scanner, 1, depth + 1);
  scanner.skip();
  if (!scanner.take('?')) return condition;
  const yes = readExpression(scanner, depth + 1);
  scanner.skip();
  if (!scanner.take(':')) scanner.missing(':', 'A choice is `condition ? one : other`.');
  const no = readExpression(scanner, depth + 1);
  return condition === 0n ? no : yes;
}

function readBinary(scanner: Scanner, lowest: number, depth: number): bigint {
  let left = readUnary(scanner, depth);
  for (;;) {
    scanner.skip();
    const start = scanner.position;
    const operator = operators.find(({ text }) => scanner.text.startsWith(text, start));
    if (operator === undefined || operator.rank < lowest) return left;
    // Behind a parenthesis that was not closed it ends the cells.
    if (operator.text === '>' && /^>\s*[;,]/.test(scanner.text.slice(start, start + 16))) return left;
    scanner.position += operator.text.length;
    const right = readBinary(scanner, operator.rank + 1, depth + 1);
    if (right === 0n && operator.rank === 10 && operator.text !== '*') {
      scanner.report({
        id: 'device-tree.division-by-zero',
        message: 'This divides by zero.',
        why: 'dtc refuses it, also in the part of a `? :` that is not chosen.',
        start,
        end: scanner.position,
      });
      left = 0n;
    } else {
      left = BigInt.asUintN(64, operator.apply(left, right));
    }
  }
}

function readUnary(scanner: Scanner, depth: number): bigint {
  scanner.skip();
  const start = scanner.position;
  if (depth > deepest) {
    scanner.report({
      id: 'device-tree.too-deep',
      message: `This expression is more than ${deepest} parentheses and operators deep.`,
      why: 'That is a limit of this reader.',
      start,
      end: scanner.nextThing(),
    });
    skipGroup(scanner);
    return 0n;
  }
  if (scanner.take('-')) return BigInt.asUintN(64, -readUnary(scanner, depth + 1));
  if (scanner.take('~')) return BigInt.asUintN(64, ~readUnary(scanner, depth + 1));
  if (scanner.text[start] === '!' && scanner.text[start + 1] !== '=') {
    scanner.position += 1;
    return truth(readUnary(scanner, depth + 1) === 0n);
  }
  if (scanner.take('(')) {
    const value = readExpression(scanner, depth + 1);
    closeParenthesis(scanner);
    return value;
  }
  const value = readInteger(scanner);
  if (value !== undefined) return value;
  const name = scanner.word();
  if (name !== '') reportName(scanner, name, start);
  else {
    scanner.report({
      id: 'device-tree.syntax',
      message: `A number is missing before ${scanner.words(start)}.`,
      why: 'An expression is made of numbers and the operators of C.',
      start: scanner.behind,
      end: scanner.behind,
    });
  }
  return 0n;
}

/** A name where a number has to be: a macro that no included file defines. Its arguments are passed over. */
export function reportName(scanner: Scanner, name: string, start: number): void {
  const end = scanner.position;
  if (scanner.code === 0x28 /* ( */) skipGroup(scanner);
  if (scanner.incomplete) return;
  scanner.report({
    id: 'device-tree.unknown-macro',
    message: `${name} is neither a number nor a macro that is defined here.`,
    why: 'Names such as GPIO_ACTIVE_HIGH come from headers (dt-bindings/…) that the text has to include.',
    hint: 'Include the header that defines it before this line, or write the number.',
    start,
    end,
  });
}

/** Goes over a parenthesis with all that is in it, or over one letter. */
function skipGroup(scanner: Scanner): void {
  const { text } = scanner;
  let at = scanner.position;
  let open = 0;
  for (; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '(') open += 1;
    else if (letter === ')') {
      if (open === 0) break;
      open -= 1;
      if (open === 0) {
        at += 1;
        break;
      }
    } else if (letter === ';' || letter === '{' || letter === '}') break;
  }
  scanner.position = at;
}
