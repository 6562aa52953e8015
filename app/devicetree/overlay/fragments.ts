/** The fragments of an overlay and the nodes they are for (drivers/of/overlay.c, init_overlay_changeset, find_target). */
import { cellsOf } from '../property.ts';
import { childPath, type NodePath } from '../tree.ts';
import type { IndexedNode, TreeIndex } from '../tree-index.ts';
import { findNode } from './find-node.ts';
import type { OverlayValues } from './overlay-values.ts';
import { type OverlayPlaces, type Refusal, refusal } from './refusal.ts';

export interface Fragment {
  /** `/fragment@0` */
  readonly path: NodePath;
  /** Its `__overlay__`. */
  readonly content: IndexedNode;
  /** In the tree that the overlay comes to. */
  readonly target: IndexedNode;
}

export interface Fragments {
  readonly fragments: readonly Fragment[];
  readonly refusals: readonly Refusal[];
}

/**
 * All targets are looked up before anything is merged: a fragment cannot be for a node that another one adds, which
 * libfdt allows.
 */
export function fragmentsOf(base: TreeIndex, values: OverlayValues, places: OverlayPlaces): Fragments {
  const { byPath } = values.index;
  const fragments: Fragment[] = [];
  const refusals: Refusal[] = [];
  for (const { path, content } of contentsOf(values)) {
    const target = targetOf(base, path, values, places);
    if ('finding' in target) refusals.push(target);
    else fragments.push({ path, content, target });
  }
  if (byPath.has('/__symbols__')) {
    if (!base.byPath.has('/__symbols__')) refusals.push(symbolsWithoutSymbols(places));
  } else if (fragments.length === 0 && refusals.length === 0) refusals.push(noFragments(places));
  return { fragments, refusals };
}

/** Each fragment with its content, in the order of the overlay. */
export function contentsOf({ index: { byPath } }: OverlayValues): Pick<Fragment, 'path' | 'content'>[] {
  return (byPath.get('/')?.node.children ?? []).flatMap(({ name, children }) => {
    const path = childPath('/', name);
    const inner = children.find((child) => child.name === '__overlay__' || child.name.startsWith('__overlay__@'));
    const content = inner && byPath.get(childPath(path, inner.name));
    return content === undefined ? [] : [{ path, content }];
  });
}

const orderWhy =
  'The kernel looks up the targets of all fragments before it merges any, and refuses the overlay when one is not there (drivers/of/overlay.c, find_target).';

/** `find`: how the path of a target is looked up. */
export function targetOf(
  base: TreeIndex,
  path: NodePath,
  values: OverlayValues,
  places: OverlayPlaces,
  find: (index: TreeIndex, path: string) => IndexedNode | undefined = findNode,
): IndexedNode | Refusal {
  const id = 'device-tree.overlay-target';
  const handle = values.cell(path, 'target', 0);
  if (handle !== undefined) {
    const node = handle === 0 ? undefined : base.byPhandle.get(handle);
    if (node !== undefined) return node;
    const own = values.index.nodes.find(({ path: each }) => cellsOf(values.get(each, 'phandle'))[0] === handle);
    return refusal(
      {
        id,
        path,
        property: 'target',
        place: places.property(path, 'target'),
        message:
          own === undefined
            ? `${path} is for the node with phandle 0x${handle.toString(16)}, which the tree does not have.`
            : `${path} is for ${own.path}, a node of the overlay itself.`,
        why: orderWhy,
        hint:
          own === undefined
            ? 'Name the target by a label of the tree (target = <&label>) or by target-path.'
            : 'Put its content into that node where the overlay adds it.',
      },
      `OF: overlay: find target, node: ${path}, phandle 0x${handle.toString(16)} not found`,
    );
  }
  const where = kernelText(values.get(path, 'target-path'));
  if (where !== undefined) {
    const node = find(base, where);
    if (node !== undefined) return node;
    const near = nearestOf(base, where);
    return refusal(
      {
        id,
        path,
        property: 'target-path',
        place: places.property(path, 'target-path'),
        message: `${path} is for ${where === '' ? 'an empty path' : where}, which the tree does not have.`,
        why: orderWhy,
        hint:
          near === undefined
            ? 'Write the path as it stands in /proc/device-tree, with unit addresses; a node that another fragment adds gets its content there, or in an overlay of its own.'
            : `Is ${near} meant? The kernel wants names whole, with their unit addresses.`,
      },
      `OF: overlay: find target, node: ${path}, path '${where}' not found`,
    );
  }
  return refusal(
    {
      id: 'device-tree.overlay-no-target',
      path,
      place: places.node(path),
      message: `${path} does not say which node it is for: it has neither target nor target-path.`,
      why: 'The kernel refuses an overlay with such a fragment (drivers/of/overlay.c, find_target).',
      hint: 'Add target = <&label>; or target-path = "/path";',
    },
    `OF: overlay: find target, node: ${path}, no target property`,
  );
}

/** As of_property_read_string takes it: up to the first zero byte, which must be there. */
function kernelText(bytes: Uint8Array | undefined): string | undefined {
  const end = bytes?.indexOf(0) ?? -1;
  return bytes === undefined || end < 0 ? undefined : new TextDecoder().decode(bytes.subarray(0, end));
}

/** The one node whose path is the same without unit addresses. */
function nearestOf(base: TreeIndex, path: string): NodePath | undefined {
  const plain = (each: string) => each.replaceAll(/@[^/]*/g, '').replace(/\/+$/, '');
  const wanted = plain(path);
  const found = base.nodes.filter((each) => plain(each.path) === wanted);
  return found.length === 1 ? found[0]?.path : undefined;
}

function symbolsWithoutSymbols(places: OverlayPlaces): Refusal {
  const first = places.source?.nodes.find(({ labels }) => labels.length > 0)?.labels[0];
  return refusal(
    {
      id: 'device-tree.overlay-symbols-unwelcome',
      path: '/__symbols__',
      place: first?.place,
      message:
        first === undefined
          ? 'The overlay brings labels (__symbols__), and the tree has no /__symbols__ to take them up.'
          : `The overlay brings labels, such as ${first.name}, and the tree has no /__symbols__ to take them up.`,
      why: 'The kernel refuses it (drivers/of/overlay.c, init_overlay_changeset); U-Boot and fdtoverlay would make the node.',
      hint: 'Build the overlay without -@ (references inside of it stay), or build the tree with dtc -@ and boot it.',
    },
    'OF: overlay: symbols in overlay, but not in live tree',
  );
}

export function noFragments(places: OverlayPlaces): Refusal {
  return refusal(
    {
      id: 'device-tree.overlay-empty',
      path: '/',
      place: places.source?.nodes[0]?.name,
      message: 'The overlay changes nothing: no node of its root has an __overlay__.',
      why: 'The kernel refuses it (drivers/of/overlay.c, init_overlay_changeset). A whole tree is no overlay.',
      hint: 'A text that is an overlay begins with /dts-v1/; /plugin/; and then says &label { … } or &{/path} { … }.',
    },
    'OF: overlay: no fragments or symbols in overlay',
  );
}
