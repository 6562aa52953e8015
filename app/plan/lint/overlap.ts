import type { Finding, PlanPath } from '../finding.ts';
import type { CachePolicy } from '../schema.ts';
import { overlaps, type Span, spanText } from '../span.ts';
import { nodeRegions } from '../tree-nodes.ts';
import { eachRegion, type Rule } from './rule.ts';

interface Candidate extends Span {
  readonly device: string;
  readonly cache: CachePolicy;
  readonly shareable: boolean;
  readonly load?: 'insmod' | 'device-tree' | undefined;
  /** Absent for nodes of the board that the plan does not name. */
  readonly path: PlanPath | undefined;
}

/** `region.overlaps-region`, `region.shared-by-one`, `region.shared-differently` (uiomem-interface: Probe and load errors). */
export const overlap: Rule = {
  about: 'overlap with device-tree nodes of the board',
  needs: 'the board’s device tree is not known',
  check({ plan, facts }) {
    const candidates: Candidate[] = eachRegion(plan).map(({ region, at }) => ({ ...region, path: [...at] }));
    const planned = new Set(plan.regions.filter(({ load }) => load === 'device-tree').map(({ device }) => device));
    for (const node of facts === undefined ? [] : nodeRegions(facts.board)) {
      if (node.address === undefined || node.size === undefined || planned.has(node.device)) continue;
      candidates.push({ ...node, address: node.address, size: node.size, path: undefined });
    }
    return candidates.flatMap((later, index) =>
      candidates.slice(0, index).flatMap((earlier) => (overlaps(earlier, later) ? judge(earlier, later) : [])),
    );
  },
};

function judge(earlier: Candidate, later: Candidate): Finding[] {
  const path = later.path ?? earlier.path;
  if (path === undefined) return [];
  const both = `${later.device} and ${earlier.device} overlap: ${spanText(later)} and ${spanText(earlier)}.`;
  if (!earlier.shareable && !later.shareable) {
    return [
      {
        id: 'region.overlaps-region',
        severity: 'error',
        path: [...path, 'address'],
        message: both,
        why: 'A region that is not shareable claims its range; the second one is refused.',
        hint: 'Move them apart, or make both shareable when two really use the same memory.',
      },
    ];
  }
  if (earlier.shareable !== later.shareable) {
    const other = earlier.shareable ? later : earlier;
    return [
      {
        id: 'region.shared-by-one',
        severity: 'warning',
        path: [...path, 'address'],
        message: `${both} Only ${earlier.shareable ? earlier.device : later.device} is shareable.`,
        why: 'The driver allows it with a warning; whether the other owner expects company is not said anywhere.',
        // Of a node the device tree decides; of two caches a person does.
        ...(other.path !== undefined &&
          other.load === 'insmod' &&
          earlier.cache === later.cache && {
            fix: {
              title: `Make ${other.device} shareable too`,
              edits: [{ op: 'set', path: [...other.path, 'shareable'], value: true }],
            },
          }),
      },
    ];
  }
  if (earlier.cache === later.cache) return [];
  return [
    {
      id: 'region.shared-differently',
      severity: 'error',
      path: [...path, 'cache'],
      message: `${both} Their caches differ: ${later.cache} and ${earlier.cache}.`,
      why: 'What one writes through the cache the other may not see, and a written-back line can undo what it wrote past the cache.',
      hint: 'Give both the same cache policy; the kernel would load them with a warning, so a plan can override this, with a reason.',
    },
  ];
}
