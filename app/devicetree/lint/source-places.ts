/** Where nodes and properties stand in a text, and the edits that change them there and nothing else. */
import type { SourcePlace, TextEdit } from '../finding.ts';
import type { NodeOrigin, PropertyOrigin, SourceTree } from '../source-tree.ts';
import { type NodePath, parentPath } from '../tree.ts';

/** Edits are undefined where the text has no place for them: a tree without a text, or a name that is none of the text's. */
export interface SourcePlaces {
  /** Of a property's value (its name where it has none), of a node's name without one, or of the nearest node above. */
  placeOf(path: NodePath, property?: string): SourcePlace | undefined;
  /** The property as it is spoken of last, which counts. */
  propertyAt(path: NodePath, property: string): PropertyOrigin | undefined;
  nodesAt(path: NodePath): readonly NodeOrigin[];
  rename(path: NodePath, name: string): TextEdit[] | undefined;
  renameProperty(path: NodePath, property: string, name: string): TextEdit[] | undefined;
  setValue(path: NodePath, property: string, value: string): TextEdit[] | undefined;
  remove(path: NodePath, property: string): TextEdit[] | undefined;
  /** Properties as `no-map;`, in front of what the node says. */
  add(path: NodePath, properties: readonly string[]): TextEdit[] | undefined;
}

export function sourcePlaces(source: SourceTree | undefined): SourcePlaces {
  let written: readonly NodePath[] | undefined;
  const known = new Map<NodePath, ReturnType<SourceTree['originsAt']>>();
  const at = (path: NodePath) => {
    const origins = known.get(path) ?? source?.originsAt(path) ?? { nodes: [], properties: [] };
    known.set(path, origins);
    return origins;
  };
  const nodesAt = (path: NodePath) => at(path).nodes;
  const propertiesAt = (path: NodePath, property: string) =>
    at(path).properties.filter((each) => each.property === property);
  const propertyAt = (path: NodePath, property: string) => propertiesAt(path, property).at(-1);
  const textAt = ({ file, start, end }: SourcePlace) => source?.files.get(file)?.slice(start, end);
  const edits = <Found>(found: readonly Found[], edit: (each: Found) => TextEdit): TextEdit[] | undefined =>
    found.length === 0 ? undefined : found.map(edit);
  return {
    placeOf(path, property) {
      const origin = property === undefined ? undefined : propertyAt(path, property);
      if (origin !== undefined) return origin.value ?? origin.name;
      for (let above: NodePath | undefined = path; above !== undefined; above = parentPath(above)) {
        const [first] = nodesAt(above);
        if (first !== undefined) return first.name;
      }
      return undefined;
    },
    propertyAt,
    nodesAt,
    rename(path, name) {
      const own = path.slice(path.lastIndexOf('/') + 1);
      const named = nodesAt(path).filter((each) => textAt(each.name) === own);
      // A path that somebody wrote elsewhere would lead nowhere.
      written ??= source?.references.flatMap(({ to }) => ('path' in to ? [to.path] : []));
      if (written?.some((each) => isWithin(each, path)) === true) return undefined;
      return edits(named, (each) => ({ ...each.name, text: name }));
    },
    renameProperty: (path, property, name) =>
      edits(propertiesAt(path, property), (each) => ({ ...each.name, text: name })),
    setValue(path, property, value) {
      const origin = propertyAt(path, property);
      if (origin === undefined) return undefined;
      if (origin.value !== undefined) return [{ ...origin.value, text: value }];
      return [{ file: origin.name.file, start: origin.name.end, end: origin.name.end, text: ` = ${value}` }];
    },
    remove: (path, property) =>
      edits(propertiesAt(path, property), ({ whole }) => ({ ...lineOf(source, whole), text: '' })),
    add(path, properties) {
      const origin = nodesAt(path).at(-1);
      if (origin === undefined) return undefined;
      const text = source?.files.get(origin.body.file) ?? '';
      const indent = `${indentAt(text, origin.whole.start)}\t`;
      const { file, start } = origin.body;
      const isEmpty = text.slice(start, origin.body.end).trim() === '';
      const added = properties.map((each) => `\n${indent}${each}`).join('');
      return isEmpty
        ? [{ ...origin.body, text: `${added}\n${indent.slice(0, -1)}` }]
        : [{ file, start, end: start, text: added }];
    },
  };
}

function isWithin(path: NodePath, above: NodePath): boolean {
  return path === above || path.startsWith(`${above}/`);
}

/** With the line that it stands in, where nothing else stands there. */
function lineOf(source: SourceTree | undefined, place: SourcePlace): SourcePlace {
  const text = source?.files.get(place.file) ?? '';
  const begin = text.lastIndexOf('\n', place.start - 1) + 1;
  const lineEnd = text.indexOf('\n', place.end);
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  const isAlone = `${text.slice(begin, place.start)}${text.slice(place.end, end)}`.trim() === '';
  return isAlone ? { file: place.file, start: begin, end } : place;
}

/** The white space that the line of this place begins with. */
export function indentAt(text: string, at: number): string {
  const begin = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(begin, at))?.[0] ?? '';
}
