/** Lines of the kernel's log by the printf format that makes them, as the kernel's source has it. */

/** What a conversion prints (Documentation/core-api/printk-formats.rst). */
const printed: readonly (readonly [conversion: RegExp, pattern: string])[] = [
  [/^%pOF$/, '\\S*'],
  [/^%pR$/, '\\[[^\\]]*\\]'],
  [/^%pS$/, '\\S+'],
  [/^%pa$/, '0x[0-9a-f]+'],
  [/^%#[0-9]*[lLz]*x$/, '0x[0-9a-f]+'],
  [/^%[0-9]*[lLz]*x$/, '[0-9a-f]+'],
  [/^%[lz]*u$/, '[0-9]+'],
  [/^%[lz]*d$/, '-?[0-9]+'],
  [/^%\.?[0-9]*s$/, '.+?'],
];

const conversion = /%(?:pOF|pR|pS|pa|[#.]?[0-9]*[lLz]*[dsuxX])/g;

/** One printf line of the kernel: its whole text, with a name for each conversion in order. */
export interface Line {
  readonly format: string;
  readonly names: readonly string[];
  readonly pattern: RegExp;
}

/** Throws RangeError when the names are not as many as the conversions: a mistake in a message's file. */
export function line(format: string, ...names: readonly string[]): Line {
  let count = 0;
  let source = '';
  let from = 0;
  for (const found of format.matchAll(conversion)) {
    const [, pattern] = printed.find(([which]) => which.test(found[0])) ?? [];
    if (pattern === undefined) throw new RangeError(`${found[0]} of ${format} is not known`);
    source += `${escaped(format.slice(from, found.index))}(${pattern})`;
    from = found.index + found[0].length;
    count += 1;
  }
  if (count !== names.length) throw new RangeError(`${format} has ${count} conversions and ${names.length} names`);
  return { format, names, pattern: new RegExp(`^${source}${escaped(format.slice(from))}$`, 's') };
}

function escaped(text: string): string {
  return text.replaceAll('%%', '%').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** What the kernel put in, by name; undefined when the text is another line. */
export function readLine({ pattern, names }: Line, text: string): Readonly<Record<string, string>> | undefined {
  const found = pattern.exec(text);
  if (found === null) return undefined;
  return Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? '']));
}
