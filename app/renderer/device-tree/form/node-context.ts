/** What the rows of a node work with: its fields, and how they are changed. */
import { createContext, useContext } from 'react';
import type { TreeFinding } from '../../../devicetree/finding.ts';
import type { FieldValue } from '../../../devicetree/uiomem/form/changed-text.ts';
import type { FieldForm, FieldName, NodeForm, ReservationChoice } from '../../../devicetree/uiomem/form/node-form.ts';

export interface NodeEditing {
  readonly node: NodeForm;
  /** Whose text the form is of; the node may be in a file that it includes. */
  readonly file: string;
  readonly reservations: readonly ReservationChoice[];
  /** Nothing can be changed: the text is wrong there, or is being read. */
  readonly readOnly: boolean;
  /** Why a field was not changed, by its name. */
  readonly refused: ReadonlyMap<FieldName, TreeFinding>;
  field(name: FieldName): FieldForm | undefined;
  change(changes: readonly FieldValue[]): void;
  fix(finding: TreeFinding): void;
  /** Fixes are of the text as it is now. */
  readonly canFix: boolean;
}

const Context = createContext<NodeEditing | undefined>(undefined);
export const NodeEditingProvider = Context.Provider;

export function useNode(): NodeEditing {
  const node = useContext(Context);
  if (node === undefined) throw new Error('useNode outside of a NodeEditingProvider');
  return node;
}
