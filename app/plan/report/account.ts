/** What an apply was and did, noted while it ran: kept by the workstation that ran it, and as far as the journal has it on the board. */
import { z } from 'zod';
import { finding } from '../finding.ts';

/** ISO 8601, of the clock of the workstation that worked. */
const instant = z.string();

/** What a step printed: its last characters, and how many before them were left out. */
export const output = z.object({ text: z.string(), cut: z.int().min(0) });
export type Output = z.output<typeof output>;

export const accountStep = z.object({
  /** As the journal counts, from 0. */
  index: z.int().min(0),
  title: z.string(),
  where: z.enum(['workstation', 'board']).optional(),
  /** The same by hand; absent: the journal does not tell. */
  shell: z.string().optional(),
  /** `unknown`: it was begun, and nobody knows whether it was done. */
  result: z.enum(['done', 'failed', 'not-done', 'unknown']),
  milliseconds: z.number().optional(),
  output: output.optional(),
  /** Why it failed. */
  failure: z.string().optional(),
  /** What became of it when the apply was taken back; absent: nothing had to be, or nothing was. */
  undo: z
    .object({
      result: z.enum(['undone', 'failed']),
      milliseconds: z.number().optional(),
      failure: z.string().optional(),
    })
    .optional(),
});
export type AccountStep = z.output<typeof accountStep>;

/** The module's file, as far as it was known when the apply ended. */
export const moduleAccount = z.object({
  from: z.enum(['built-in', 'folder', 'file', 'loaded']),
  sha256: z.string().optional(),
  srcversion: z.string().optional(),
  vermagic: z.string().optional(),
  /** What the compilers wrote into the file. */
  compilers: z.array(z.string()),
});

const noted = finding.omit({ fix: true });

export const account = z.object({
  format: z.literal(1),
  /** The journal's name of the apply. */
  id: z.string(),
  bootId: z.string(),
  /** User and workstation, as the lease says it. */
  by: z.string(),
  began: instant,
  /** Absent: not told. */
  ended: instant.optional(),
  /** Version of the tool, and digest of its helper; an empty one worked by plain shell. */
  tool: z.string().optional(),
  helper: z.string().optional(),
  /** Number of the kernel's next line when it began. */
  logFrom: z.int().min(0).optional(),
  /** `text` is absent where it was too long to be kept; `sha256` is of the text as it was. */
  plan: z.object({ name: z.string(), text: z.string().optional(), sha256: z.string().optional() }),
  /** What lint found when it began; absent: not told. */
  findings: z.array(noted).optional(),
  module: moduleAccount.optional(),
  steps: z.array(accountStep),
  /** `unfinished`: it was cut off, or runs. */
  outcome: z.enum(['applied', 'failed', 'cancelled', 'unfinished']),
  problem: z.object({ id: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
  /** It was taken back: since it failed, or when somebody asked for it. */
  rollBack: z
    .object({
      why: z.enum(['failed', 'asked']),
      by: z.string(),
      began: instant.optional(),
      ended: instant.optional(),
      result: z.enum(['done', 'failed', 'unfinished']),
    })
    .optional(),
});
export type Account = z.output<typeof account>;

/** Characters of a plan's text that are kept with an account; a usual one has two thousand. */
export const longestPlan = 65_536;

/** Of a step's output, its last characters. */
const longestOutput = 8_192;

/** Pure. A line more of what a step printed. */
export function withOutput(before: Output | undefined, more: string): Output {
  const text = before === undefined ? more : `${before.text}\n${more}`;
  const over = Math.max(0, text.length - longestOutput);
  return { text: text.slice(over), cut: (before?.cut ?? 0) + over };
}
