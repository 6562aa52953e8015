/** Macros that are there before a text defines any: those of `cpp -undef -x assembler-with-cpp`, and `__DTS__`, which each build of a kernel or boot loader adds. */
import type { Macro, Macros, UsePlace } from './macro.ts';
import { type Token, tokensOf } from './tokens.ts';

export const hasInclude = '__has_include';

const ones = ['__DTS__', '__ASSEMBLER__', '__STDC__', '__STDC_HOSTED__'];

/** What they give for a use; by its order for `__COUNTER__`. */
const told: Readonly<Record<string, (place: UsePlace, use: Token, count: () => number) => string>> = {
  __FILE__: ({ file }) => quoted(file),
  __BASE_FILE__: ({ chain }) => quoted(chain[0] ?? ''),
  __LINE__: ({ line }, use) => String(use.line ?? line()),
  __INCLUDE_LEVEL__: ({ chain }) => String(chain.length - 1),
  __COUNTER__: (_place, _use, count) => String(count()),
};

const named = new RegExp(`\\b(?:${[...ones, ...Object.keys(told), hasInclude].join('|')})\\b`);

/** Whether a text speaks of one of them. */
export function usesPredefined(text: string): boolean {
  return named.test(text);
}

export function predefine(macros: Macros): void {
  const plain = { parameters: undefined, variadic: false, place: undefined };
  for (const name of ones) macros.define({ ...plain, name, body: tokensOf('1') });
  let next = 0;
  const count = (): number => {
    next += 1;
    return next - 1;
  };
  for (const [name, give] of Object.entries(told)) {
    const given = (use: Token): string => (macros.use === undefined ? name : give(macros.use, use, count));
    macros.define({ ...plain, name, body: [], given });
  }
  macros.define(hasIncludeMacro(macros));
}

/** It is known as a macro is; conditions answer it when all else is expanded. */
function hasIncludeMacro(macros: Macros): Macro {
  const given = (): string => {
    if (macros.use?.inCondition !== true) macros.trouble ??= `\`${hasInclude}\` stands outside of #if and #elif`;
    return hasInclude;
  };
  return { name: hasInclude, parameters: undefined, variadic: false, body: [], given, place: undefined };
}

/** As a text of C. */
function quoted(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&')}"`;
}
