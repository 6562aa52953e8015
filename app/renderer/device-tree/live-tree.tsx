/** The board's device tree as it is now: a tree to walk through, with a filter, and what is known of the node that is chosen. */
import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { BoardState } from '../../contract/state.ts';
import type { LiveNode } from '../../devicetree/live/live-nodes.ts';
import { type ShownNode, shownNodes } from '../../devicetree/live/shown-nodes.ts';
import { type NodePath, parentPath } from '../../devicetree/tree.ts';
import { Badge } from '../components/badge.tsx';
import { ProblemBanner } from '../components/banner.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Icon } from '../components/icon.tsx';
import { Progress } from '../components/progress.tsx';
import { TextField } from '../components/text-field.tsx';
import { showTreeCommand } from '../copied-commands/device-tree.ts';
import type { KnownFacts } from '../host/use-facts.ts';
import { useLiveTree } from './live-store.ts';
import './live-tree.css';
import { NodePane } from './node-pane.tsx';
import { useTreeWindow, useTreeWindows } from './tree-store.ts';

/** More rows than anybody looks through; a filter finds the others. */
const mostRows = 1500;

export function LiveTree({
  state,
  facts,
  planned,
}: {
  state: BoardState;
  facts: KnownFacts | undefined;
  /** Names of the devices that the board's plan has of the device tree. */
  planned: ReadonlySet<string>;
}) {
  const { board, connection } = state;
  const { name } = board;
  const { tree, task, failure, read } = useLiveTree(state, facts);
  const { filter, unfolded, node: chosen } = useTreeWindow(name);
  const { change } = useTreeWindows.getState();
  const nodes = tree?.nodes;
  const shown = useMemo(
    () => (nodes === undefined ? [] : shownNodes(nodes, { unfolded: new Set(unfolded), filter })),
    [nodes, unfolded, filter],
  );
  const ofPlan = useMemo(() => plannedPaths(facts, planned), [facts, planned]);
  const meant = shown.filter((row) => row.meant).length;
  const node = chosen === undefined ? undefined : tree?.index.byPath.get(chosen);
  return (
    <section className="live" aria-label={`Device tree of ${name}`}>
      <div className="live-head">
        <h3 className="truncate">Tree of {name}</h3>
        <span className="grow" />
        <CopyCommand command={showTreeCommand(name)} />
        <IconButton
          icon="refresh"
          label="Read the tree again"
          disabled={connection.state !== 'open' || task !== undefined}
          onClick={read}
        />
      </div>
      {failure !== undefined && <ProblemBanner problem={failure} actions={<Button onClick={read}>Try again</Button>} />}
      {task !== undefined && tree === undefined && (
        <Progress what={task.what} text={task.text} since={task.since} onCancel={task.stop} />
      )}
      {tree === undefined && task === undefined && failure === undefined && (
        <p className="live-none muted" role="status">
          {connection.state === 'open' ? 'Asking the board what it is…' : `${name} is not connected.`}
        </p>
      )}
      {tree !== undefined && (
        <>
          <div className="live-filter">
            <TextField
              label="Filter nodes"
              labelUnseen
              placeholder="Filter: name, &label, compatible, /path"
              value={filter}
              onValue={(value) => change(name, { filter: value })}
            />
            <span className="small muted" role="status">
              {filter.trim() === '' ? `${tree.nodes.length} nodes` : `${meant} of ${tree.nodes.length} nodes`}
            </span>
          </div>
          <Rows
            label={`Nodes of ${name}`}
            shown={shown}
            chosen={chosen}
            ofPlan={ofPlan}
            onChoose={(path) => change(name, { node: path })}
            onFold={(path, unfold) =>
              change(name, { unfolded: unfold ? [...unfolded, path] : unfolded.filter((each) => each !== path) })
            }
          />
          {shown.length === 0 && <p className="live-none muted">No node has all of that in it.</p>}
          {node !== undefined && facts !== undefined && (
            <NodePane state={state} facts={facts} node={node} index={tree.index} />
          )}
        </>
      )}
    </section>
  );
}

/** Paths of the nodes that the plan's devices came of. */
function plannedPaths(facts: KnownFacts | undefined, planned: ReadonlySet<string>): ReadonlySet<NodePath> {
  const devices = facts?.board.devices ?? [];
  return new Set(
    devices.flatMap(({ name, origin }) => (origin.kind === 'device-tree' && planned.has(name) ? [origin.path] : [])),
  );
}

