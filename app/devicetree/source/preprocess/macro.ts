/** Macros: their definitions, and what their uses become (ISO C11, 6.10.3; GNU's `, ## __VA_ARGS__` and named variadics too). */
import type { SourcePlace } from '../../finding.ts';
import { type Hidden, hides, hiding, hidingAll, hidingBoth, type Token, textOfTokens, tokensOf } from './tokens.ts';

export interface Macro {
  readonly name: string;
  /** Undefined: like an object. */
  readonly parameters: readonly string[] | undefined;
  /** The last parameter takes all further arguments. */
  readonly variadic: boolean;
  readonly body: readonly Token[];
  /** Of one that no text defines: what it gives where it is used. */
  readonly given?: (use: Token) => string;
  /** Undefined: of no text. */
  readonly place: SourcePlace | undefined;
}

/** What stands behind `#define`. A text: what is wrong with it. */
export function macroOf(text: string, place: SourcePlace): Macro | string {
  const name = /^[A-Za-z_]\w*/.exec(text)?.[0];
  if (name === undefined) return 'A macro has a name of letters, digits and `_`';
  if (name === 'defined') return '`defined` can not be the name of a macro';
  const rest = text.slice(name.length);
  if (!rest.startsWith('(')) return { name, parameters: undefined, variadic: false, body: tokensOf(rest), place };
  const end = rest.indexOf(')');
  if (end < 0) return `The parameters of ${name} are not closed by \`)\``;
  const inside = rest.slice(1, end).trim();
  const parameters = inside === '' ? [] : inside.split(',').map((each) => each.trim());
  const last = parameters.at(-1);
  const variadic = last?.endsWith('...') === true;
  if (variadic) parameters[parameters.length - 1] = last === '...' ? '__VA_ARGS__' : (last ?? '').slice(0, -3).trim();
  if (parameters.some((each) => !/^[A-Za-z_]\w*$/.test(each))) return `The parameters of ${name} are no list of names`;
  if (new Set(parameters).size < parameters.length) return `Two parameters of ${name} have the same name`;
  const body = tokensOf(rest.slice(end + 1));
  const edge = [body[0], body.at(-1)].find((token) => token?.text === '##');
  if (edge !== undefined) return `\`##\` stands at an end of ${name}`;
  return { name, parameters, variadic, body, place };
}

/** Where a macro is used, which those that no text defines tell of. */
export interface UsePlace {
  /** As `#line` calls it. */
  readonly file: string;
  /** The files from the first one to this one. */
  readonly chain: readonly string[];
  /** In an `#if` or `#elif`. */
  readonly inCondition: boolean;
  line(): number;
}

/** Whether both say the same, which a second definition may. */
export function sameMacro(a: Macro, b: Macro): boolean {
  return (
    a.given === b.given &&
    a.variadic === b.variadic &&
    a.parameters?.join() === b.parameters?.join() &&
    (a.parameters === undefined) === (b.parameters === undefined) &&
    textOfTokens(a.body) === textOfTokens(b.body)
  );
}

/** Tokens that all expansions of a text may make together: a few lines of macros can ask for any number. */
const mostTokens = 500_000;
/** Macros within the arguments of one another. */
const deepest = 100;

export class Macros {
  readonly byName = new Map<string, Macro>();
  /** Why an expansion went wrong, for its finding; told once each. */
  trouble: string | undefined;
  /** What is expanded now stands there. */
  use: UsePlace | undefined;
  private left = mostTokens;
  /** Lengths and first letters that names have: most words of a text are none. */
  private readonly lengths = new Uint8Array(256);
  private readonly firsts = new Uint8Array(128);

  define(macro: Macro): void {
    this.byName.set(macro.name, macro);
    this.lengths[Math.min(macro.name.length, 255)] = 1;
    this.firsts[macro.name.charCodeAt(0) & 0x7f] = 1;
  }

  undefine(name: string): void {
    this.byName.delete(name);
  }

  /** The macro that a word of a text names. */
  at(text: string, start: number, end: number): Macro | undefined {
    if (this.firsts[text.charCodeAt(start) & 0x7f] === 0 || this.lengths[Math.min(end - start, 255)] === 0)
      return undefined;
    return this.byName.get(text.slice(start, end));
  }

  get exhausted(): boolean {
    return this.left <= 0;
  }

  /** Expands all that can be; a function-like macro at the end without its arguments is left. */
  expand(tokens: readonly Token[], depth = 0): Token[] {
    const out: Token[] = [];
    // The next token is the last: what a macro gives is put back and read again.
    const waiting = tokens.toReversed();
    for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
      this.left -= 1;
      if (this.left <= 0) {
        this.trouble = 'The macros of this text make more than can be kept';
        return out;
      }
      const macro = token.kind === 'word' ? this.byName.get(token.text) : undefined;
      if (macro === undefined || hides(token.hidden, macro.name)) {
        out.push(token);
      } else if (macro.given !== undefined) {
        for (const given of tokensOf(macro.given(token))) out.push({ ...given, space: token.space });
      } else if (macro.parameters === undefined) {
        putBack(waiting, substitute(this, macro, [], depth), token, hiding(token.hidden, macro.name));
      } else {
        const call = depth < deepest ? takeArguments(waiting, macro) : undefined;
        const wrong = call === undefined ? undefined : wrongCount(macro, call.args.length);
        if (call === undefined || wrong !== undefined) {
          if (wrong !== undefined) this.trouble = wrong;
          out.push(token);
          continue;
        }
        waiting.length = call.left;
        const { close } = call;
        const hidden = hiding(hidingBoth(token.hidden, close.hidden), macro.name);
        putBack(waiting, substitute(this, macro, call.args, depth), token, hidden);
      }
    }
    return out;
  }
}

