/** The kernel's log in words. */
import { driverOther } from './driver-other.ts';
import { readLine } from './format.ts';
import { messages } from './list.ts';
import type { Context, Explanation, Message } from './message.ts';

/** What a log file or dmesg puts before the kernel's own text: a date, a host, `kernel:`, seconds since boot, a caller. */
const before = /^(?:<\d+>)?(?:.*? kernel: ?)?(?:\[\s*\d+\.\d+\](?:\[\s*[A-Z]\d+\])? ?)?/s;

/** Undefined for lines that no message knows. */
export function explainLine(text: string, context: Context = {}): Explanation | undefined {
  return explanationsOf(text, context)[0] ?? explanationsOf(text, context, [driverOther])[0];
}

/** All that know the line: one at most, which a test holds. */
export function explanationsOf(
  text: string,
  context: Context = {},
  known: readonly Message[] = messages,
): Explanation[] {
  const plain = text.trimEnd().replace(before, '');
  return known.flatMap(({ id, weight, lines, explain }): Explanation[] => {
    for (const each of lines) {
      const said = readLine(each, plain);
      if (said !== undefined) return [{ id, weight, said, ...explain(said, context) }];
    }
    return [];
  });
}

export interface ExplainedLine {
  readonly text: string;
  readonly explanation: Explanation;
}

/** Of the lines, in order, those that are known. */
export function explainLog(lines: readonly { readonly text: string }[], context: Context = {}): ExplainedLine[] {
  return lines.flatMap(({ text }) => {
    const explanation = explainLine(text, context);
    return explanation === undefined ? [] : [{ text, explanation }];
  });
}
