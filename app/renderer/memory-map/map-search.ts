/** What is looked for in the memory map: an address, or a part of a name. Pure. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Segment } from '../../plan/memory-map/segments.ts';
import { endOf } from '../../plan/span.ts';
import { readNumber } from '../components/number-text.ts';

export type Found =
  | { readonly segment: Segment; readonly address: bigint }
  /** Why there is none, as a sentence. */
  | { readonly none: string };

/** Names count from the start of the map, or from behind `after`, and go round. */
export function findIn(segments: readonly Segment[], text: string, after?: Segment): Found {
  const address = readNumber(text);
  const last = segments.at(-1);
  if (last === undefined) return { none: 'The map is empty.' };
  if (address !== undefined) {
    const segment = segments.find((each) => each.address <= address && address < endOf(each));
    if (segment !== undefined) return { segment, address };
    return { none: `${hex(address)} lies behind the last address that is known, ${hex(endOf(last) - 1n)}.` };
  }
  const wanted = text.trim().toLowerCase();
  const from = after === undefined ? 0 : segments.findIndex(({ address: each }) => each === after.address) + 1;
  const turned = [...segments.slice(from), ...segments.slice(0, from)];
  const segment = turned.find(({ name, layers }) =>
    [name, ...layers.map((layer) => layer.name)].some((each) => each.toLowerCase().includes(wanted)),
  );
  if (segment !== undefined) return { segment, address: segment.address };
  return { none: `Nothing on the map is called ${text.trim()}. An address is written like 0x70000000.` };
}
