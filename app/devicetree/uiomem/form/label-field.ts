/** The label of a reservation, by which other nodes name it. */
import type { TextEdit } from '../../finding.ts';
import type { NodeOrigin, SourceTree } from '../../source-tree.ts';
import { splitName } from '../../tree.ts';
import { freeName, labelOf as labelText } from '../node-names.ts';
import type { Field } from './field.ts';
import { blocksOf, type FormNode, writtenAt } from './form-node.ts';
import { elsewhere, Refused } from './refused.ts';

export const labelField: Field = {
  name: 'label',
  properties: [],
  read: (node) => labelOfText(node)?.name,
  change(node, value) {
    const there = labelOfText(node);
    if (value === there?.name) return { edits: [] };
    if (value === undefined) return { edits: there === undefined ? [] : withoutLabel(node, there) };
    check(node, value);
    if (there === undefined) {
      const [block] = blocksOf(node, node.node.path);
      if (block === undefined) return { edits: [] };
      const { file, start } = block.whole;
      return { edits: [{ file, start, end: start, text: `${value}: ` }] };
    }
    const { name, place } = there;
    return { edits: [{ ...place, text: value }, ...uses(node, name).map((use) => ({ ...use, text: `&${value}` }))] };
  },
};

/** A label after the node's name that nothing has. */
export function freeLabel(source: SourceTree, name: string): string {
  return freeName(labelText(splitName(name).base), new Set(source.labels.keys())).replaceAll('-', '_');
}

type Label = NodeOrigin['labels'][number];

function labelOfText(node: FormNode): Label | undefined {
  return blocksOf(node, node.node.path)
    .flatMap(({ labels }) => labels)
    .find(({ name, place }) => writtenAt(node, place) === name);
}

function check({ source }: FormNode, value: string): void {
  const refused = (message: string, why: string) => new Refused({ id: 'device-tree.edit-label', message, why });
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) {
    throw refused(
      `${JSON.stringify(value)} is no label.`,
      'A label has letters, digits and underscores, and no digit first (Devicetree Specification 0.4, 6.2).',
    );
  }
  if (source.labels.has(value)) {
    throw refused(
      `The label ${value} is that of ${source.labels.get(value)}.`,
      'Two nodes of one label: dtc refuses them.',
    );
  }
}

function withoutLabel(node: FormNode, { name, place }: Label): TextEdit[] {
  const [use] = uses(node, name);
  if (use !== undefined) {
    throw new Refused({
      id: 'device-tree.edit-label-used',
      message: `The label ${name} is used in this text.`,
      why: 'Without it, dtc refuses the reference.',
      place: use,
    });
  }
  const behind = /^\s*:\s*/.exec(node.text.slice(place.end))?.[0].length ?? 0;
  return [{ ...place, end: place.end + behind, text: '' }];
}

/** Where the text says `&label`. Refused where an included text does, or a macro. */
function uses(node: FormNode, label: string) {
  const { source } = node;
  const places = [
    ...source.references.flatMap(({ to, place }) => ('label' in to && to.label === label ? [place] : [])),
    ...source.nodes.flatMap(({ name }) =>
      source.files.get(name.file)?.slice(name.start, name.end) === `&${label}` ? [name] : [],
    ),
  ];
  const seen = new Set<string>();
  return places.filter((place) => {
    if (writtenAt(node, place) !== `&${label}`) throw elsewhere(`A use of the label ${label}`, place);
    const key = `${place.start}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
