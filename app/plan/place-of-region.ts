/** Where a region of a plan could lie: judged before it is taken, on whole pages, and as edits of the plan's text. */
import { hex } from '../../remote-helper/contract/quantity.ts';
import { readPlan } from './document.ts';
import { applyEdits } from './edit.ts';
import type { Facts } from './facts.ts';
import type { Edit, Finding } from './finding.ts';
import { type FormText, readForm } from './form-text.ts';
import { addressWidth } from './lint/address-width.ts';
import { alignment } from './lint/alignment.ts';
import { claimed } from './lint/claimed.ts';
import { coherence } from './lint/coherence.ts';
import { overlap } from './lint/overlap.ts';
import { withOverrides } from './lint/overrides.ts';
import { profileMap } from './lint/profile-map.ts';
import { range } from './lint/range.ts';
import { reservation } from './lint/reservation.ts';
import { syncRange } from './lint/sync-range.ts';
import { systemRam } from './lint/system-ram.ts';
import { treeNodes } from './lint/tree-nodes.ts';
import { parseQuantity, writtenSize } from './quantity.ts';
import type { Plan } from './schema.ts';
import { endOf, type Span } from './span.ts';

/** Address and size as they are to be written. */
export interface PlaceText {
  readonly address: string;
  readonly size: string;
}

/** Rules that judge a region by where it lies. */
const byPlace = [
  range,
  alignment,
  overlap,
  systemRam,
  claimed,
  reservation,
  treeNodes,
  addressWidth,
  profileMap,
  coherence,
  syncRange,
];

/** Pure. Undefined where the texts are no numbers. */
export function spanOfTexts({ address, size }: PlaceText): Span | undefined {
  const [from, bytes] = [parseQuantity(address), parseQuantity(size)];
  return from === undefined || bytes === undefined ? undefined : { address: from, size: bytes };
}

/** Pure. Hex, and a size in units where that is exact. */
export function textsOfSpan({ address, size }: Span): PlaceText {
  return { address: hex(address), size: writtenSize(size) };
}

/** Pure. The edits by which a region has that place; what means the same already keeps its spelling. `source`: where it was taken from. */
export function placeEdits(form: FormText, index: number, { address, size }: PlaceText, source?: string): Edit[] {
  const edits: Edit[] = [];
  for (const [key, value] of [
    ['address', address],
    ['size', size],
  ] as const) {
    const written = form.written(['regions', index, key]);
    const same = written !== undefined && parseQuantity(written) === parseQuantity(value);
    if (!same) edits.push({ op: 'set', path: ['regions', index, key], value });
  }
  if (source !== undefined && form.written(['regions', index, 'source']) !== source)
    edits.push({ op: 'set', path: ['regions', index, 'source'], value: source });
  return edits;
}

export interface JudgedPlace {
  /** What lint finds because the region lies there. */
  readonly findings: readonly Finding[];
  /** The plan as a whole cannot be read: nothing but the region was judged. */
  readonly isAlone: boolean;
}

/** Pure. What lint would find of a region of the plan's text, would it lie there. */
export function judgePlace(text: string, index: number, place: PlaceText, facts: Facts | undefined): JudgedPlace {
  const form = readForm(text);
  const span = spanOfTexts(place);
  if (form === undefined || span === undefined) return { findings: [], isAlone: true };
  const { plan } = readPlan(applyEdits(text, placeEdits(form, index, place)));
  const region = plan?.regions[index];
  if (plan !== undefined && region !== undefined) {
    const others = { ...plan, regions: plan.regions.filter((_, at) => at !== index) };
    const before = new Set(judged(others, facts).map(keyOf));
    const findings = judged(plan, facts).filter((each) => !before.has(keyOf(each)));
    return { findings, isAlone: false };
  }
  const device = form.written(['regions', index, 'device']) ?? '';
  const load = form.written(['regions', index, 'load']) === 'device-tree' ? 'device-tree' : 'insmod';
  const content = form.written(['regions', index, 'content']) === 'registers' ? 'registers' : 'memory';
  const alone: Plan = {
    version: 1,
    module: { from: 'built-in', info: true },
    regions: [{ device: device || 'the region', load, ...span, content, cache: 'noncoherent', shareable: false }],
  };
  return { findings: judged(alone, facts), isAlone: true };
}

const keyOf = ({ id, message }: Finding): string => `${id} ${message}`;

function judged(plan: Plan, facts: Facts | undefined): Finding[] {
  return withOverrides(
    plan,
    byPlace.flatMap((rule) => rule.check({ plan, facts })),
  );
}

/** Pure. The smallest range of whole pages that holds all of it. `page`: bytes. */
export function toPages({ address, size }: Span, page: bigint): Span {
  const from = address - (address % page);
  const end = address + size;
  const to = end % page === 0n ? end : end - (end % page) + page;
  return { address: from, size: to - from };
}

/**
 * Pure. The whole pages of a range from its start, at most `most` bytes: undefined where it has none. Address 0 is left out: a
 * module parameter cannot say it (uiomem-interface: Module parameters).
 */
export function startIn(range: Span, page: bigint, most?: bigint): Span | undefined {
  const first = range.address === 0n ? page : toPages({ address: range.address + page - 1n, size: 0n }, page).address;
  const end = endOf(range) - (endOf(range) % page);
  if (end <= first) return undefined;
  const all = end - first;
  return { address: first, size: most !== undefined && most > 0n && most < all ? most : all };
}

/** Pure. The other regions of a plan's text that have a place, as far as they can be read. */
export function otherPlaces(form: FormText, index: number): (Span & { readonly device: string })[] {
  return Array.from({ length: form.count(['regions']) }, (_, at) => at).flatMap((at) => {
    const written = (key: string) => form.written(['regions', at, key]) ?? '';
    const span = spanOfTexts({ address: written('address'), size: written('size') });
    return at === index || span === undefined || span.size === 0n
      ? []
      : [{ device: written('device') || `region ${at + 1}`, ...span }];
  });
}
