/**
 * An overlay merged into a flattened tree before a kernel is booted with it, as U-Boot and fdtoverlay do it with libfdt
 * (fdt_overlay_apply): one fragment after the other, and what is there is overwritten. The kernel refuses more (apply-overlay.ts).
 */
import { textBytes } from '../property.ts';
import type { DeviceTree, NodePath } from '../tree.ts';
import { indexTree } from '../tree-index.ts';
import { type AppliedOverlay, changed, type OverlayOptions, type OverlayOrigin } from './apply-overlay.ts';
import { findNodeLoosely } from './find-node.ts';
import { contentsOf, noFragments, targetOf } from './fragments.ts';
import { fixLabels } from './label-fixups.ts';
import { changesOf, labelPath } from './merge.ts';
import { OverlayValues } from './overlay-values.ts';
import { fixLocalReferences, highestPhandle, renumber } from './phandles.ts';
import { overlayPlaces, type Refusal } from './refusal.ts';

/** `base` and `overlay` stay as they are. A boot loader that refuses an overlay usually boots without it, or not at all. */
export function mergeBeforeBoot(base: DeviceTree, overlay: DeviceTree, options: OverlayOptions = {}): AppliedOverlay {
  let index = options.index ?? indexTree(base);
  const places = overlayPlaces(options.source);
  const values = new OverlayValues(indexTree(overlay));
  const highest = highestPhandle(index);
  const warnings = [...renumber(values, highest, places)];
  const refuse = (refusals: readonly Refusal[]): AppliedOverlay => ({
    tree: undefined,
    findings: [...refusals.map(({ finding }) => finding), ...warnings],
    refused: refusals[0] && { errno: refusals[0].errno, line: undefined },
    nodes: new Map(),
    properties: new Map(),
  });

  const local = fixLocalReferences(values, highest, places);
  if (local.length > 0) return refuse(local);
  const labels = fixLabels(index, values, places, options.labels);
  warnings.push(...labels.warnings);
  if (labels.refusals.length > 0) return refuse(labels.refusals);

  const nodes = new Map<NodePath, OverlayOrigin>();
  const properties = new Map<NodePath, Map<string, OverlayOrigin>>();
  const merged: { content: ReturnType<typeof contentsOf>[number]['content']; target: { path: NodePath } }[] = [];
  for (const { path, content } of contentsOf(values)) {
    const target = targetOf(index, path, values, places, findNodeLoosely);
    if ('finding' in target) return refuse([target]);
    const changes = changesOf(index, [{ path, content, target }], values, places, true);
    for (const [at, origin] of changes.nodeOrigins) nodes.set(at, origin);
    for (const [at, own] of changes.propertyOrigins)
      properties.set(at, new Map([...(properties.get(at) ?? []), ...own]));
    merged.push({ content, target });
    index = indexTree({ ...index.tree, root: changed(index, changes) });
  }
  if (merged.length === 0) warnings.push({ ...noFragments(places).finding, severity: 'warning' });

  const symbols = new Map<string, Uint8Array>();
  for (const [label, value] of values.of('/__symbols__')) {
    const path = labelPath(value, merged);
    // Of a node that does not come to be.
    if (path === undefined || label === 'phandle') continue;
    symbols.set(label, textBytes(path));
  }
  if (symbols.size > 0) {
    const path = '/__symbols__';
    const origin = { fragment: path, node: path };
    properties.set(path, new Map([...symbols.keys()].map((label) => [label, origin])));
    const has = index.byPath.has(path);
    const made = { name: '__symbols__', properties: symbols, children: [] };
    const root = changed(index, {
      properties: new Map(has ? [[path, symbols]] : []),
      children: new Map(has ? [] : [['/', [made]]]),
    });
    index = indexTree({ ...index.tree, root });
  }
  return { tree: index.tree, findings: warnings, nodes, properties };
}
