import type { TextEdit, TreeFinding } from '../finding.ts';
import { textOf } from '../property.ts';
import { foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';
import { indentAt } from './source-places.ts';
import { uiomemBinding } from './uiomem-binding.ts';
import type { UiomemNode } from './uiomem-nodes.ts';

/** `device-tree.uiomem-in-reserved-memory` (drivers/of/platform.c: of_platform_default_populate_init, reserved_mem_matches). */
export const insideReservedMemory: TreeRule = {
  about: 'uiomem nodes inside /reserved-memory',
  check(input) {
    return input.uiomem.flatMap((uiomem): TreeFinding[] => {
      const { node } = uiomem;
      let above = node.parent;
      while (above !== undefined && above.becomes !== '/reserved-memory') above = above.parent;
      if (above === undefined) return [];
      return [
        foundAt(input, node, {
          id: 'device-tree.uiomem-in-reserved-memory',
          severity: 'error',
          property: 'compatible',
          message: `${nodeName(node)} is a reservation and a device in one.`,
          why: 'The kernel makes devices of a few kinds of reservations, and of no others: the driver never sees this one.',
          hint: 'Leave the reservation there, with no-map, and name it from a node of its own below the root: memory-region = <&label>;',
          fix: { title: 'Make a node of its own that names the reservation', edits: apart(input, uiomem) },
        }),
      ];
    });
  },
};

/** What the device says moves to a node behind /reserved-memory; what the reservation says stays. */
function apart({ places, source }: TreeRuleInput, { node }: UiomemNode): TextEdit[] | undefined {
  const [origin, ...others] = places.nodesAt(node.path);
  const holder = node.parent?.becomes === '/reserved-memory' ? places.nodesAt(node.parent.path)[0] : undefined;
  const text = origin === undefined ? undefined : source?.files.get(origin.whole.file);
  if (origin === undefined || holder === undefined || text === undefined || others.length > 0) return undefined;
  // A `&reserved_memory { … }` or `&{/reserved-memory} { … }` has no place beside it for a node of the root.
  if (text.slice(holder.name.start, holder.name.end) !== 'reserved-memory') return undefined;
  if (holder.whole.file !== origin.whole.file) return undefined;
  const moved = Object.keys(uiomemBinding.properties).filter(
    (name) => name !== 'reg' && node.node.properties.has(name),
  );
  const base = (textOf(node.node.properties.get('device-name')) ?? node.node.name.split('@')[0] ?? 'memory').replaceAll(
    /[^A-Za-z0-9_-]/g,
    '-',
  );
  const given = origin.labels[0]?.name;
  const label = given ?? `${base.replaceAll('-', '_').replace(/^(?=\d)/, '_')}_reserved`;
  const indent = indentAt(text, holder.whole.start);
  const lines = moved.flatMap((name) => {
    const at = places.propertyAt(node.path, name);
    return at === undefined || at.whole.file !== origin.whole.file ? [] : [text.slice(at.whole.start, at.whole.end)];
  });
  if (lines.length !== moved.length) return undefined;
  const own = `uiomem-${base.slice(0, 24)}`;
  const body = [...lines, `memory-region = <&${label}>;`].map((line) => `${indent}\t${line}\n`).join('');
  const removed = moved.map((name) => places.remove(node.path, name));
  if (removed.some((each) => each?.length !== 1)) return undefined;
  const { file, end } = holder.whole;
  return [
    ...(given === undefined ? [{ file, start: origin.whole.start, end: origin.whole.start, text: `${label}: ` }] : []),
    ...removed.flatMap((each) => each ?? []),
    ...(node.node.properties.has('no-map') ? [] : (places.add(node.path, ['no-map;']) ?? [])),
    { file, start: end, end, text: `\n\n${indent}${own} {\n${body}${indent}};` },
  ];
}
