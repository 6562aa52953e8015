/** A node as its fields read and change it: what the tree says of it, and where the text says so. */

import type { SourcePlace } from '../../finding.ts';
import type { JudgedNode, JudgedTree } from '../../lint/judged-tree.ts';
import type { SourcePlaces } from '../../lint/source-places.ts';
import type { NodeOrigin, PropertyOrigin, SourceTree } from '../../source-tree.ts';

export interface FormText {
  readonly source: SourceTree;
  readonly places: SourcePlaces;
  readonly tree: JudgedTree;
  /** The text that is edited, without what it includes. */
  readonly file: string;
  readonly text: string;
}

export interface FormNode extends FormText {
  readonly kind: 'uiomem' | 'reservation';
  readonly node: JudgedNode;
}

/** Where the text itself speaks of the node, between braces that stand in it. */
export function blocksOf({ places, file, text }: FormText, path: string): readonly NodeOrigin[] {
  return places.nodesAt(path).filter(({ body }) => body.file === file && text[body.start - 1] === '{');
}

/** The letters of a place in the text that is edited; undefined in another. */
export function writtenAt({ file, text }: FormText, place: SourcePlace | undefined): string | undefined {
  return place?.file === file ? text.slice(place.start, place.end) : undefined;
}

/** Whether the property stands in the text as it is, and does not come of a macro. */
export function isWritten(form: FormText, { name, property }: PropertyOrigin): boolean {
  return writtenAt(form, name) === property;
}

export function propertyBytes({ node }: FormNode, property: string): Uint8Array | undefined {
  return node.node.properties.get(property);
}
