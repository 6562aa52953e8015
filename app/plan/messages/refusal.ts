/**
 * A line by which our driver says why a region became no device: uiomem_refuse() of kernel/device.c, pr_err for a region
 * of the insmod line, dev_err for a device-tree node. Each word is a message of its own.
 */
import { type Line, line } from './format.ts';
import type { Context, Explanation, Message } from './message.ts';
import type { Refused } from './region-of.ts';

/** The lines of a word with a sentence, a printf format whose conversions are named. */
export function refusalLines(word: string, sentence: string, ...names: readonly string[]): Line[] {
  return [
    line(`uiomem: region %d [0x%llx, 0x%llx): ${word}: ${sentence}`, 'slot', 'start', 'end', ...names),
    line(`uiomem %s: [0x%llx, 0x%llx): ${word}: ${sentence}`, 'device', 'start', 'end', ...names),
  ];
}

/** A message for the sentences that the driver has under a word. */
export function refusal(
  id: string,
  lines: readonly Line[],
  explain: (
    refused: Refused & Readonly<Record<string, string>>,
    context: Context,
  ) => Pick<Explanation, 'meaning'> & Partial<Pick<Explanation, 'hint' | 'fix'>>,
): Message {
  return {
    id,
    weight: 'cause',
    lines,
    // Every line of refusalLines() has start and end.
    explain: (said, context) => explain(said as unknown as Refused & Readonly<Record<string, string>>, context),
  };
}
