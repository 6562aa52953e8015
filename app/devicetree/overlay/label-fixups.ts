/** References of an overlay to labels of the tree it comes to (drivers/of/resolver.c, of_resolve_phandles). */
import type { TreeFinding } from '../finding.ts';
import { textOf } from '../property.ts';
import type { NodePath } from '../tree.ts';
import { phandleOf, type TreeIndex } from '../tree-index.ts';
import { findNode } from './find-node.ts';
import { type Use, usesOf } from './fixup-uses.ts';
import type { OverlayValues } from './overlay-values.ts';
import { atPlaces, type OverlayPlaces, type Refusal, refusal } from './refusal.ts';
import { withTargetPath } from './target-path-fix.ts';

export interface Resolved {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly TreeFinding[];
}

/** Writes the phandles of the tree's labels to where `__fixups__` says. `labels`: more labels than `/__symbols__` has. */
export function fixLabels(
  base: TreeIndex,
  values: OverlayValues,
  places: OverlayPlaces,
  labels: ReadonlyMap<string, NodePath> = new Map(),
): Resolved {
  const fixups = values.index.byPath.get('/__fixups__');
  const refusals: Refusal[] = [];
  const warnings: TreeFinding[] = [];
  if (fixups === undefined) return { refusals, warnings };
  const wanted = [...fixups.node.properties].filter(([name]) => name !== 'name');
  const symbols = base.byPath.get('/__symbols__');
  if (symbols === undefined) return { refusals: [noSymbols(base, wanted, places, labels)], warnings };

  for (const [label, uses] of wanted) {
    const path = textOf(symbols.node.properties.get(label));
    if (path === undefined) {
      refusals.push(unknownLabel(base, label, uses, places, labels));
      continue;
    }
    const node = findNode(base, path);
    if (node === undefined) {
      refusals.push(
        refusal(
          {
            id: 'device-tree.overlay-label-leads-nowhere',
            path: '/__fixups__',
            property: label,
            ...atPlaces(places.label(label), 'used here too'),
            message: `&${label} is ${path}, says the tree's /__symbols__, and there is no such node.`,
            why: 'The kernel looks the label’s path up and refuses the overlay when nothing is there (drivers/of/resolver.c).',
            hint: 'The tree lost the node after it was built: name what is there instead, or mend the tree.',
          },
          undefined,
          'ENOENT',
        ),
      );
      continue;
    }
    const phandle = phandleOf(node.node) ?? 0;
    if (phandle === 0)
      warnings.push({
        id: 'device-tree.overlay-label-without-phandle',
        severity: 'warning',
        path: '/__fixups__',
        property: label,
        ...atPlaces(places.label(label), 'used here too'),
        message: `&${label} is ${node.path}, which has no phandle.`,
        why: 'The kernel writes 0 where the overlay refers to it, and 0 is no node (drivers/of/resolver.c).',
        hint: 'Build the tree with dtc -@, which gives each labelled node a phandle; as a target, target-path does without.',
      });
    const used = usesOf(uses);
    for (const use of used.uses) refusals.push(...writeUse(use, label, phandle, values, places, warnings));
    if (used.rest !== undefined) refusals.push(badEntry(label, used.rest, places));
  }
  return { refusals, warnings };
}

function writeUse(
  { path, property, offset }: Use,
  label: string,
  phandle: number,
  values: OverlayValues,
  places: OverlayPlaces,
  warnings: TreeFinding[],
): Refusal[] {
  const about = { path, property, place: places.property(path, property) };
  const hint = 'Build the overlay anew from its text with dtc -@; __fixups__ is not written by hand.';
  if (!values.index.byPath.has(path)) {
    // libfdt refuses that; the kernel goes on with the next.
    warnings.push({
      ...about,
      id: 'device-tree.overlay-fixup-lost',
      severity: 'warning',
      message: `__fixups__ wants &${label} in ${property} of ${path}, and the overlay has no such node.`,
      why: 'The kernel passes over the entry; fdtoverlay refuses the overlay.',
      hint,
    });
    return [];
  }
  if (values.writeCell(path, property, offset, phandle)) return [];
  const is = values.get(path, property);
  return [
    refusal(
      {
        ...about,
        id: 'device-tree.overlay-fixup-outside',
        message:
          is === undefined
            ? `__fixups__ wants &${label} in ${property} of ${path}, and there is no such property.`
            : `__fixups__ wants &${label} ${offset} bytes into ${property} of ${path}, which has ${is.length} bytes.`,
        why: 'The kernel refuses an overlay whose fixups lie outside of it (drivers/of/resolver.c, update_usages_of_a_phandle_reference).',
        hint,
      },
      undefined,
      is === undefined ? 'ENOENT' : 'EINVAL',
    ),
  ];
}

