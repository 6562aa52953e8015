/** Regions of a plan, of what was chosen from a design. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { readPlan } from '../document.ts';
import { applyEdits } from '../edit.ts';
import { exactSize } from '../quantity.ts';
import type { CachePolicy, Plan } from '../schema.ts';
import { endOf, type Span } from '../span.ts';
import { type Append, suggestedRegion } from '../suggested-region.ts';
import type { AddressEntry } from './address-map.ts';
import { clean } from './text.ts';

/** Where no board tells its page size: that of most kernels. On a board with larger pages lint says `region.unaligned`. */
const usualPage = 4096n;

/** A text of a region (schema.ts). */
const mostOfSource = 200;

export interface Imported {
  /** The plan’s text with the regions. */
  readonly text: string;
  readonly edits: readonly Append[];
  /** What was done to a range, as sentences. */
  readonly notes: readonly string[];
  /** Entries of which no region was made, and why, as sentences. */
  readonly refused: readonly string[];
}

/**
 * Appends a region for each entry to a plan’s text, which must say a plan; undefined when it does not. Whether the regions suit
 * the plan and the board is for lint to say.
 */
export function regionsFrom(
  text: string,
  file: string,
  entries: readonly AddressEntry[],
  board: BoardFacts | undefined,
): Imported | undefined {
  let now = text;
  let plan = readPlan(now).plan;
  if (plan === undefined) return undefined;
  const edits: Append[] = [];
  const notes: string[] = [];
  const refused: string[] = [];
  for (const entry of entries) {
    const made = regionOfEntry(file, entry, plan, board);
    if ('why' in made) {
      refused.push(made.why);
      continue;
    }
    edits.push(made.edit);
    if (made.note !== undefined) notes.push(made.note);
    now = applyEdits(now, [made.edit]);
    // The next name is one that these have not.
    plan = readPlan(now).plan ?? plan;
  }
  return { text: now, edits, notes, refused };
}

function regionOfEntry(
  file: string,
  entry: AddressEntry,
  plan: Plan,
  board: BoardFacts | undefined,
): { readonly edit: Append; readonly note: string | undefined } | { readonly why: string } {
  const { name, size, kind } = entry;
  if (size === 0n) return { why: `${name} has no size: no region can be made of it.` };
  const page = board === undefined ? usualPage : BigInt(board.pageSize);
  const span = wholePages(entry, page);
  const source = clean(`${file}: ${name}`, mostOfSource);
  const edit = suggestedRegion(span, { content: kind, cache: cacheOf(entry), source }, plan, board);
  if (edit === undefined) {
    return { why: `There is no region of ${name}: every name that insmod can make, uiomem0 to uiomem7, is taken.` };
  }
  const isRounded = span.address !== entry.address || span.size !== size;
  const note = isRounded
    ? `${name} has ${exactSize(size)} and its region ${exactSize(span.size)}: regions are whole pages of ${exactSize(page)}, and what else lies in them is in the region too.`
    : undefined;
  return { edit, note };
}

function wholePages(entry: Span, page: bigint): Span {
  const address = (entry.address / page) * page;
  return { address, size: ((endOf(entry) + page - 1n) / page) * page - address };
}

/**
 * Off for registers, where each access counts. Off for memory in the logic as well: what the design writes there by its own port
 * passes no port of the processor system, so nothing tells the CPU’s caches of it, and a line that they write back late would
 * overwrite it (lint says the same as `region.coherence-by-port`). Memory of the processor system itself is as the driver has it.
 */
function cacheOf({ kind, ofProcessor }: AddressEntry): CachePolicy | undefined {
  return kind === 'memory' && ofProcessor ? undefined : 'off';
}
