/** What is wrong with a device tree or its text: where, why, and how it is mended. Never an exception. */
import type { NodePath } from './tree.ts';

/** A part of a text, in UTF-16 units from its start; `end` is behind the last. */
export interface SourcePlace {
  /** As the text's reader was given it. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Puts a text in the place of another. Edits of one fix are of the same texts and do not overlap. */
export interface TextEdit extends SourcePlace {
  readonly text: string;
}

export interface TreeFinding {
  /** `device-tree.` and what is wrong, such as `device-tree.unit-address`. */
  readonly id: string;
  /** Errors: the tree does not come to be, the kernel refuses it, or the device does not. */
  readonly severity: 'error' | 'warning' | 'info';
  /** What was found, in a sentence. */
  readonly message: string;
  /** What would happen on the board, or which rule it breaks, with its source. */
  readonly why: string;
  /** The way out in words. */
  readonly hint?: string | undefined;
  /** The node, and its property, that it is about. */
  readonly path?: NodePath | undefined;
  readonly property?: string | undefined;
  /** In the text, where there is one. */
  readonly place?: SourcePlace | undefined;
  /** Further places that belong to it: the macro that was used, the file that includes, the other of two. */
  readonly related?: readonly { readonly message: string; readonly place: SourcePlace }[] | undefined;
  /** Where there is one answer: the edits that give it. */
  readonly fix?: { readonly title: string; readonly edits: readonly TextEdit[] } | undefined;
}

export function hasErrors(findings: readonly TreeFinding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}
