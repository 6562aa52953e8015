/**
 * A list of objects, or an object of a name for each. It is read as YAML 1.2, of which JSON is a part: that keeps numbers of 64 bits
 * whole, and knows the lines of what it read.
 */
import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { RawMap } from './address-map.ts';
import { type Doubts, doubtNotes, entryOf, type Fields, fieldNamed } from './fields.ts';
import { clean } from './text.ts';

/** Throws `address-map.bad-json`, `address-map.not-an-entry`, and what entryOf throws. */
export function readJson(file: string, text: string): RawMap {
  const lines = new LineCounter();
  const root = parsed(file, text, lines);
  const lineOf = (node: unknown) => lines.linePos((node as { range?: [number] | null } | null)?.range?.[0] ?? 0).line;
  const doubts: Doubts = { guessed: [], notes: [] };
  const entry = (node: unknown, name: string | undefined, line: number) => {
    if (isMap(node)) {
      return entryOf({ file, line }, { ...(name !== undefined && { name }), ...fieldsOf(node) }, doubts);
    }
    throw problem('address-map.not-an-entry', `${file}, line ${line}: it is no object with name, base and size.`, {
      hint: 'Write a list of objects, or an object of a name for each: {"axi_gpio_0": {"base": "0x41200000", "size": "64K"}}.',
      data: { file, line },
    });
  };
  const inside = isMap(root) ? root.get('entries', true) : root;
  const entries = isSeq(inside)
    ? inside.items.map((node) => entry(node, undefined, lineOf(node)))
    : isMap(root)
      ? root.items.map(({ key, value }) => entry(value, textOf(key), lineOf(key)))
      : [entry(root, undefined, 1)];
  return { source: {}, entries, notes: doubtNotes(doubts) };
}

function parsed(file: string, text: string, lines: LineCounter): unknown {
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { schema: 'json', intAsBigInt: true, prettyErrors: false, lineCounter: lines });
  } catch (cause) {
    // The stack is full: no address map is nested like that.
    throw problem('address-map.bad-json', `${file} is nested too deeply.`, {
      hint: 'Write a list of objects with name, base and size.',
      data: { file, line: 1, column: 1 },
      cause,
    });
  }
  const [error] = document.errors;
  if (error === undefined) return document.contents;
  const { line, col } = lines.linePos(error.pos[0]);
  throw problem('address-map.bad-json', `${file}, line ${line}, column ${col}: ${clean(error.message, 200)}.`, {
    hint: 'Mend the line: names and texts stand in double quotes, and commas between what follows.',
    data: { file, line, column: col },
  });
}

function fieldsOf(map: YAMLMap): Fields {
  const fields: Fields = {};
  for (const { key, value } of map.items as Pair[]) {
    const field = fieldNamed(textOf(key) ?? '');
    if (field !== undefined) fields[field] ||= textOf(value) ?? '';
  }
  return fields;
}

/** Of a list, what it says between commas. */
function textOf(node: unknown): string | undefined {
  if (isScalar(node)) return node.value === null ? undefined : String(node.value);
  return isSeq(node) ? node.items.map(textOf).join(', ') : undefined;
}
