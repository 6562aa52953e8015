/** Where a new node is put: beside those of its kind, or into a part that is made for it at the end of the text. */
import type { TextEdit } from '../../finding.ts';
import { hasText } from '../../lint/cells.ts';
import { type Cells, judgedTree } from '../../lint/judged-tree.ts';
import { indentAt } from '../../lint/source-places.ts';
import { uiomemBinding } from '../../lint/uiomem-binding.ts';
import type { NodeOrigin } from '../../source-tree.ts';
import type { NodePath } from '../../tree.ts';
import { blocksOf, type FormText } from './form-node.ts';
import { newLine } from './property-edits.ts';
import { passesOn } from './reg-value.ts';
import { reservedMemoryPath } from './reservation-choices.ts';

export interface Home {
  /** Braces that are there; absent: `around` is written at the end of the text. */
  readonly block: NodeOrigin | undefined;
  /** The nodes around it from the outermost on, each with lines of its own before the node. */
  readonly around: readonly { readonly name: string; readonly lines: readonly string[] }[];
  readonly cells: Cells;
  /** Undefined: a fragment whose number is dtc’s. */
  readonly path: NodePath | undefined;
  /** Names that its children have, in a set that may be added to. */
  taken(): Set<string>;
}

const wide: Cells = { address: 2, size: 2 };
const cellLines = ({ address, size }: Cells) => [`#address-cells = <${address}>;`, `#size-cells = <${size}>;`];

/**
 * Beside the uiomem nodes of the text where addresses are those of the CPU; else a bus of its own, as overlaySource has it,
 * whose cells depend on nothing. `hasReg`: its cells have to hold a range of 64 bits.
 */
export function deviceHome(form: FormText, hasReg: boolean): Home {
  const beside = form.tree.nodes.findLast(
    ({ node, parent }) =>
      hasText(node.properties.get('compatible'), uiomemBinding.compatible) &&
      parent !== undefined &&
      parent.becomes !== reservedMemoryPath &&
      (!hasReg || (parent.childCells !== undefined && parent.childCells.size > 0 && passesOn(parent))) &&
      blocksOf(form, parent.path).length > 0,
  );
  const parent = beside?.parent;
  if (parent !== undefined) {
    return {
      block: blocksOf(form, parent.path).at(-1),
      around: [],
      cells: parent.childCells ?? wide,
      path: parent.path,
      taken: () => new Set(parent.node.children.map(({ name }) => name)),
    };
  }
  const bus = {
    name: freeBusName(form),
    lines: ['compatible = "simple-pm-bus", "simple-bus";', ...cellLines(wide), 'ranges;'],
  };
  return {
    block: undefined,
    around: [rootOf(form), bus],
    cells: wide,
    path: form.source.plugin ? undefined : `/${bus.name}`,
    taken: () => new Set(),
  };
}

/** In /reserved-memory, of the text or of the board; made where neither has it, in the cells of the root (of_reserved_mem.c). */
export function reservationHome(form: FormText): Home {
  const { tree, source } = form;
  const own = tree.nodes.find(({ becomes, path }) => becomes === reservedMemoryPath && blocksOf(form, path).length > 0);
  if (own !== undefined) {
    return {
      block: blocksOf(form, own.path).at(-1),
      around: [],
      cells: own.childCells ?? rootCells(form),
      path: own.path,
      taken: () => new Set(own.node.children.map(({ name }) => name)),
    };
  }
  const there = source.plugin ? tree.base?.byPath.get(reservedMemoryPath) : tree.index.byPath.get(reservedMemoryPath);
  const cells = rootCells(form);
  const name = source.plugin && there !== undefined ? `&{${reservedMemoryPath}}` : 'reserved-memory';
  const part = { name, lines: there === undefined ? [...cellLines(cells), 'ranges;'] : [] };
  return {
    block: undefined,
    around: name.startsWith('&') ? [part] : [rootOf(form), part],
    cells,
    path: source.plugin ? undefined : reservedMemoryPath,
    taken: () => new Set(there?.node.children.map((each) => each.name)),
  };
}

const rootOf = ({ source }: FormText) => ({ name: source.plugin ? '&{/}' : '/', lines: [] });

/** Of a base, or of the text; two where nothing is known of either, as 64-bit boards have them. */
function rootCells({ tree, source }: FormText): Cells {
  const whole = source.plugin ? tree.base && judgedTree(tree.base, undefined) : tree;
  return whole?.byPath.get('/')?.childCells ?? wide;
}

function freeBusName({ tree, source }: FormText): string {
  const root = (source.plugin ? tree.base : tree.index)?.tree.root;
  const taken = new Set(root?.children.map(({ name }) => name));
  for (const { becomes } of tree.nodes) if (becomes !== undefined) taken.add(becomes.slice(1));
  let name = 'uiomem-bus';
  for (let number = 2; taken.has(name); number += 1) name = `uiomem-bus-${number}`;
  return name;
}

export function putChild(form: FormText, home: Home, name: string, properties: readonly string[]): readonly TextEdit[] {
  const { text, file } = form;
  const line = newLine(text);
  const node = [`${name} {`, ...properties.map((each) => `\t${each}`), '};'];
  const { block } = home;
  if (block === undefined) {
    const lines = home.around.reduceRight<readonly string[]>(
      (inner, part) => [
        `${part.name} {`,
        ...part.lines.map((each) => `\t${each}`),
        ...(part.lines.length > 0 ? [''] : []),
        ...inner.map((each) => (each === '' ? each : `\t${each}`)),
        '};',
      ],
      node,
    );
    const gap = text === '' || text.endsWith('\n') ? line : `${line}${line}`;
    return [{ file, start: text.length, end: text.length, text: `${gap}${lines.join(line)}${line}` }];
  }
  const indent = indentAt(text, block.whole.start);
  const body = text.slice(block.body.start, block.body.end);
  const start = block.body.start + body.trimEnd().length;
  const added = node.map((each) => `${indent}\t${each}`).join(line);
  const gap = body.trim() === '' ? line : `${line}${line}`;
  return [{ file, start, end: block.body.end, text: `${gap}${added}${line}${indent}` }];
}
