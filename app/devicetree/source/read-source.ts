/** A device tree source as a tree: what dtc makes of it, with the places of what it says, and with what is wrong with it. */
import type { NodeOrigin, PropertyOrigin, ReadBytes, ReadInclude, Reference, SourceTree } from '../source-tree.ts';
import type { NodePath } from '../tree.ts';
import { checkTree } from './check-tree.ts';
import { type AddedNodes, finishedTree } from './finished-tree.ts';
import type { LiveNode } from './live-tree.ts';
import { Origins } from './origins.ts';
import { addFixups, addSymbols } from './overlay-nodes.ts';
import { parseSource } from './parse-source.ts';
import type { PlacedNode } from './parsed-node.ts';
import { type Preprocessed, preprocess } from './preprocess/preprocess.ts';
import { Reading } from './reading.ts';
import { resolve } from './resolve.ts';
import { Scanner } from './scanner.ts';
import type { TextBefore } from './text-before.ts';

export interface SourceOptions {
  /** `__symbols__` and a phandle for each label, as `dtc -@` makes them, so that overlays can be put on the tree. An overlay always gets them. */
  readonly symbols?: boolean;
  /** For `/incbin/`; without it each of those is a finding. */
  readonly readBytes?: ReadBytes;
}

export function readSource(file: string, text: string, include: ReadInclude, options: SourceOptions = {}): SourceTree {
  return readPreprocessed(preprocess(file, text, include), options).source;
}

/** A text that was read, and what another reading of it can take over. */
export interface ReadText {
  readonly source: SourceTree;
  readonly definitions: readonly PlacedNode[];
  readonly added: AddedNodes;
}

export function readPreprocessed(
  expanded: Preprocessed,
  options: SourceOptions,
  before?: { readonly text: TextBefore; readonly added: AddedNodes },
): ReadText {
  const added: AddedNodes = before?.added ?? new Map();
  const scanner = new Scanner(expanded.text, expanded.map, expanded.incomplete, before !== undefined);
  const reading = new Reading(scanner, options.readBytes, before?.text);
  parseSource(reading);
  reading.value.cells.trim();
  const { plugin, definitions } = reading;
  const symbols = plugin || options.symbols === true;
  const nodes = checkTree(reading);
  const phandles = resolve(reading, nodes, symbols);
  if (symbols) addSymbols(reading, nodes, phandles);
  if (plugin) addFixups(reading, nodes);
  const origins = new Origins(reading);
  // Made at the first question: most readings are asked for none.
  let references: readonly Reference[] | undefined;
  let written: readonly NodeOrigin[] | undefined;
  let properties: readonly PropertyOrigin[] | undefined;
  const source = {
    tree: finishedTree(reading, added),
    plugin,
    labels: labelsOf(nodes),
    get references() {
      references ??= referencesOf(reading, nodes);
      return references;
    },
    get nodes() {
      written ??= origins.nodes();
      return written;
    },
    get properties() {
      properties ??= origins.properties();
      return properties;
    },
    originsAt: (path: NodePath) => origins.at(path),
    findings: [...expanded.findings, ...reading.scanner.findings],
    files: expanded.files,
  };
  return { source, definitions, added };
}

function labelsOf(nodes: readonly LiveNode[]): Map<string, NodePath> {
  const labels = new Map<string, NodePath>();
  for (const node of nodes) {
    if (node.deleted) continue;
    for (const { name, deleted } of node.labels) if (!deleted && !labels.has(name)) labels.set(name, node.path);
  }
  return labels;
}

function referencesOf({ scanner }: Reading, nodes: readonly LiveNode[]): Reference[] {
  const references: Reference[] = [];
  for (const node of nodes) {
    if (node.deleted) continue;
    for (const property of node.properties) {
      if (property.deleted || property.markers === undefined) continue;
      for (const { kind, to, offset, start, end } of property.markers) {
        references.push({
          path: node.path,
          property: property.name,
          offset,
          kind,
          to: to.startsWith('/') ? { path: to } : { label: to },
          place: scanner.map.place(start, end),
        });
      }
    }
  }
  return references;
}
