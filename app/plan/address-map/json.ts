/** A list of objects, or an object of a name for each. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { RawMap } from './address-map.ts';
import { type Doubts, doubtNotes, entryOf, type Fields, fieldNamed } from './fields.ts';
import { type Json, readJsonText } from './json-text.ts';

/** Throws `address-map.bad-json`, `address-map.not-an-entry`, and what entryOf throws. */
export function readJson(file: string, text: string): RawMap {
  const root = readJsonText(file, text);
  const doubts: Doubts = { guessed: [], notes: [] };
  const entry = (node: Json, name?: string) => {
    const { line } = node;
    if (node.kind === 'object') {
      return entryOf({ file, line }, { ...(name !== undefined && { name }), ...fieldsOf(node.pairs) }, doubts);
    }
    throw problem('address-map.not-an-entry', `${file}, line ${line}: it is no object with name, base and size.`, {
      hint: 'Write a list of objects, or an object of a name for each: {"axi_gpio_0": {"base": "0x41200000", "size": "64K"}}.',
      data: { file, line },
    });
  };
  const inside = root.kind === 'object' ? (root.pairs.find(([key]) => key === 'entries')?.[1] ?? root) : root;
  const list = inside.kind === 'list' ? inside : root;
  const entries =
    list.kind === 'list'
      ? list.items.map((node) => entry(node))
      : list.kind === 'object'
        ? list.pairs.map(([key, value]) => entry(value, key))
        : [entry(list)];
  return { source: {}, entries, notes: doubtNotes(doubts) };
}

function fieldsOf(pairs: readonly (readonly [string, Json])[]): Fields {
  const fields: Fields = {};
  for (const [key, value] of pairs) {
    const field = fieldNamed(key);
    if (field !== undefined) fields[field] ||= textOf(value);
  }
  return fields;
}

/** Of a list of texts, what it says between commas. */
function textOf(node: Json): string {
  if (node.kind === 'text') return node.text;
  return node.kind === 'list' ? node.items.flatMap((each) => (each.kind === 'text' ? each.text : [])).join(', ') : '';
}
