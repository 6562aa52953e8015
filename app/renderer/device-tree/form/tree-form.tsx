/** The uiomem nodes and reservations of a source as a form. */
import type { BoardState } from '../../../contract/state.ts';
import type { SourcePlace } from '../../../devicetree/finding.ts';
import type { TreeIndex } from '../../../devicetree/tree-index.ts';
import type { KnownFacts } from '../../host/use-facts.ts';

export default function TreeForm(_: {
  state: BoardState;
  name: string;
  text: string;
  facts: KnownFacts | undefined;
  base: TreeIndex | undefined;
  onText(text: string, apart: boolean): void;
  onShow(place: SourcePlace): void;
}) {
  return <p className="page muted">The form is not there yet.</p>;
}