function putBack(waiting: Token[], tokens: readonly Token[], use: Token, hidden: Hidden): void {
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    if (token === undefined) continue;
    waiting.push({
      kind: token.kind,
      text: token.text,
      space: index === 0 ? use.space : token.space,
      hidden: hidingAll(token.hidden, hidden),
      line: use.line,
    });
  }
}

function wrongCount({ name, parameters, variadic }: Macro, count: number): string | undefined {
  const wanted = parameters?.length ?? 0;
  if (count === wanted || (variadic && count === wanted - 1)) return undefined;
  return `${name} takes ${wanted} ${wanted === 1 ? 'argument' : 'arguments'}, and here are ${count}`;
}

interface Call {
  readonly args: readonly (readonly Token[])[];
  readonly close: Token;
  /** How many tokens wait behind the call. */
  readonly left: number;
}

/** The arguments that wait (the next one last). Undefined: no `(`, or no `)` to it. */
function takeArguments(waiting: readonly Token[], { parameters, variadic }: Macro): Call | undefined {
  let at = waiting.length - 1;
  if (waiting[at]?.text !== '(') return undefined;
  const wanted = parameters?.length ?? 0;
  const args: Token[][] = [[]];
  let open = 1;
  for (at -= 1; at >= 0; at -= 1) {
    const token = waiting[at];
    if (token === undefined) return undefined;
    if (token.text === '(') open += 1;
    else if (token.text === ')') open -= 1;
    if (open === 0) {
      const none = args.length === 1 && args[0]?.length === 0 && wanted === 0;
      return { args: none ? [] : args, close: token, left: at };
    }
    if (token.text === ',' && open === 1 && !(variadic && args.length >= wanted)) args.push([]);
    else args.at(-1)?.push(token);
  }
  return undefined;
}

/** The body with the arguments in their places. */
function substitute(macros: Macros, macro: Macro, args: readonly (readonly Token[])[], depth: number): Token[] {
  const { parameters = [], variadic, body } = macro;
  const expanded: (Token[] | undefined)[] = [];
  const indexOf = (token: Token | undefined): number => (token?.kind === 'word' ? parameters.indexOf(token.text) : -1);
  const expandedArgument = (at: number): Token[] => {
    const tokens = expanded[at] ?? macros.expand(args[at] ?? [], depth + 1);
    expanded[at] = tokens;
    return tokens;
  };
  const out: Token[] = [];
  for (let index = 0; index < body.length; index += 1) {
    const token = body[index];
    if (token === undefined) break;
    const next = body[index + 1];
    if (token.text === '#' && macro.parameters !== undefined && indexOf(next) >= 0) {
      out.push({ ...token, kind: 'text', text: quoted(args[indexOf(next)] ?? []) });
      index += 1;
      continue;
    }
    if (token.text === '##' && out.length + index > 0 && next !== undefined) {
      const at = indexOf(next);
      const right = at < 0 ? [next] : (args[at] ?? []);
      index += 1;
      if (variadic && at === parameters.length - 1 && out.at(-1)?.text === ',') {
        // GNU: without further arguments the comma before them goes too.
        if (args.length < parameters.length || right.length === 0) out.pop();
        else out.push(...expandedArgument(at));
      } else {
        paste(out, right);
      }
      continue;
    }
    const at = indexOf(token);
    if (at < 0) {
      out.push(token);
      continue;
    }
    const raw = args[at] ?? [];
    const given = next?.text !== '##' ? expandedArgument(at) : raw.length > 0 ? raw : [nobody];
    given.forEach((each, position) => {
      out.push(position === 0 ? { ...each, space: token.space } : each);
    });
  }
  return out.filter(({ text }) => text !== '');
}

/** Stands for an argument of nothing beside a `##`, and is taken away at the end. */
const nobody: Token = { kind: 'mark', text: '', space: false, hidden: undefined, line: undefined };

/** The last token and the first of `right` become one. */
function paste(out: Token[], right: readonly Token[]): void {
  const first = right[0] ?? nobody;
  const left = out.pop() ?? nobody;
  const joined = tokensOf(left.text + first.text);
  if (joined.length === 0) out.push(nobody);
  joined.forEach((token, position) => {
    out.push({ ...token, space: position === 0 && left.space, hidden: undefined });
  });
  for (const token of right.slice(1)) out.push(token);
}

/** `#parameter`: the argument as a text. */
function quoted(tokens: readonly Token[]): string {
  const text = tokens
    .map(({ kind, text: each, space }, index) => {
      const plain = kind === 'text' ? each.replace(/[\\"]/g, '\\$&') : each;
      return space && index > 0 ? ` ${plain}` : plain;
    })
    .join('');
  return `"${text}"`;
}
