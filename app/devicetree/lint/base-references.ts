/** What an overlay refers to in the tree that it is for. */
import { nearest } from '../../plan/nearest.ts';
import type { SourcePlace, TextEdit, TreeFinding } from '../finding.ts';
import { textsOf } from '../property.ts';
import type { TreeIndex } from '../tree-index.ts';
import { byBase, foundAt, type TreeRule, type TreeRuleInput } from './rule.ts';

/** `device-tree.base-label`, `device-tree.base-symbols`, `device-tree.base-path` (drivers/of/resolver.c, drivers/of/overlay.c). */
export const baseReferences: TreeRule = {
  about: 'labels and paths of the tree that the overlay is for',
  lacks: byBase,
  check(input) {
    const { tree } = input;
    const { base } = tree;
    if (base === undefined || tree.fragments === undefined) return [];
    const found = tree.fragments.flatMap(({ path, label, target }): TreeFinding[] =>
      label !== undefined || target === undefined || base.byPath.has(target)
        ? []
        : [pathMissing(input, base, path, target)],
    );
    const labels = tree.index.byPath.get('/__fixups__')?.node.properties ?? new Map<string, Uint8Array>();
    for (const [label, bytes] of labels) {
      if (base.symbols.has(label)) continue;
      const uses = textsOf(bytes) ?? [];
      found.push(
        base.symbols.size === 0 ? symbolsMissing(input, base, label, uses) : labelMissing(input, base, label, uses),
      );
    }
    return found;
  },
};

const refused = 'The kernel refuses the whole overlay with EINVAL (drivers/of/resolver.c, of_resolve_phandles).';

function labelMissing(input: TreeRuleInput, base: TreeIndex, label: string, uses: readonly string[]): TreeFinding {
  const meant = nearest(label, [...base.symbols.keys()]);
  const edits = input.source?.references
    .filter(({ to }) => 'label' in to && to.label === label)
    .map(({ place }): TextEdit => ({ ...place, text: `&${meant}` }));
  const targets = targetsOf(input, label, uses).map((place): TextEdit => ({ ...place, text: `&${meant}` }));
  const all = distinct([...(edits ?? []), ...targets]);
  return {
    ...foundAt(
      input,
      { path: pathOf(uses) },
      {
        id: 'device-tree.base-label',
        severity: 'error',
        message: `The base has no label ${label}.`,
        why: refused,
        hint:
          meant === undefined
            ? `It has ${[...base.symbols.keys()].slice(0, 12).join(', ')}${base.symbols.size > 12 ? ', …' : ''}.`
            : `Did you mean ${meant}? It is ${base.symbols.get(meant)}.`,
        ...(meant !== undefined && { fix: { title: `Write &${meant}`, edits: all } }),
      },
    ),
    ...placed(input, label, uses),
  };
}

function symbolsMissing(input: TreeRuleInput, base: TreeIndex, label: string, uses: readonly string[]): TreeFinding {
  const path = base.aliases.get(label);
  const targets = targetsOf(input, label, uses);
  // A phandle within a value has no spelling by path.
  const isTargetAlone = uses.every((use) => /^\/[^/]+:target:0$/.test(use)) && targets.length === uses.length;
  return {
    ...foundAt(
      input,
      { path: pathOf(uses) },
      {
        id: 'device-tree.base-symbols',
        severity: 'error',
        message: `The base has no __symbols__, where the label ${label} would be looked up.`,
        why: refused,
        hint: `Name the target by its path${path === undefined ? '' : `, ${path}`}: &{/path} { … }; or target-path; or have the base compiled with dtc -@.`,
        ...(path !== undefined &&
          base.byPath.has(path) &&
          isTargetAlone && {
            fix: {
              title: `Name the target by its path, ${path}`,
              edits: targets.map((place) => ({ ...place, text: `&{${path}}` })),
            },
          }),
      },
    ),
    ...placed(input, label, uses),
  };
}

function pathMissing(input: TreeRuleInput, base: TreeIndex, fragment: string, target: string): TreeFinding {
  const parts = target.split('/').slice(1);
  let known = '/';
  let names: readonly string[] = [];
  for (const part of parts) {
    const node = base.byPath.get(known);
    const next = node?.node.children.find(({ name }) => name === part);
    if (next === undefined) {
      names = node?.node.children.map(({ name }) => name) ?? [];
      break;
    }
    known = known === '/' ? `/${part}` : `${known}/${part}`;
  }
  const wrong = parts[known === '/' ? 0 : known.split('/').length - 1] ?? '';
  const meant = nearest(wrong, names) ?? names.find((name) => name.split('@')[0] === wrong);
  const overlay = input.places.nodesAt(`${fragment}/__overlay__`)[0]?.name;
  return foundAt(
    input,
    { path: fragment },
    {
      id: 'device-tree.base-path',
      severity: 'error',
      message: `The base has no ${target}.`,
      why: 'The kernel does not find the target and refuses the whole overlay (drivers/of/overlay.c, find_target): it is for another board, or the path is spelled otherwise.',
      hint: meant === undefined ? `It has ${known}, and no ${wrong} below it.` : `${known} has ${meant}.`,
      property: 'target-path',
      ...(input.places.propertyAt(fragment, 'target-path') === undefined &&
        overlay !== undefined && { place: overlay }),
    },
  );
}

function pathOf(uses: readonly string[]): string {
  return uses[0]?.split(':')[0] ?? '/';
}

/** `&label` in front of a node's braces. */
function targetsOf({ places, source }: TreeRuleInput, label: string, uses: readonly string[]): SourcePlace[] {
  return uses.flatMap((use) => {
    const [path = '', property] = use.split(':');
    if (property !== 'target') return [];
    return places
      .nodesAt(`${path}/__overlay__`)
      .map(({ name }) => name)
      .filter(({ file, start, end }) => source?.files.get(file)?.slice(start, end) === `&${label}`);
  });
}

function placed(input: TreeRuleInput, label: string, uses: readonly string[]): Pick<TreeFinding, 'place'> {
  const reference = input.source?.references.find(({ to }) => 'label' in to && to.label === label);
  const place = targetsOf(input, label, uses)[0] ?? reference?.place;
  return place === undefined ? {} : { place };
}

function distinct(edits: readonly TextEdit[]): TextEdit[] {
  const seen = new Set<string>();
  return edits.filter(({ file, start }) => {
    const key = `${start} ${file}`;
    return !seen.has(key) && seen.add(key);
  });
}
