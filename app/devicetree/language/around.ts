/** The node that a caret is in, found by its name's place where the text was read that far, else by its names alone. */
import { baseNode, type JudgedNode } from '../lint/judged-tree.ts';
import type { NodePath } from '../tree.ts';
import { childPath } from '../tree.ts';
import type { OpenNode } from './context.ts';
import type { LanguageDocument } from './document.ts';
import { kindByName, kindOf, type NodeKind } from './node-kind.ts';

export interface Around {
  readonly kind: NodeKind;
  /** Of the text, or of the board where the text only adds to it. Undefined: its names are all that is known. */
  readonly judged: JudgedNode | undefined;
  readonly name: string;
}

export function aroundAt(document: LanguageDocument, file: string, open: readonly OpenNode[]): Around | undefined {
  const inner = open.at(-1);
  if (inner === undefined) return undefined;
  const judged = judgedAt(document, file, open);
  const byName = kindByName(inner.name, open.at(-2)?.name);
  const kind = judged === undefined ? byName : kindOf(judged);
  return { kind: kind === 'any' ? byName : kind, judged, name: inner.name };
}

function judgedAt(document: LanguageDocument, file: string, open: readonly OpenNode[]): JudgedNode | undefined {
  const inner = open.at(-1);
  if (inner === undefined) return undefined;
  const path = document.nodesByStart(file).get(inner.start)?.path;
  const own = path === undefined ? undefined : document.judged().byPath.get(path);
  if (own !== undefined) return own;
  const named = pathOf(document, open);
  if (named === undefined) return undefined;
  const ofText = document.judged().byPath.get(named);
  if (ofText !== undefined) return ofText;
  const ofBoard = document.board.base?.byPath.get(named);
  return ofBoard === undefined ? undefined : baseNode(ofBoard);
}

/** Of the text's tree, or of the board's. */
function pathOf({ source, board }: LanguageDocument, open: readonly OpenNode[]): NodePath | undefined {
  let path: NodePath | undefined;
  for (const { name } of open) {
    if (name === '/') path = '/';
    else if (name.startsWith('&{')) path = name.slice(2).replace(/\}$/, '');
    else if (name.startsWith('&')) path = source.labels.get(name.slice(1)) ?? board.base?.symbols.get(name.slice(1));
    else path = path === undefined ? undefined : childPath(path, name);
  }
  return path;
}
