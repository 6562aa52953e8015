/** Before a node is deleted that others refer to: who they are. */
import type { NodeForm } from '../../../devicetree/uiomem/form/node-form.ts';
import type { NodeUse } from '../../../devicetree/uiomem/form/remove-node.ts';
import { Dialog } from '../../components/dialog.tsx';
import { printable } from '../../components/printable.ts';

export function DeleteDialog({
  node,
  uses,
  onClose,
}: {
  node: NodeForm;
  uses: readonly NodeUse[];
  onClose(isSure: boolean): void;
}) {
  const title = printable(node.title);
  return (
    <Dialog
      title={`Delete ${title}?`}
      about={<p>What refers to it stays in the text, and is wrong without it:</p>}
      confirm={{ label: 'Delete the node', kind: 'danger', run: () => onClose(true) }}
      onClose={() => onClose(false)}
    >
      <ul className="form-uses" aria-label={`What refers to ${title}`}>
        {uses.map(({ by, property, place }) => (
          <li key={`${place.file} ${place.start}`} className="small">
            {property === undefined ? 'more is said of ' : <span className="mono">{printable(property)}</span>}
            {property !== undefined && ' of '}
            <span className="mono">{printable(by)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
