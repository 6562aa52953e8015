/** The journal of applied plans, on the board, so that any workstation can continue or roll back. */
import * as z from 'zod';
import { contract } from '../rpc/contract.ts';

/** One line of the journal; `entry` is the host's own JSON. */
const journalEntry = z.object({ bootId: z.string(), entry: z.json() });

export const journalContract = contract({
  /** Entries of the journal in order; a torn last line (power cut) is left out. */
  'journal.read': { input: z.object({}), output: z.object({ entries: z.array(journalEntry) }) },
  /** Appends and syncs to the disk before it answers. */
  'journal.append': { input: journalEntry, output: z.object({}) },
  /** Replaces the journal by nothing. */
  'journal.clear': { input: z.object({}), output: z.object({}) },
});
