/** The expression of an `#if` (ISO C11, 6.10.1): 64 bits with a sign, unless a number says U; names that are no macros are 0. */
import type { Macros } from './macro.ts';
import { hasInclude } from './predefined.ts';
import { type Token, textOfTokens, tokensOf } from './tokens.ts';

/** More parentheses and operators within one another than this are refused. */
const deepest = 200;

class Wrong extends Error {}

interface Value {
  readonly value: bigint;
  readonly unsigned: boolean;
}

/** Whether a file is there to be included. */
export type IsThere = (name: string, angled: boolean) => boolean;

/** Whether the condition holds. A text: why it can not be said. */
export function conditionHolds(text: string, macros: Macros, isThere: IsThere): boolean | string {
  const mayAsk = macros.byName.has(hasInclude);
  const written = mayAsk ? resolveHasInclude(text, isThere) : text;
  const expanded = macros.expand(resolveDefined(tokensOf(written), macros));
  const asks = (token: Token): boolean => mayAsk && token.text === hasInclude;
  const tokens = expanded.some(asks) ? tokensOf(resolveHasInclude(textOfTokens(expanded), isThere)) : expanded;
  if (tokens.some(asks)) return `${hasInclude} is followed by ("file") or (<file>)`;
  if (tokens.length === 0) return 'it is empty';
  const reader = new ConditionReader(tokens);
  try {
    return reader.all();
  } catch (thrown) {
    if (thrown instanceof Wrong) return thrown.message;
    throw thrown;
  }
}

/** Before anything is expanded, as what stands between `<` and `>` is no macro; and behind it, as macros may give it. */
function resolveHasInclude(text: string, isThere: IsThere): string {
  return text.replace(
    /\b__has_include[ \t]*\([ \t]*(?:"([^"]*)"|<([^>]*)>)[ \t]*\)/g,
    (_, quoted: string | undefined, angled: string | undefined) =>
      ` ${isThere(quoted ?? angled ?? '', quoted === undefined) ? 1 : 0} `,
  );
}

/** `defined NAME` and `defined(NAME)` are answered before anything is expanded. */
function resolveDefined(tokens: readonly Token[], macros: Macros): Token[] {
  const out: Token[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.text !== 'defined') {
      out.push(token);
      continue;
    }
    const inParentheses = tokens[index + 1]?.text === '(' && tokens[index + 3]?.text === ')';
    const name = tokens[index + (inParentheses ? 2 : 1)];
    if (name?.kind !== 'word') {
      out.push(token);
      continue;
    }
    out.push({ ...token, kind: 'number', text: macros.byName.has(name.text) ? '1' : '0' });
    index += inParentheses ? 3 : 1;
  }
  return out;
}

const ranks: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

class ConditionReader {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  all(): boolean {
    const { value } = this.choice(0, true);
    const rest = this.tokens[this.at];
    if (rest !== undefined) throw new Wrong(`${rest.text} stands where an operator belongs`);
    return value !== 0n;
  }

  /** `counts`: whether the value is used, so that a division by zero in a part that is not chosen is none. */
  private choice(depth: number, counts: boolean): Value {
    const condition = this.binary(1, depth + 1, counts);
    if (this.tokens[this.at]?.text !== '?') return condition;
    this.at += 1;
    const holds = condition.value !== 0n;
    const yes = this.choice(depth + 1, counts && holds);
    if (this.tokens[this.at]?.text !== ':') throw new Wrong('a `?` has no `:`');
    this.at += 1;
    const no = this.choice(depth + 1, counts && !holds);
    return holds ? yes : no;
  }

  private binary(lowest: number, depth: number, counts: boolean): Value {
    let left = this.unary(depth, counts);
    for (;;) {
      const operator = this.tokens[this.at]?.text;
      const rank = operator === undefined ? undefined : ranks[operator];
      if (operator === undefined || rank === undefined || rank < lowest) return left;
      this.at += 1;
      const decided = (operator === '||' && left.value !== 0n) || (operator === '&&' && left.value === 0n);
      const right = this.binary(rank + 1, depth + 1, counts && !decided);
      left = apply(operator, left, right, counts);
    }
  }

  private unary(depth: number, counts: boolean): Value {
    if (depth > deepest) throw new Wrong('it is too deep');
    const token = this.tokens[this.at];
    this.at += 1;
    if (token === undefined) throw new Wrong('it ends where a number belongs');
    if (token.text === '(') {
      const value = this.choice(depth + 1, counts);
      if (this.tokens[this.at]?.text !== ')') throw new Wrong('a `)` is missing');
      this.at += 1;
      return value;
    }
    if (token.text === '!') return truth(this.unary(depth + 1, counts).value === 0n);
    if (token.text === '-' || token.text === '+' || token.text === '~') {
      const { value, unsigned } = this.unary(depth + 1, counts);
      return wrap(token.text === '-' ? -value : token.text === '~' ? ~value : value, unsigned);
    }
    if (token.kind === 'word') return { value: 0n, unsigned: false };
    if (token.kind === 'text' && token.text.startsWith("'") && token.text.length === 3) {
      return { value: BigInt(token.text.charCodeAt(1)), unsigned: false };
    }
    const parts = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)([uU]?)[lL]{0,2}([uU]?)$/.exec(token.text);
    const digits = parts?.[1];
    if (token.kind !== 'number' || digits === undefined) throw new Wrong(`${token.text} is no number`);
    const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
    return wrap(value, parts?.[2] !== '' || parts[3] !== '' || value > 0x7fff_ffff_ffff_ffffn);
  }
}

function wrap(value: bigint, unsigned: boolean): Value {
  return { value: unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value), unsigned };
}

function truth(value: boolean): Value {
  return { value: value ? 1n : 0n, unsigned: false };
}

function apply(operator: string, left: Value, right: Value, counts: boolean): Value {
  if (operator === '||') return truth(left.value !== 0n || right.value !== 0n);
  if (operator === '&&') return truth(left.value !== 0n && right.value !== 0n);
  if (operator === '<<' || operator === '>>') {
    const by = right.value;
    const value = BigInt(operator === '<<' ? 1 : -1) * by;
    return wrap(
      value > 64n ? 0n : value >= 0n ? left.value << value : left.value >> (-value > 64n ? 64n : -value),
      left.unsigned,
    );
  }
  const unsigned = left.unsigned || right.unsigned;
  const a = wrap(left.value, unsigned).value;
  const b = wrap(right.value, unsigned).value;
  switch (operator) {
    case '|':
      return wrap(a | b, unsigned);
    case '^':
      return wrap(a ^ b, unsigned);
    case '&':
      return wrap(a & b, unsigned);
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '>':
      return truth(a > b);
    case '<=':
      return truth(a <= b);
    case '>=':
      return truth(a >= b);
    case '+':
      return wrap(a + b, unsigned);
    case '-':
      return wrap(a - b, unsigned);
    case '*':
      return wrap(a * b, unsigned);
    default:
      if (b === 0n) {
        if (counts) throw new Wrong('it divides by zero');
        return wrap(0n, unsigned);
      }
      return wrap(operator === '/' ? a / b : a % b, unsigned);
  }
}
