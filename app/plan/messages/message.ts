/** What a known line of the kernel's log is: how it reads, and what it means for a plan and a board. */
import { z } from 'zod';
import type { Facts } from '../facts.ts';
import { edit } from '../finding.ts';
import type { Plan } from '../schema.ts';
import type { Line } from './format.ts';

/** What is known beside the line; the more, the more exactly it is explained. */
export interface Context {
  readonly plan?: Plan | undefined;
  readonly facts?: Facts | undefined;
}

export const explanation = z.object({
  /** Of the message, such as `driver.overlaps-ram`. */
  id: z.string(),
  /** `cause`: something failed, and this is why. `note`: nothing failed by it. */
  weight: z.enum(['cause', 'note']),
  /** What it means here, in a sentence or two. */
  meaning: z.string(),
  /** The way out in words. */
  hint: z.string().optional(),
  /** Where there is one answer: the edits of the plan that give it. */
  fix: z.object({ title: z.string(), edits: z.array(edit) }).optional(),
  /** What the line says, by name: `slot`, `module`, `symbol`, … */
  said: z.record(z.string(), z.string()),
});
export type Explanation = z.output<typeof explanation>;

export interface Message {
  readonly id: string;
  readonly weight: Explanation['weight'];
  /** The formats that print it, of all kernels that are known; the file's head names where they stand. */
  readonly lines: readonly Line[];
  explain(
    said: Readonly<Record<string, string>>,
    context: Context,
  ): Pick<Explanation, 'meaning'> & Partial<Pick<Explanation, 'hint' | 'fix'>>;
}
