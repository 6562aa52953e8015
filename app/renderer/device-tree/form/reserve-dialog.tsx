/** *Reserve a range…*: memory that Linux leaves alone, at an address or where the kernel finds room at boot. */
import { useState } from 'react';
import type { NewNode } from '../../../devicetree/uiomem/form/add-node.ts';
import { isNodeName, nodeNameWords } from '../../../devicetree/uiomem/node-names.ts';
import type { PlaceText } from '../../../plan/place-of-region.ts';
import { parseQuantity } from '../../../plan/quantity.ts';
import { Switch } from '../../components/switch.tsx';
import { TextField } from '../../components/text-field.tsx';
import { PlaceFields } from '../../plan-form/place-fields.tsx';
import { type AddsNode, NewNodeDialog } from './new-node-dialog.tsx';

export function ReserveDialog(adds: AddsNode) {
  const [name, setName] = useState('');
  const [place, setPlace] = useState<PlaceText>({ address: '', size: '' });
  const [noMap, setNoMap] = useState(true);
  return (
    <NewNodeDialog
      title="Reserve a range"
      about="A child of /reserved-memory, which is made where it is not there. Without an address the kernel finds room at boot; a device needs one that it does not map."
      node={nodeOf(name, place, noMap)}
      {...adds}
    >
      <TextField
        label="Name"
        mono
        value={name}
        onValue={setName}
        placeholder="frames"
        error={name.trim() === '' || isNodeName(name.trim()) ? undefined : `Write ${nodeNameWords}.`}
      />
      <PlaceFields place={place} onPlace={setPlace} />
      <Switch label="Not mapped by Linux" checked={noMap} onChecked={setNoMap} />
    </NewNodeDialog>
  );
}

/** Pure. Undefined while something is missing or wrong. */
function nodeOf(name: string, { address: at, size: of }: PlaceText, noMap: boolean): NewNode | undefined {
  const [address, size] = [parseQuantity(at), parseQuantity(of)];
  if (!isNodeName(name.trim()) || size === undefined) return undefined;
  const said = { name: name.trim(), size, noMap };
  if (at.trim() === '') return { kind: 'found-reservation', ...said };
  return address === undefined ? undefined : { kind: 'reservation', ...said, address };
}
