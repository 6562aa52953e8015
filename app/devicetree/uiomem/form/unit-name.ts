/** A node's name after its range has changed: its unit address goes with the address that it had. */
import type { TextEdit } from '../../finding.ts';
import { splitName } from '../../tree.ts';
import type { FormNode } from './form-node.ts';

/**
 * `was` and `now`: the first address of `reg`, undefined without one. Nothing where the unit address was another, where a
 * sibling has the name, and where a path that is written somewhere would lead nowhere.
 */
export function unitRenamed(
  { node, places, file }: FormNode,
  was: bigint | undefined,
  now: bigint | undefined,
): { readonly edits: readonly TextEdit[]; readonly name?: string } {
  const { base, unit } = splitName(node.node.name);
  const said = unit !== undefined && /^[0-9a-f]+$/i.test(unit) ? BigInt(`0x${unit}`) : undefined;
  if (was === now || said !== was || (unit !== undefined && said === undefined)) return { edits: [] };
  const name = now === undefined ? base : `${base}@${now.toString(16)}`;
  if (node.parent?.node.children.some((each) => each.name === name) === true) return { edits: [] };
  const edits = places.rename(node.path, name);
  if (edits === undefined || edits.some((edit) => edit.file !== file)) return { edits: [] };
  return { edits, name };
}
