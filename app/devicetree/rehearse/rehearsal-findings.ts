/** All that is to be said of a rehearsal, each thing once, with places in the texts of the overlays. */
import type { SourcePlace, TreeFinding } from '../finding.ts';
import type { OverlayOrigin } from '../overlay/merge.ts';
import type { NodePath } from '../tree.ts';
import type { Rehearsal, RehearsedOverlay } from './rehearse.ts';

const keyOf = ({ id, path, property }: Pick<TreeFinding, 'id' | 'path' | 'property'>) => `${id} ${path} ${property}`;

/** Of applying, then of each overlay, then what shows in the merged tree alone. */
export function rehearsalFindings(rehearsal: Rehearsal, overlays: readonly RehearsedOverlay[]): readonly TreeFinding[] {
  const { applied, findings: ofMerged } = rehearsal;
  const told = new Set(applied.flatMap(({ lint }, index) => lint.map((each) => `${index} ${keyOf(each)}`)));
  const news = ofMerged.flatMap((finding): TreeFinding[] => {
    const found = originOf(rehearsal, finding);
    if (found === undefined) return [finding];
    const { index, origin } = found;
    if (told.has(`${index} ${keyOf({ ...finding, path: origin.node })}`)) return [];
    const place = placeOf(overlays[index], origin.node, finding.property);
    return [place === undefined ? finding : { ...finding, place }];
  });
  return [...applied.flatMap(({ result, lint }) => [...result.findings, ...lint]), ...news];
}

/** The last overlay that said it. */
function originOf({ applied }: Rehearsal, { path = '/', property }: TreeFinding) {
  for (let index = applied.length - 1; index >= 0; index -= 1) {
    const { nodes, properties } = applied[index]?.result ?? {};
    const ofProperty = property === undefined ? undefined : properties?.get(path)?.get(property);
    const origin: OverlayOrigin | undefined = ofProperty ?? nodes?.get(path);
    if (origin !== undefined) return { index, origin };
  }
  return undefined;
}

function placeOf(
  overlay: RehearsedOverlay | undefined,
  path: NodePath,
  property: string | undefined,
): SourcePlace | undefined {
  const { source } = overlay ?? {};
  const ofProperty = source?.properties.findLast((each) => each.path === path && each.property === property);
  return ofProperty?.name ?? source?.nodes.findLast((each) => each.path === path)?.name;
}
