/** Labels called otherwise, in all files that speak of them: the tree stays the same. */
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { TextEdit } from '../finding.ts';
import { applyTextEdits } from '../mend.ts';
import type { DeviceTree, TreeNode } from '../tree.ts';
import { labelPlaces, labelUses } from './definition.ts';
import type { LanguageDocument } from './document.ts';
import { meantAt } from './meant.ts';

export interface RenamePlace {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

export type Refused = { readonly refused: Problem };

/** What would be renamed. `device-tree.rename-nothing`, `device-tree.rename-of-board`. */
export function renamePlaceAt(document: LanguageDocument, file: string, offset: number): RenamePlace | Refused {
  const meant = meantAt(document, file, offset);
  if (meant?.kind !== 'label') {
    return refused('device-tree.rename-nothing', 'There is no label to be renamed.', {
      hint: 'Labels stand before nodes, as in `uart0: serial@9000000`, and behind `&`.',
    });
  }
  const { name, start, end } = meant;
  if (labelPlaces(document, name).length === 0) {
    const path = document.board.base?.symbols.get(name);
    return refused('device-tree.rename-of-board', `No file here says the label ${name}.`, {
      hint:
        path === undefined
          ? 'It comes from the tree that this text is put onto.'
          : `It is ${path} of the board, whose tree this text does not change.`,
      data: { label: name, ...(path !== undefined && { path }) },
    });
  }
  return { start, end, name };
}

/** Edits of all files. As `renamePlaceAt`, and `device-tree.label-name`, `device-tree.label-taken`, `device-tree.rename-changes`. */
export function renameAt(
  document: LanguageDocument,
  file: string,
  offset: number,
  to: string,
): { readonly edits: readonly TextEdit[] } | Refused {
  const place = renamePlaceAt(document, file, offset);
  if ('refused' in place) return place;
  const { name } = place;
  if (to === name) return { edits: [] };
  if (!/^[A-Za-z_]\w*$/.test(to)) {
    return refused('device-tree.label-name', `\`${to}\` cannot be a label.`, {
      hint: 'A label has letters, digits and `_`, and no digit in front (Devicetree Specification 0.4, 6.2).',
      data: { label: to },
    });
  }
  const taken = takenBy(document, to);
  if (taken !== undefined) {
    return refused('device-tree.label-taken', `${to} is the label of ${taken}.`, {
      hint: 'Choose another, or rename that one first.',
      data: { label: to, taken },
    });
  }
  const edits = labelUses(document, name).map((use): TextEdit => ({ ...use, text: to }));
  return isSame(document, edits, name, to)
    ? { edits }
    : refused('device-tree.rename-changes', `Another tree would come of calling ${name} ${to}.`, {
        hint: 'A macro makes it, or its name: rename what the macro says by hand.',
        data: { label: name, to },
      });
}

/** Who has the label: a node of the text's or of the board's, or a value that it is in. */
function takenBy(document: LanguageDocument, label: string): string | undefined {
  const { source, board } = document;
  return (
    source.labels.get(label) ??
    (labelPlaces(document, label).length > 0 ? 'something in this text' : undefined) ??
    (source.plugin ? board.base?.symbols.get(label) : undefined)
  );
}

function isSame(document: LanguageDocument, edits: readonly TextEdit[], from: string, to: string): boolean {
  const texts = new Map<string, string>();
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const ofFile = edits.filter((edit) => edit.file === file);
    texts.set(file, applyTextEdits(document.textOf(file), ofFile));
  }
  const after = document.readAgain(texts);
  return (
    after.findings.length === document.source.findings.length &&
    sameTree(document.source.tree, after.tree, (name) => (name === from ? to : name))
  );
}

/** Properties of `__symbols__` and `__fixups__` are labels. */
const ofLabels = new Set(['__symbols__', '__fixups__']);

function sameTree(before: DeviceTree, after: DeviceTree, renamed: (label: string) => string): boolean {
  const waiting: [TreeNode, TreeNode][] = [[before.root, after.root]];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [was, is] = pair;
    if (was.name !== is.name || was.properties.size !== is.properties.size) return false;
    if (was.children.length !== is.children.length) return false;
    const isLabels = ofLabels.has(was.name);
    for (const [name, bytes] of was.properties)
      if (!sameBytes(bytes, is.properties.get(isLabels ? renamed(name) : name))) return false;
    for (const [index, child] of was.children.entries()) {
      const other = is.children[index];
      if (other === undefined) return false;
      waiting.push([child, other]);
    }
  }
  return true;
}

function sameBytes(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return one.length === other?.length && one.every((byte, index) => byte === other[index]);
}

function refused(id: string, message: string, more: Pick<Problem, 'hint' | 'data'>): Refused {
  return { refused: { id, message, ...more } };
}
