import { overlaps, type Span, spanText } from '../../plan/span.ts';
import type { TreeFinding } from '../finding.ts';
import { foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';
import type { UiomemNode } from './uiomem-nodes.ts';

type Placed = UiomemNode & { readonly range: Span };

/** Of as many others one is told: a thousand nodes with one range have half a million pairs. */
const mostOthers = 16;

/** `device-tree.overlap`, `device-tree.shared-by-one`, `device-tree.shared-differently` (uiomem-interface: Probe and load errors). */
export const uiomemOverlap: TreeRule = {
  about: 'overlap of uiomem nodes',
  check(input) {
    const placed = input.uiomem
      .filter((each): each is Placed => each.range !== undefined && each.enabled && each.range.size > 0n)
      .sort((a, b) => (a.range.address < b.range.address ? -1 : a.range.address > b.range.address ? 1 : 0));
    const found: TreeFinding[] = [];
    placed.forEach((earlier, index) => {
      for (let at = index + 1; at < Math.min(placed.length, index + 1 + mostOthers); at += 1) {
        const later = placed[at];
        if (later === undefined || !overlaps(earlier.range, later.range)) break;
        found.push(...judge(input, earlier, later));
      }
    });
    return found;
  },
};

function judge(input: TreeRuleInput, earlier: Placed, later: Placed): TreeFinding[] {
  const both = `${nodeName(later.node)} and ${nodeName(earlier.node)} overlap: ${spanText(later.range)} and ${spanText(earlier.range)}.`;
  const property = later.node.node.properties.has('reg') ? 'reg' : 'memory-region';
  const other = input.places.placeOf(
    earlier.node.path,
    earlier.node.node.properties.has('reg') ? 'reg' : 'memory-region',
  );
  const related = other && [{ message: nodeName(earlier.node), place: other }];
  if (!earlier.shareable && !later.shareable) {
    return [
      foundAt(input, later.node, {
        id: 'device-tree.overlap',
        severity: 'error',
        property,
        related,
        message: both,
        why: 'A device that is not shareable claims its range: the driver refuses the second one with EBUSY.',
        hint: 'Move them apart, or make both shareable when two really use the same memory.',
      }),
    ];
  }
  if (earlier.shareable !== later.shareable) {
    const alone = earlier.shareable ? later : earlier;
    return [
      foundAt(input, alone.node, {
        id: 'device-tree.shared-by-one',
        severity: 'warning',
        related,
        message: `${both} ${nodeName((earlier.shareable ? earlier : later).node)} alone is shareable.`,
        why: 'The driver allows it with a warning; whether the other owner expects company is not said anywhere.',
        // Of two caches a person decides.
        ...(earlier.cache === later.cache && {
          fix: {
            title: `Make ${nodeName(alone.node)} shareable too`,
            edits: input.places.add(alone.node.path, ['shareable;']),
          },
        }),
      }),
    ];
  }
  if (earlier.cache === later.cache) return [];
  return [
    foundAt(input, later.node, {
      id: 'device-tree.shared-differently',
      severity: 'warning',
      property,
      related,
      message: `${both} Their caches differ: ${later.cache} and ${earlier.cache}.`,
      why: 'What one writes through the cache the other may not see, and a written-back line can undo what it wrote past the cache. The driver allows it with a warning.',
      hint: 'Give both the same cache flag.',
    }),
  ];
}
