/** A tree that a text says, with the places of what it says and what it leaves to be looked up. */
import type { SourcePlace, TreeFinding } from './finding.ts';
import type { DeviceTree, NodePath } from './tree.ts';

/** A reference in a property's value: `<&label>` and `<&{/path}>` are a phandle's cell, `&label` outside of `<>` is a path. */
export interface Reference {
  readonly path: NodePath;
  readonly property: string;
  /** Bytes from the start of the value. */
  readonly offset: number;
  readonly kind: 'phandle' | 'path';
  /** Without `&`. */
  readonly to: { readonly label: string } | { readonly path: NodePath };
  readonly place: SourcePlace;
}

/** A node of the text: one that is spoken of in several places has one of these for each. */
export interface NodeOrigin {
  readonly path: NodePath;
  readonly labels: readonly { readonly name: string; readonly place: SourcePlace }[];
  /** `serial@9000000`, `&uart0` or `/`. */
  readonly name: SourcePlace;
  /** From its first label to the semicolon. */
  readonly whole: SourcePlace;
  /** Between the braces. */
  readonly body: SourcePlace;
}

export interface PropertyOrigin {
  readonly path: NodePath;
  readonly property: string;
  readonly name: SourcePlace;
  /** Absent for a property without a value. */
  readonly value?: SourcePlace | undefined;
  /** From its first label to the semicolon. */
  readonly whole: SourcePlace;
  /** Each value between `<`, `>` in its order, with its width of 8 to 64 bits. */
  readonly cells: readonly { readonly place: SourcePlace; readonly offset: number; readonly bits: number }[];
}

/**
 * Of a text with `/plugin/` the tree is as it is written into a .dtbo: `fragment@N/__overlay__` nodes, and paths of this
 * interface are of that tree. References outside of it hold 0xffffffff and stand in its `__fixups__`.
 * Where something stands (`references`, `nodes`, `properties`) is worked out when it is asked for first.
 */
export interface SourceTree {
  readonly tree: DeviceTree;
  readonly plugin: boolean;
  readonly labels: ReadonlyMap<string, NodePath>;
  readonly references: readonly Reference[];
  /** In the order of the text. */
  readonly nodes: readonly NodeOrigin[];
  readonly properties: readonly PropertyOrigin[];
  /** Those of one path; asking for a few of them costs less than all. */
  readonly originsAt: (path: NodePath) => {
    readonly nodes: readonly NodeOrigin[];
    readonly properties: readonly PropertyOrigin[];
  };
  /** What is wrong with the text as a text; the tree is what could be made of the rest. */
  readonly findings: readonly TreeFinding[];
  /** Texts that were read, by the names that places have. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Gives the bytes that `/incbin/` names; undefined when there is no such file. dtc looks for it in the folder of `file` and then
 * in those of its include path; `file` is the first one or what `/include/` brings, as dtc does not see what `#include` brings.
 */
export type ReadBytes = (name: string, from: { readonly file: string }) => Uint8Array | undefined;

/** Gives an included file; undefined when it is not there. `angled`: `#include <…>`. */
export type ReadInclude = (
  name: string,
  from: { readonly file: string; readonly angled: boolean },
) => { readonly file: string; readonly text: string } | undefined;
