/** *Reserve a range…*: memory that Linux leaves alone, at an address or where the kernel finds room at boot. */
import { useState } from 'react';
import type { TreeFinding } from '../../../devicetree/finding.ts';
import type { NewNode } from '../../../devicetree/uiomem/form/add-node.ts';
import type { PlaceText } from '../../../plan/place-of-region.ts';
import { parseQuantity } from '../../../plan/quantity.ts';
import { Banner } from '../../components/banner.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Switch } from '../../components/switch.tsx';
import { TextField } from '../../components/text-field.tsx';
import { PlaceFields } from '../../plan-form/place-fields.tsx';

export function ReserveDialog({
  onAdd,
  onClose,
}: {
  /** Answers why it was not added. */
  onAdd(node: NewNode): Promise<TreeFinding | undefined>;
  onClose(): void;
}) {
  const [name, setName] = useState('');
  const [place, setPlace] = useState<PlaceText>({ address: '', size: '' });
  const [noMap, setNoMap] = useState(true);
  const [refusal, setRefusal] = useState<TreeFinding | undefined>();
  const node = nodeOf(name, place, noMap);
  const run = async () => {
    if (node === undefined) return;
    const why = await onAdd(node);
    setRefusal(why);
    if (why === undefined) onClose();
  };
  return (
    <Dialog
      title="Reserve a range"
      about={
        <p>
          A child of /reserved-memory, which is made where it is not there. Without an address the kernel finds room at
          boot; a device needs one that it does not map.
        </p>
      }
      confirm={{ label: 'Add the node', disabled: node === undefined, run: () => void run() }}
      onClose={onClose}
    >
      <TextField label="Name" mono value={name} onValue={setName} placeholder="frames" />
      <PlaceFields place={place} onPlace={setPlace} />
      <Switch label="Not mapped by Linux" checked={noMap} onChecked={setNoMap} />
      {refusal !== undefined && (
        <Banner tone="bad" id={refusal.id} title={refusal.message} hint={refusal.hint ?? refusal.why} />
      )}
    </Dialog>
  );
}

/** Pure. Undefined while something is missing. */
function nodeOf(name: string, { address: at, size: of }: PlaceText, noMap: boolean): NewNode | undefined {
  const [address, size] = [parseQuantity(at), parseQuantity(of)];
  if (name.trim() === '' || size === undefined) return undefined;
  const said = { name: name.trim(), size, noMap };
  if (at.trim() === '') return { kind: 'found-reservation', ...said };
  return address === undefined ? undefined : { kind: 'reservation', ...said, address };
}
