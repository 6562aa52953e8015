/** A node of the text: its fields, what is wrong with it, and where it stands. */
import { useEffect, useState } from 'react';
import type { SourcePlace, TreeFinding } from '../../../devicetree/finding.ts';
import type { FieldValue } from '../../../devicetree/uiomem/form/changed-text.ts';
import type { FieldName, NodeForm, ReservationChoice } from '../../../devicetree/uiomem/form/node-form.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { printable } from '../../components/printable.ts';
import type { KnownFacts } from '../../host/use-facts.ts';
import { PlainRow } from './field-row.tsx';
import { kindWords, syncFields } from './field-words.ts';
import { NodeCache } from './node-cache.tsx';
import { type NodeEditing, NodeEditingProvider } from './node-context.ts';
import { NodeFindings } from './node-findings.tsx';
import { RangeRows } from './range-rows.tsx';

const ofReservation: readonly FieldName[] = ['label', 'address', 'size'];
const ofPlace: readonly FieldName[] = ['alignment', 'alloc-ranges'];
const ofUse: readonly FieldName[] = ['no-map', 'reusable', 'compatible', 'status'];

export function NodeSection({
  node,
  file,
  reservations,
  facts,
  stale,
  onChange,
  onFix,
  onRemove,
  onShow,
}: {
  node: NodeForm;
  /** Whose text the form is of. */
  file: string;
  reservations: readonly ReservationChoice[];
  facts: KnownFacts | undefined;
  /** The text is another one already, and is being read. */
  stale: boolean;
  onChange(changes: readonly FieldValue[]): Promise<TreeFinding | undefined>;
  onFix(finding: TreeFinding): void;
  /** Answers why it was not. */
  onRemove(): Promise<TreeFinding | undefined>;
  onShow(place: SourcePlace): void;
}) {
  const [refused, setRefused] = useState<ReadonlyMap<FieldName, TreeFinding>>(none);
  const [kept, setKept] = useState<TreeFinding | undefined>();
  const [asked, setAsked] = useState(nothing);
  const { locked } = node;
  useEffect(() => {
    if (asked.isInText && !stale) setAsked(nothing);
  }, [asked, stale]);
  // What was chosen is shown while it is put into the text and read from there, whatever else is read meanwhile.
  const waiting = asked.path === node.path ? asked.values : [];
  const field = (name: FieldName) => {
    const said = node.fields.find((each) => each.name === name);
    const wish = waiting.find((each) => each.field === name);
    return said === undefined || wish === undefined ? said : { ...said, value: wish.value };
  };
  const editing: NodeEditing = {
    node,
    reservations,
    readOnly: locked !== undefined,
    refused,
    field,
    change(changes) {
      const [first] = changes;
      if (first === undefined) return;
      const asking: Asked = { path: node.path, values: changes, isInText: false };
      setAsked(asking);
      void onChange(changes).then((refusal) => {
        setRefused(refusal === undefined ? none : new Map([[first.field, refusal]]));
        const next = refusal === undefined ? { ...asking, isInText: true } : nothing;
        // Something else may have been asked since.
        setAsked((now) => (now === asking ? next : now));
      });
    },
    fix: onFix,
    file,
    canFix: !stale,
  };
  const isSaid = (name: FieldName) => {
    const said = field(name);
    return said?.value !== undefined || (said?.findings.length ?? 0) > 0 || refused.has(name);
  };
  const title = printable(node.title);
  return (
    <NodeEditingProvider value={editing}>
      <section
        className="form-section"
        aria-label={`${kindWords[node.kind]} ${title}`}
        data-node={node.path}
        tabIndex={-1}
      >
        <div className="section-head">
          <h4 className="mono">{title}</h4>
          <span className="small muted tree-node-path">
            {kindWords[node.kind]} <span className="mono">{printable(node.becomes ?? node.path)}</span>
          </span>
          <span className="grow" />
          <Button icon="go-to-file" aria-label={`Show in the text: ${title}`} onClick={() => onShow(node.place)}>
            Show in the text
          </Button>
          <Button
            icon="trash"
            aria-label={`Delete ${title}`}
            disabled={locked !== undefined}
            onClick={() => {
              setRefused(none);
              void onRemove().then(setKept);
            }}
          >
            Delete
          </Button>
        </div>
        {kept !== undefined && (
          <Banner tone="bad" id={kept.id} title={printable(kept.message)} hint={printable(kept.hint ?? kept.why)} />
        )}
        {locked !== undefined && <Locked locked={locked} onShow={onShow} />}
        <NodeFindings findings={node.findings} />
        <table className="form-table">
          <tbody>
            {node.kind === 'uiomem' ? (
              <>
                <PlainRow name="device-name" />
                <RangeRows />
                <NodeCache facts={facts} />
                <PlainRow name="shareable" />
                <PlainRow name="minor-number" />
                <PlainRow name="status" />
              </>
            ) : (
              [
                ...ofReservation,
                ...ofPlace.filter((name) => isSaid(name) || field('address')?.value === undefined),
                ...ofUse,
              ].map((name) => <PlainRow key={name} name={name} />)
            )}
          </tbody>
        </table>
        {node.kind === 'uiomem' && (
          <details className="form-more" open={syncFields.some(isSaid)}>
            <summary>Sync attributes</summary>
            <table className="form-table">
              <tbody>
                {syncFields.map((name) => (
                  <PlainRow key={name} name={name} />
                ))}
              </tbody>
            </table>
          </details>
        )}
      </section>
    </NodeEditingProvider>
  );
}

interface Asked {
  readonly path: NodeForm['path'] | undefined;
  readonly values: readonly FieldValue[];
  /** What is read from now on says itself what it has. */
  readonly isInText: boolean;
}

const nothing: Asked = { path: undefined, values: [], isInText: false };

const none: ReadonlyMap<FieldName, TreeFinding> = new Map();

function Locked({
  locked: { id, message, hint, place },
  onShow,
}: {
  locked: TreeFinding;
  onShow(at: SourcePlace): void;
}) {
  const isElsewhere = id === 'device-tree.edit-elsewhere' || id === 'device-tree.edit-macro';
  return (
    <Banner
      tone={isElsewhere ? 'info' : 'bad'}
      id={id}
      title={printable(message)}
      hint={
        isElsewhere
          ? hint
          : 'Mend it in the text: until then this node is shown as far as it could be read, and cannot be changed.'
      }
      actions={place !== undefined && !isElsewhere && <Button onClick={() => onShow(place)}>Show in the text</Button>}
    />
  );
}
