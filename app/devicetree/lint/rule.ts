/** What a rule is given and answers. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { SourcePlace, TextEdit, TreeFinding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import type { JudgedNode, JudgedTree } from './judged-tree.ts';
import type { SourcePlaces } from './source-places.ts';
import type { UiomemNode } from './uiomem-nodes.ts';

export interface TreeRuleInput {
  readonly tree: JudgedTree;
  readonly uiomem: readonly UiomemNode[];
  readonly source: SourceTree | undefined;
  readonly places: SourcePlaces;
  readonly board: BoardFacts | undefined;
  /** An overlay is put onto a running kernel; undefined: it is not known when. */
  readonly runTime: boolean | undefined;
}

export interface TreeRule {
  /** What it judges, for the list of what was not judged. */
  readonly about: string;
  /** What is missing, when nothing or not all can be judged; undefined when all is there. */
  lacks?(input: TreeRuleInput): string | undefined;
  check(input: TreeRuleInput): TreeFinding[];
}

/** A finding of a node: where it stands is added, and a fix that a text does not have room for is left out. */
export function foundAt(
  { places }: TreeRuleInput,
  node: Pick<JudgedNode, 'path'>,
  found: Omit<TreeFinding, 'path' | 'place' | 'fix'> & {
    /** Instead of the property's or the node's. */
    readonly place?: SourcePlace | undefined;
    readonly fix?: { readonly title: string; readonly edits: readonly TextEdit[] | undefined } | undefined;
  },
): TreeFinding {
  const { fix, place, ...rest } = found;
  const edits = fix?.edits;
  return {
    ...rest,
    path: node.path,
    place: place ?? places.placeOf(node.path, found.property),
    ...(fix !== undefined && edits !== undefined && edits.length > 0 && { fix: { title: fix.title, edits } }),
  };
}

/** What rules need that look into /proc/iomem: unknown addresses are never free ones. */
export const byIomem = ({ board }: TreeRuleInput): string | undefined => {
  if (board === undefined) return 'no board’s facts are known';
  return board.iomem === undefined
    ? 'the kernel hid the addresses of /proc/iomem, as it does from all but root'
    : undefined;
};

/** What rules need that follow an overlay to the nodes of its base. */
export const byBase = ({ tree }: TreeRuleInput): string | undefined =>
  tree.fragments !== undefined && tree.base === undefined ? 'the tree that the overlay is for is not known' : undefined;

/** `/soc/uiomem@0` as it is called in a sentence: by its path on the board, where that is known. */
export function nodeName({ path, becomes }: Pick<JudgedNode, 'path' | 'becomes'>): string {
  return becomes ?? path;
}
