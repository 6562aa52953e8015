/** A node of the board's tree: what it says, what its numbers mean on this board, and what can be made of it. */
import { useMemo } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { type NodeDetails, nodeDetails } from '../../devicetree/live/node-details.ts';
import type { IndexedNode, TreeIndex } from '../../devicetree/tree-index.ts';
import { layersOf } from '../../plan/memory-map/layers.ts';
import { segmentsOf } from '../../plan/memory-map/segments.ts';
import { IconButton } from '../components/button.tsx';
import { printable } from '../components/printable.ts';
import { useCopy } from '../components/use-copy.ts';
import type { KnownFacts } from '../host/use-facts.ts';
import { NodeActions } from './node-actions.tsx';

export function NodePane({
  state,
  facts,
  node,
  index,
}: {
  state: BoardState;
  facts: KnownFacts;
  node: IndexedNode;
  index: TreeIndex;
}) {
  const segments = useMemo(() => segmentsOf(layersOf(facts.board, facts.profile, true)), [facts]);
  const details = useMemo(() => nodeDetails(node, index, segments), [node, index, segments]);
  return (
    <section className="node-pane" aria-label={`Node ${node.path}`}>
      <div className="live-head">
        <span className="mono truncate" title={node.path}>
          {printable(node.path)}
        </span>
        <span className="grow" />
        <CopyPath path={node.path} />
      </div>
      <NodeActions state={state} facts={facts} node={node} details={details} segments={segments} />
      <Properties details={details} />
    </section>
  );
}

function Properties({ details: { properties, usedBy } }: { details: NodeDetails }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="node-properties" tabIndex={0} aria-label="Properties">
      {properties.length === 0 && <p className="small muted">It has no properties.</p>}
      <ul>
        {properties.map(({ name, text, means }) => (
          <li key={name}>
            <code className="node-property">{printable(text)}</code>
            {means.map((each) => (
              <p key={each} className="small muted node-means">
                {printable(each)}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {usedBy.length > 0 && <p className="small muted">Named by {usedBy.map((path) => printable(path)).join(', ')}</p>}
    </section>
  );
}

function CopyPath({ path }: { path: string }) {
  const { state, said, copy } = useCopy();
  return (
    <span className="row">
      <IconButton icon={state === 'yes' ? 'check' : 'copy'} label="Copy the path" onClick={() => copy(path)} />
      <span role="status" className={state === 'refused' ? 'small' : 'unseen'}>
        {said}
      </span>
    </span>
  );
}