function badEntry(label: string, entry: string, places: OverlayPlaces): Refusal {
  return refusal({
    id: 'device-tree.overlay-fixup-entry',
    path: '/__fixups__',
    property: label,
    ...atPlaces(places.label(label), 'used here too'),
    message: `__fixups__ says of &${label} “${entry.slice(0, 80)}”, wanted path:property:offset with a decimal offset.`,
    why: 'The kernel refuses an overlay with such an entry (drivers/of/resolver.c, update_usages_of_a_phandle_reference).',
    hint: 'Build the overlay anew from its text with dtc -@; __fixups__ is not written by hand.',
  });
}

function noSymbols(
  base: TreeIndex,
  wanted: readonly (readonly [string, Uint8Array])[],
  places: OverlayPlaces,
  labels: ReadonlyMap<string, NodePath>,
): Refusal {
  const names = wanted.map(([label]) => `&${label}`);
  const used = wanted.flatMap(([label]) => places.label(label));
  return refusal(
    {
      id: 'device-tree.overlay-no-symbols',
      path: '/__fixups__',
      ...atPlaces(used, 'used here too'),
      message: `The overlay refers to ${list(names)} of the tree, which has no /__symbols__: it was built without dtc -@.`,
      why: 'Labels are not in a built tree unless it has /__symbols__; the kernel refuses an overlay that needs one (drivers/of/resolver.c).',
      hint: 'Name the targets by target-path (in a text: &{/path} { … } in place of &label { … }), or build the tree with dtc -@ and boot it.',
      fix: withTargetPath(base, wanted, places, labels),
    },
    'OF: resolver: no symbols in root of device tree.',
  );
}

function unknownLabel(
  base: TreeIndex,
  label: string,
  uses: Uint8Array,
  places: OverlayPlaces,
  labels: ReadonlyMap<string, NodePath>,
): Refusal {
  const first = usesOf(uses).uses[0];
  const near = nearest(label, [...base.symbols.keys()]);
  return refusal(
    {
      id: 'device-tree.overlay-unknown-label',
      path: first?.path ?? '/__fixups__',
      property: first?.property ?? label,
      ...atPlaces(places.label(label), 'used here too'),
      message: `The tree has no label ${label}${first === undefined ? '' : `, which ${first.property} of ${first.path} refers to`}.`,
      why: 'The kernel looks labels up in the tree’s /__symbols__ and refuses the overlay when one is not there (drivers/of/resolver.c).',
      hint: `${near === undefined ? '' : `Is ${near} meant? `}A label of another tree or of an overlay that was not applied before is not known; a target can be named by target-path.`,
      fix: withTargetPath(base, [[label, uses]], places, labels),
    },
    `OF: resolver: node label '${label}' not found in live devicetree symbols table`,
  );
}

function list(words: readonly string[]): string {
  const shown = words.slice(0, 5);
  return words.length > 5 ? `${shown.join(', ')} and ${words.length - 5} more` : shown.join(', ');
}

/** A label that differs in nothing but case, `_`, `-` and digits' zeros, or by one letter. */
function nearest(label: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_-]/g, '');
  const wanted = plain(label);
  return known.find((each) => plain(each) === wanted) ?? known.find((each) => oneApart(plain(each), wanted));
}

function oneApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1 || short.length < 3) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1);
}
