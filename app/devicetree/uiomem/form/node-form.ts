/** What a form shows of a text: its uiomem nodes and reservations, each with fields, as plain data. */
import type { Span } from '../../../plan/span.ts';
import type { SourcePlace, TextEdit, TreeFinding } from '../../finding.ts';
import type { NodePath } from '../../tree.ts';

/** By the property's name where a field is one; `address` and `size` are those of `reg`, or of what stands for it. */
export type FieldName =
  | 'label'
  | 'device-name'
  | 'memory-region'
  | 'address'
  | 'size'
  | 'alignment'
  | 'alloc-ranges'
  | 'cache'
  | 'shareable'
  | 'minor-number'
  | 'sync-offset'
  | 'sync-size'
  | 'sync-direction'
  | 'sync-mode'
  | 'sync-always'
  | 'no-map'
  | 'reusable'
  | 'compatible'
  | 'status';

export interface FieldForm {
  readonly name: FieldName;
  /**
   * As `fieldEdits` takes it: numbers as people write them, words for what the tree has numbers for, `true` for a flag. What
   * cannot be read so is the text as it is written. Undefined: the node does not say it.
   */
  readonly value: string | undefined;
  /** The value's text; empty for a property without one. */
  readonly written: string | undefined;
  readonly place: SourcePlace | undefined;
  readonly findings: readonly TreeFinding[];
}

export interface NodeForm {
  readonly kind: 'uiomem' | 'reservation';
  readonly path: NodePath;
  /** On the board, as far as that is known. */
  readonly becomes: NodePath | undefined;
  /** What its device is called, else the node. */
  readonly title: string;
  /** Of the node's name. */
  readonly place: SourcePlace;
  /** For the CPU, as far as that is known. */
  readonly range: Span | undefined;
  /** `address` is one of a bus, and the CPU sees another. */
  readonly translated: boolean;
  readonly fields: readonly FieldForm[];
  /** Of the node and of none of its fields. */
  readonly findings: readonly TreeFinding[];
  /** Why it cannot be changed here. */
  readonly locked: TreeFinding | undefined;
}

/** A reservation that a memory-region can name. */
export interface ReservationChoice {
  /** Of `memory-region`: its path on the board, else its own. */
  readonly value: string;
  readonly name: string;
  readonly label: string | undefined;
  readonly range: Span | undefined;
  readonly noMap: boolean;
  /** Undefined: it is the board’s. */
  readonly path: NodePath | undefined;
}

export interface TreeForms {
  /** In the order of the text; those of included texts first. */
  readonly nodes: readonly NodeForm[];
  readonly reservations: readonly ReservationChoice[];
}

/** `path`: of the node afterwards. */
export type FormEdit =
  | { readonly edits: readonly TextEdit[]; readonly path: NodePath; readonly refusal?: undefined }
  | { readonly refusal: TreeFinding; readonly edits?: undefined };
