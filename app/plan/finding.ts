/** What is wrong with a plan, where, why, and how to mend it. */
import { z } from 'zod';

/** Keys and indexes from the top of the plan. */
export const planPath = z.array(z.union([z.string(), z.int().min(0)]));
export type PlanPath = readonly (string | number)[];

/** One change of the plan's text (edit.ts performs it). */
export const edit = z.union([
  /** Gives a scalar a value; a key that is not there is added to its mapping. */
  z.object({ op: z.literal('set'), path: planPath, value: z.union([z.string(), z.boolean(), z.int()]) }),
  /** Gives a key another name. */
  z.object({ op: z.literal('rename'), path: planPath, key: z.string() }),
  /** Takes a key with its value, or an item of a list, away. */
  z.object({ op: z.literal('remove'), path: planPath }),
  /** Puts a mapping behind the last item of a list, which is made when it is not there. */
  z.object({
    op: z.literal('append'),
    path: planPath,
    value: z.record(z.string(), z.union([z.string(), z.boolean()])),
  }),
]);
export type Edit = z.output<typeof edit>;

/** Lines and columns from 1; the end is behind the last character. */
export const place = z.object({ line: z.int(), column: z.int(), endLine: z.int(), endColumn: z.int() });
export type Place = z.output<typeof place>;

export const finding = z.object({
  id: z.string(),
  /** Errors forbid applying. */
  severity: z.enum(['error', 'warning', 'info']),
  path: planPath,
  place: place.optional(),
  /** What was found, in a sentence. */
  message: z.string(),
  /** What would happen on the board, or which rule it breaks. */
  why: z.string(),
  /** The way out in words. */
  hint: z.string().optional(),
  /** The plan's reason for an override: it is a warning because of that. */
  overridden: z.string().optional(),
  /** Where there is one answer: the edits that give it. */
  fix: z.object({ title: z.string(), edits: z.array(edit) }).optional(),
});
export type Finding = z.output<typeof finding>;
