/** The uiomem nodes and reservations of a source as a form beside its text, which is the only truth. */
import { useEffect, useRef, useState } from 'react';
import type { BoardState } from '../../../contract/state.ts';
import type { SourcePlace, TreeFinding } from '../../../devicetree/finding.ts';
import type { NewNode } from '../../../devicetree/uiomem/form/add-node.ts';
import type { NodeForm } from '../../../devicetree/uiomem/form/node-form.ts';
import type { NodeUse } from '../../../devicetree/uiomem/form/remove-node.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import type { KnownFacts } from '../../host/use-facts.ts';
import '../../plan-form/plan-form.css';
import { useSources } from '../source-store.ts';
import { takeFix } from '../take-fix.ts';
import { AddDeviceDialog } from './add-device-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { NodeSection } from './node-section.tsx';
import { ReserveDialog } from './reserve-dialog.tsx';
import './tree-form.css';
import { useTreeForms } from './use-tree-forms.ts';

export interface TreeFormProps {
  readonly state: BoardState;
  /** In `useSources`; places name it so. */
  readonly name: string;
  readonly facts: KnownFacts | undefined;
  onShow(place: SourcePlace): void;
}

export default function TreeForm({ state, name, facts, onShow }: TreeFormProps) {
  const board = facts === undefined ? undefined : state.board.name;
  const { known, change, add, remove } = useTreeForms(name, board);
  const [adding, setAdding] = useState<'device' | 'reservation' | undefined>();
  const [sure, setSure] = useState<Sure | undefined>();
  const place = useRef<HTMLElement>(null);
  const removed = useRef<{ readonly index: number; readonly count: number }>(undefined);
  const before = useRef<readonly string[]>(undefined);
  const nodes = known?.nodes ?? [];
  const stale = useSources(({ sources }) => known?.text !== sources[name]?.text);
  // A node that was added is where one goes on.
  useEffect(() => {
    const fresh = before.current && nodes.find(({ path }) => before.current?.includes(path) === false);
    if (fresh === undefined) return;
    before.current = undefined;
    const section = place.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(fresh.path)}"]`);
    section?.scrollIntoView({ block: 'nearest' });
    section?.querySelector<HTMLElement>('input, select')?.focus();
  }, [nodes]);
  // And in the place of one that was deleted the one behind it, or what makes new ones.
  useEffect(() => {
    if (removed.current === undefined || nodes.length >= removed.current.count) return;
    const sections = [...(place.current?.querySelectorAll<HTMLElement>('[data-node]') ?? [])];
    const next = sections[removed.current.index] ?? sections.at(-1);
    removed.current = undefined;
    (next ?? place.current?.querySelector<HTMLElement>('button'))?.focus();
  }, [nodes]);
  const removeNode = async (node: NodeForm, index: number) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const refusal = await remove(node.path, async (uses) => {
      setSure({ node, uses, answer: resolve });
      return await promise;
    });
    if (refusal === undefined) removed.current = { index, count: nodes.length };
    return refusal;
  };
  const addNode = async (node: NewNode) => {
    const paths = nodes.map(({ path }) => path);
    const refusal = await add(node);
    if (refusal === undefined) before.current = paths;
    return refusal;
  };
  const fix = (finding: TreeFinding) => takeFix(name, known?.text, finding);
  const [wrong] = known?.wrong ?? [];
  return (
    <section ref={place} className="tree-nodes" aria-label="Devices and reservations of the source">
      <div className="row row-wrap" role="toolbar" aria-label="Nodes">
        <Button icon="add" disabled={known === undefined || wrong !== undefined} onClick={() => setAdding('device')}>
          Add a device…
        </Button>
        <Button
          icon="add"
          disabled={known === undefined || wrong !== undefined}
          onClick={() => setAdding('reservation')}
        >
          Reserve a range…
        </Button>
        <span className="small muted" role="status">
          {known === undefined ? 'Reading the text…' : ''}
        </span>
      </div>
      {wrong !== undefined && !nodes.some(({ locked }) => locked?.message === wrong.message) && (
        <Banner
          tone="warn"
          id={wrong.id}
          title={wrong.message}
          hint="Nodes around it may be missing here."
          actions={wrong.place !== undefined && <Show place={wrong.place} onShow={onShow} />}
        />
      )}
      {known !== undefined && nodes.length === 0 && (
        <p className="muted">This text has no uiomem node and reserves nothing.</p>
      )}
      {nodes.map((node, index) => (
        <NodeSection
          // biome-ignore lint/suspicious/noArrayIndexKey: a node is its place in the text; its name changes with its address.
          key={index}
          node={node}
          reservations={known?.reservations ?? []}
          file={name}
          facts={facts}
          stale={stale}
          onChange={(changes) => change(node.path, changes)}
          onFix={fix}
          onRemove={() => removeNode(node, index)}
          onShow={onShow}
        />
      ))}
      {adding === 'device' && (
        <AddDeviceDialog
          name={freeName(nodes)}
          reservations={known?.reservations ?? []}
          onAdd={addNode}
          onClose={() => setAdding(undefined)}
        />
      )}
      {sure !== undefined && (
        <DeleteDialog
          node={sure.node}
          uses={sure.uses}
          onClose={(isSure) => {
            sure.answer(isSure);
            setSure(undefined);
          }}
        />
      )}
      {adding === 'reservation' && <ReserveDialog onAdd={addNode} onClose={() => setAdding(undefined)} />}
    </section>
  );
}

interface Sure {
  readonly node: NodeForm;
  readonly uses: readonly NodeUse[];
  answer(isSure: boolean): void;
}

function Show({ place, onShow }: { place: SourcePlace; onShow(place: SourcePlace): void }) {
  return <Button onClick={() => onShow(place)}>Show in the text</Button>;
}

/** Pure. */
function freeName(nodes: readonly NodeForm[]): string {
  const taken = nodes.map(({ title }) => title);
  let number = 0;
  while (taken.includes(`uiomem${number}`)) number += 1;
  return `uiomem${number}`;
}
