/** One field of a form: which properties it is about, how it is read, and how it is changed. */
import type { TextEdit } from '../../finding.ts';
import type { PropertyOrigin } from '../../source-tree.ts';
import { type FormNode, propertyBytes, writtenAt } from './form-node.ts';
import type { FieldName } from './node-form.ts';
import { removed } from './property-edits.ts';

export interface FieldChange {
  readonly edits: readonly TextEdit[];
  /** Absent: the node keeps its name. */
  readonly name?: string | undefined;
}

export interface Field {
  readonly name: FieldName;
  /** The node is said to have it by one of these; what is found of them belongs to the field. */
  readonly properties: readonly string[];
  read(node: FormNode): string | undefined;
  /** Throws `Refused`. */
  change(node: FormNode, value: string | undefined): FieldChange;
}

/** The first of its properties that the node has. */
export function spokenOf(node: FormNode, { properties }: Pick<Field, 'properties'>): PropertyOrigin | undefined {
  const name = properties.find((each) => propertyBytes(node, each) !== undefined);
  return name === undefined ? undefined : node.places.propertyAt(node.node.path, name);
}

/** The letters of the property’s value, of an included text too. */
export function writtenValue(node: FormNode, property: string): string {
  const place = node.places.propertyAt(node.node.path, property)?.value;
  if (place === undefined) return '';
  return writtenAt(node, place) ?? node.source.files.get(place.file)?.slice(place.start, place.end) ?? '';
}

/** A property that is said or not, each value by a reader and a writer of its own. */
export function propertyField(
  property: FieldName,
  read: (bytes: Uint8Array, node: FormNode) => string | undefined,
  write: (node: FormNode, value: string) => readonly TextEdit[],
): Field {
  return {
    name: property,
    properties: [property],
    read(node) {
      const bytes = propertyBytes(node, property);
      return bytes === undefined ? undefined : (read(bytes, node) ?? writtenValue(node, property));
    },
    change(node, value) {
      if (value !== undefined) return { edits: write(node, value) };
      return { edits: propertyBytes(node, property) === undefined ? [] : removed(node, property) };
    },
  };
}
