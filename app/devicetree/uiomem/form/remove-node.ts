/** A node taken out of a text, wherever the text speaks of it, and what speaks of it from elsewhere. */
import type { SourcePlace, TextEdit, TreeFinding } from '../../finding.ts';
import type { Reference, SourceTree } from '../../source-tree.ts';
import type { NodePath } from '../../tree.ts';
import type { TreeIndex } from '../../tree-index.ts';
import { blocksOf, type FormText } from './form-node.ts';
import { formNodeAt, formText, lockOf } from './form-text.ts';
import { newLine, withSpace } from './property-edits.ts';
import { byMacro, elsewhere, noNode, Refused } from './refused.ts';

export interface NodeUse {
  /** The node that refers to it, or that more is said of; as it is called on the board, as far as that is known. */
  readonly by: NodePath;
  /** Absent: the text says more of a node below it. */
  readonly property?: string;
  readonly place: SourcePlace;
}

export type NodeRemoval =
  | { readonly edits: readonly TextEdit[]; readonly uses: readonly NodeUse[]; readonly refusal?: undefined }
  | { readonly refusal: TreeFinding; readonly edits?: undefined };

/** `uses`: what refers to the node, or to one below it, and stays in the text. */
export function nodeRemoval(source: SourceTree, path: NodePath, base: TreeIndex | undefined): NodeRemoval {
  const form = formText(source, base);
  if (formNodeAt(form, path) === undefined) return { refusal: noNode(path).finding };
  const locked = lockOf(form, path);
  if (locked !== undefined) return { refusal: locked };
  try {
    const gone = placesOf(form, path);
    return { edits: gone.map((place) => ({ ...lines(form, place), text: '' })), uses: usesOf(form, path, gone) };
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.finding };
    throw error;
  }
}

/** All of them have to stand in the text itself. */
function placesOf(form: FormText, path: NodePath): SourcePlace[] {
  const blocks = blocksOf(form, path);
  return form.places.nodesAt(path).map((origin) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (origin.name.file !== form.file) throw elsewhere(name, origin.name);
    if (!blocks.includes(origin)) throw byMacro(name, origin.name);
    return origin.whole;
  });
}

/** With the lines that it has for itself, and one of the two empty lines that would meet. */
function lines(form: FormText, place: SourcePlace): SourcePlace {
  const { text } = form;
  const whole = withSpace(form, place);
  const empty = newLine(text);
  const isOwn = whole.start === 0 || text[whole.start - 1] === '\n';
  const isEmptyBefore = text.slice(0, whole.start).endsWith(`${empty}${empty}`);
  const behind = text.slice(whole.end);
  const meets = behind.startsWith(empty) || /^[ \t]*\}/.test(behind) || behind === '';
  return isOwn && isEmptyBefore && meets ? { ...whole, start: whole.start - empty.length } : whole;
}

function usesOf({ source, tree }: FormText, path: NodePath, gone: readonly SourcePlace[]): NodeUse[] {
  const isGone = (each: SourcePlace) =>
    gone.some(({ file, start, end }) => each.file === file && each.start >= start && each.end <= end);
  const isBelow = (each: NodePath) => each === path || each.startsWith(`${path}/`);
  const named = (each: NodePath) => tree.byPath.get(each)?.becomes ?? each;
  const meant = ({ to }: Reference) => ('path' in to ? to.path : source.labels.get(to.label));
  const references = source.references.flatMap((reference): NodeUse[] => {
    const to = meant(reference);
    if (to === undefined || !isBelow(to) || isGone(reference.place)) return [];
    return [{ by: named(reference.path), property: reference.property, place: reference.place }];
  });
  const more = source.nodes.flatMap((node): NodeUse[] =>
    isBelow(node.path) && !isGone(node.whole) ? [{ by: named(node.path), place: node.name }] : [],
  );
  return [...references, ...more];
}
