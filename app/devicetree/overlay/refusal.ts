/** Why the kernel does not take an overlay, in our words and in its own. */
import type { SourcePlace, TreeFinding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import type { NodePath } from '../tree.ts';

export interface Refusal {
  readonly finding: TreeFinding;
  readonly errno: 'EINVAL' | 'ENOENT' | 'ENOMEM';
  /** As the kernel log has it; undefined where the kernel refuses without a word. */
  readonly line?: string | undefined;
}

export function refusal(
  finding: Omit<TreeFinding, 'severity'>,
  line?: string,
  errno: Refusal['errno'] = 'EINVAL',
): Refusal {
  return { finding: { ...finding, severity: 'error' }, errno, line };
}

/** Where the overlay's text says what a path and a property of its tree mean; nothing without a text. */
export interface OverlayPlaces {
  /** The node, or the nearest around it that the text has. */
  node(path: NodePath): SourcePlace | undefined;
  /** The property, or its node. */
  property(path: NodePath, property: string): SourcePlace | undefined;
  /** Each use of a label. */
  label(label: string): readonly SourcePlace[];
  readonly source: SourceTree | undefined;
}

export function overlayPlaces(source: SourceTree | undefined): OverlayPlaces {
  if (source === undefined)
    return { node: () => undefined, property: () => undefined, label: () => [], source: undefined };
  let nodes: Map<NodePath, SourcePlace> | undefined;
  const node = (path: NodePath): SourcePlace | undefined => {
    nodes ??= new Map(source.nodes.map((each) => [each.path, each.name]));
    for (let at = path; at !== '' && at !== '/'; at = at.slice(0, at.lastIndexOf('/'))) {
      // What the text says as `&label { … }` is the node `__overlay__` of a fragment that it does not name.
      const place = nodes.get(at) ?? nodes.get(`${at}/__overlay__`);
      if (place !== undefined) return place;
    }
    return undefined;
  };
  return {
    source,
    node,
    property: (path, property) =>
      source.properties.findLast((each) => each.path === path && each.property === property)?.name ?? node(path),
    label: (label) =>
      source.references.flatMap(({ to, place }) => ('label' in to && to.label === label ? [place] : [])),
  };
}

/** The first place as a finding's own, the others with a word. */
export function atPlaces(places: readonly SourcePlace[], message: string): Pick<TreeFinding, 'place' | 'related'> {
  const [place, ...others] = places;
  return {
    ...(place === undefined ? {} : { place }),
    ...(others.length === 0 ? {} : { related: others.map((each) => ({ message, place: each })) }),
  };
}
