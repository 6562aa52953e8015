/** References that a text can have: labels and paths of its own tree, and of the board's where it is put onto that. */
import { spanText } from '../../../plan/span.ts';
import { cpuRange } from '../../lint/cpu-range.ts';
import { baseNode, type JudgedNode } from '../../lint/judged-tree.ts';
import { isPart, type LanguageDocument } from '../document.ts';
import type { Asked, CompletionItem } from './completion-item.ts';
import { goesWith } from './goes-with.ts';

/** Nodes that the property means have this property, or lie there. */
const wanted: Readonly<Record<string, string | ((node: JudgedNode) => boolean)>> = {
  'memory-region': (node) => node.parent?.becomes === '/reserved-memory',
  'interrupt-parent': 'interrupt-controller',
  'interrupts-extended': 'interrupt-controller',
  clocks: '#clock-cells',
  'assigned-clocks': '#clock-cells',
  resets: '#reset-cells',
  dmas: '#dma-cells',
  iommus: '#iommu-cells',
  'power-domains': '#power-domain-cells',
  phys: '#phy-cells',
  mboxes: '#mbox-cells',
};

/** More than a list has room for, so that it is known to be cut. */
const mostReferences = 250;

interface Referable {
  readonly written: string;
  readonly node: JudgedNode | undefined;
  /** Only the board has it. */
  readonly ofBoard: boolean;
}

/** Labels; first those of nodes that the property is for. */
export function labelItems({ document, typed }: Asked, property?: string): CompletionItem[] {
  const want = property === undefined ? undefined : wanted[property];
  const means = ({ node }: Referable) =>
    want !== undefined &&
    node !== undefined &&
    (typeof want === 'string' ? node.node.properties.has(want) : want(node));
  // Of thousands few begin so, and what is said of each takes time.
  const all = labels(document).filter(({ written }) => goesWith(written, typed));
  return [...all.filter(means), ...all.filter((each) => !means(each))].slice(0, mostReferences).map(item);
}

/** `&{/path}` of the text's nodes, and of the board's where the text is put onto it. */
export function pathItems({ document, typed }: Asked, isTarget: boolean): CompletionItem[] {
  const { source, board } = document;
  const ofText = source.plugin
    ? []
    : document.judged().nodes.map((node) => ({ node, path: node.path, ofBoard: false }));
  const known = new Set(ofText.map(({ path }) => path));
  const isOnBoard = isTarget && source.plugin ? true : isPart(document);
  const ofBoard = isOnBoard
    ? (board.base?.nodes ?? []).flatMap(({ path }) =>
        known.has(path) ? [] : [{ node: undefined, path, ofBoard: true }],
      )
    : [];
  return [...ofText, ...ofBoard]
    .map(({ node, path, ofBoard: isBoards }) => ({ written: `&{${path}}`, node, ofBoard: isBoards }))
    .filter(({ written }) => goesWith(written, typed))
    .slice(0, mostReferences)
    .map(item);
}

function labels(document: LanguageDocument): Referable[] {
  const { source, board } = document;
  const found: Referable[] = [...source.labels].map(([label, path]) => ({
    written: `&${label}`,
    node: document.judged().byPath.get(path),
    ofBoard: false,
  }));
  if (!source.plugin && !isPart(document)) return found;
  for (const [label, path] of board.base?.symbols ?? []) {
    if (source.labels.has(label)) continue;
    const node = board.base?.byPath.get(path);
    if (node !== undefined) found.push({ written: `&${label}`, node: baseNode(node), ofBoard: true });
  }
  return found;
}

function item({ written, node, ofBoard }: Referable): CompletionItem {
  const range = node === undefined ? undefined : cpuRange(node);
  const path = node?.becomes ?? node?.path;
  const about = [
    ...(path === undefined ? [] : [path]),
    ...(range === undefined || range.size === 0n ? [] : [spanText(range)]),
    ...(node?.node.properties.has('no-map') ? ['no-map'] : []),
  ];
  return {
    label: written,
    kind: 'reference',
    insert: written,
    detail: ofBoard ? 'of the board' : undefined,
    about: about.length === 0 ? undefined : about.join('\n\n'),
  };
}
