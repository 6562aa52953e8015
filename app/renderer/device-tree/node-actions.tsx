/** What can be made of a node of the board's tree: a uiomem device on its range, or a reservation that keeps it from Linux. */
import type { BoardState } from '../../contract/state.ts';
import type { NodeDetails } from '../../devicetree/live/node-details.ts';
import { applyTextEdits } from '../../devicetree/mend.ts';
import { textOf } from '../../devicetree/property.ts';
import { parentPath, splitName } from '../../devicetree/tree.ts';
import type { IndexedNode } from '../../devicetree/tree-index.ts';
import type { NewNode } from '../../devicetree/uiomem/form/add-node.ts';
import { freeName, nodeBase } from '../../devicetree/uiomem/node-names.ts';
import { type Segment, within } from '../../plan/memory-map/segments.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { forgetFailure, runTask, useFailure } from '../host/tasks.ts';
import type { KnownFacts } from '../host/use-facts.ts';
import { bareOverlay } from './empty-overlay.ts';
import { revealIn } from './reveal-source.ts';
import { putDropped, sourceText, useSources } from './source-store.ts';
import { useTreeWindow, useTreeWindows } from './tree-store.ts';
import { deviceTrees } from './worker/page-client.ts';

/** Either a node to make, or why there is none, as a sentence. */
type Choice =
  | { readonly node: NewNode; readonly why?: undefined }
  | { readonly node?: undefined; readonly why: string };

export function NodeActions({
  state: { board },
  facts,
  node,
  details,
  segments,
}: {
  state: BoardState;
  facts: KnownFacts;
  node: IndexedNode;
  details: NodeDetails;
  segments: readonly Segment[];
}) {
  const { source } = useTreeWindow(board.name);
  const key = `tree-add:${board.name}`;
  const failure = useFailure(key);
  const put = (added: NewNode) =>
    void runTask(key, 'Put a node into the source', async (signal) => {
      const { sources, change } = useSources.getState();
      const name =
        source !== undefined && sources[source] !== undefined ? source : putDropped('overlay.dtso', bareOverlay);
      const text = sourceText(name) ?? '';
      const { edits } = await deviceTrees.askTrees('add', { name, text, node: added, board: board.name }, signal);
      // What was typed meanwhile would lie elsewhere.
      if (sourceText(name) !== text) return;
      change(name, applyTextEdits(text, edits));
      useTreeWindows.getState().change(board.name, { source: name, stage: 'edit' });
      const [first] = edits;
      if (first !== undefined) revealIn({ ...first, start: first.start + lead(first.text), end: first.start });
    });
  return (
    <>
      <div className="row row-wrap node-actions">
        <Act icon="add" label="Make a uiomem node here" choice={deviceOf(node, details, facts, segments)} onPut={put} />
        <Act icon="lock" label="Reserve this range" choice={reservationOf(node, details, segments)} onPut={put} />
      </div>
      {failure !== undefined && (
        <ProblemBanner problem={failure} actions={<Button onClick={() => forgetFailure(key)}>Dismiss</Button>} />
      )}
    </>
  );
}

function Act({
  icon,
  label,
  choice: { node, why },
  onPut,
}: {
  icon: string;
  label: string;
  choice: Choice;
  onPut(node: NewNode): void;
}) {
  return (
    <Button icon={icon} disabled={node === undefined} title={why} onClick={() => node !== undefined && onPut(node)}>
      {label}
    </Button>
  );
}

/** White space before what was put in. */
const lead = (text: string): number => text.length - text.trimStart().length;

const baseOf = ({ node }: IndexedNode): string => nodeBase(splitName(node.name).base);

function deviceOf(
  node: IndexedNode,
  { ranges }: NodeDetails,
  { board }: KnownFacts,
  segments: readonly Segment[],
): Choice {
  const [range] = ranges;
  if (range === undefined) return { why: 'It has no range that the CPU reaches.' };
  if (isMemory(node)) return { why: 'It is the memory that Linux runs in: reserve a part of it first.' };
  const device = freeName(baseOf(node), new Set(board.devices.map(({ name }) => name)));
  if (parentPath(node.path) === '/reserved-memory') {
    return { node: { kind: 'for-reservation', device, cache: 'noncoherent', reservation: node.path } };
  }
  const kept = within(segments, range).every(({ kind }) => memoryKinds.has(kind));
  return { node: { kind: 'uiomem', device, cache: kept ? 'noncoherent' : 'off', ...range } };
}

const memoryKinds = new Set<Segment['kind']>(['no-map', 'memory', 'system-ram', 'in-use', 'reserved', 'on-chip']);

function reservationOf(node: IndexedNode, { ranges }: NodeDetails, segments: readonly Segment[]): Choice {
  const [range] = ranges;
  if (range === undefined) return { why: 'It has no range that the CPU reaches.' };
  if (isMemory(node)) return { why: 'It is the whole memory of the board: choose a part of it on the memory map.' };
  if (parentPath(node.path) === '/reserved-memory') return { why: 'It is a reservation.' };
  if (!within(segments, range).some(({ kind }) => kind === 'system-ram' || kind === 'memory' || kind === 'in-use'))
    return { why: 'No memory that Linux could use lies there.' };
  return { node: { kind: 'reservation', name: baseOf(node), noMap: true, ...range } };
}

function isMemory({ node }: IndexedNode): boolean {
  return textOf(node.properties.get('device_type')) === 'memory';
}