function Rows({
  label,
  shown,
  chosen,
  ofPlan,
  onChoose,
  onFold,
}: {
  label: string;
  shown: readonly ShownNode[];
  chosen: NodePath | undefined;
  ofPlan: ReadonlySet<NodePath>;
  onChoose(path: NodePath): void;
  onFold(path: NodePath, unfold: boolean): void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const rows = shown.slice(0, mostRows);
  // One of them takes the focus: what is chosen, as long as it can be seen.
  const reached = rows.some(({ node }) => node.path === chosen) ? chosen : rows[0]?.node.path;
  const goTo = (row: ShownNode | undefined) => {
    if (row === undefined) return;
    onChoose(row.node.path);
    list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(row.node.path)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex(({ node }) => node.path === reached);
    const row = rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = keyRun(event.key, rows, at, goTo, onFold);
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  return (
    <div ref={list} className="live-rows" role="tree" aria-label={label} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <Row
          key={row.node.path}
          row={row}
          chosen={row.node.path === chosen}
          reached={row.node.path === reached}
          planned={ofPlan.has(row.node.path)}
          onChoose={() => goTo(row)}
          onFold={() => onFold(row.node.path, !row.unfolded)}
        />
      ))}
      {shown.length > rows.length && (
        <p className="live-none small muted">{shown.length - rows.length} more: a filter finds them.</p>
      )}
    </div>
  );
}

/** As the pattern of a tree wants it (ARIA Authoring Practices, Tree View). */
function keyRun(
  key: string,
  rows: readonly ShownNode[],
  at: number,
  goTo: (row: ShownNode | undefined) => void,
  onFold: (path: NodePath, unfold: boolean) => void,
): (() => void) | undefined {
  const row = rows[at];
  if (row === undefined) return undefined;
  const { node, unfolded } = row;
  switch (key) {
    case 'ArrowDown':
      return () => goTo(rows[at + 1]);
    case 'ArrowUp':
      return () => goTo(rows[at - 1]);
    case 'Home':
      return () => goTo(rows[0]);
    case 'End':
      return () => goTo(rows.at(-1));
    case 'ArrowRight':
      return node.parent && !unfolded ? () => onFold(node.path, true) : () => unfolded && goTo(rows[at + 1]);
    case 'ArrowLeft':
      if (unfolded) return () => onFold(node.path, false);
      return () => goTo(rows.find(({ node: { path } }) => path === parentPath(node.path)));
    case 'Enter':
    case ' ':
      return () => goTo(row);
    default:
      // A letter: the next name that begins with it.
      if (key.length !== 1 || key === ' ') return undefined;
      return () =>
        goTo(
          [...rows.slice(at + 1), ...rows.slice(0, at)].find(({ node: { name } }) =>
            name.toLowerCase().startsWith(key.toLowerCase()),
          ),
        );
  }
}

function Row({
  row: { node, unfolded, meant, place, siblings },
  chosen,
  reached,
  planned,
  onChoose,
  onFold,
}: {
  row: ShownNode;
  chosen: boolean;
  reached: boolean;
  planned: boolean;
  onChoose(): void;
  onFold(): void;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys.
    <div
      role="treeitem"
      className={`live-row ${meant ? '' : 'muted'}`}
      style={{ paddingInlineStart: `${4 + node.depth * 12}px` }}
      data-path={node.path}
      tabIndex={reached ? 0 : -1}
      aria-level={node.depth + 1}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-selected={chosen}
      {...(node.parent && { 'aria-expanded': unfolded })}
      title={node.path}
      onClick={onChoose}
      onDoubleClick={node.parent ? onFold : undefined}
    >
      {node.parent ? (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys fold and unfold.
        // biome-ignore lint/a11y/noStaticElementInteractions: a part of the item, for the mouse alone.
        <span
          className="live-fold"
          onClick={(event) => {
            event.stopPropagation();
            onFold();
          }}
        >
          <Icon name={unfolded ? 'chevron-down' : 'chevron-right'} />
        </span>
      ) : (
        <span className="live-fold" />
      )}
      <span className="mono truncate live-name">{node.name}</span>
      {node.label !== undefined && <span className="small muted truncate mono live-label">&amp;{node.label}</span>}
      <Marks node={node} planned={planned} />
    </div>
  );
}

function Marks({ node: { since, status }, planned }: { node: LiveNode; planned: boolean }) {
  return (
    <span className="row live-marks">
      {planned && (
        <Badge tone="accent" icon="file-code">
          plan
        </Badge>
      )}
      {since !== undefined && (
        <Badge tone="good" icon="layers">
          {since === 'added' ? 'overlay' : 'changed'}
        </Badge>
      )}
      {status !== undefined && <Badge tone="plain">{status === '' ? 'off' : status}</Badge>}
    </span>
  );
}
