/** *Add a device…*: a uiomem node on a range of its own, or on a reservation. */
import { useState } from 'react';
import type { TreeFinding } from '../../../devicetree/finding.ts';
import type { NewNode } from '../../../devicetree/uiomem/form/add-node.ts';
import type { ReservationChoice } from '../../../devicetree/uiomem/form/node-form.ts';
import type { PlaceText } from '../../../plan/place-of-region.ts';
import { parseQuantity } from '../../../plan/quantity.ts';
import type { CachePolicy } from '../../../plan/schema.ts';
import { Banner } from '../../components/banner.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { policyWords } from '../../plan-form/cache-words.ts';
import { PlaceFields } from '../../plan-form/place-fields.tsx';
import { reservationWords } from './range-rows.tsx';

export function AddDeviceDialog({
  name,
  reservations,
  onAdd,
  onClose,
}: {
  /** A free one. */
  name: string;
  reservations: readonly ReservationChoice[];
  /** Answers why it was not added. */
  onAdd(node: NewNode): Promise<TreeFinding | undefined>;
  onClose(): void;
}) {
  const [device, setDevice] = useState(name);
  const [reservation, setReservation] = useState('');
  const [place, setPlace] = useState<PlaceText>({ address: '', size: '' });
  const [cache, setCache] = useState<CachePolicy>('noncoherent');
  const [refusal, setRefusal] = useState<TreeFinding | undefined>();
  const node = nodeOf(device, cache, reservation, place);
  const run = async () => {
    if (node === undefined) return;
    const why = await onAdd(node);
    setRefusal(why);
    if (why === undefined) onClose();
  };
  return (
    <Dialog
      title="Add a device"
      about={<p>A node that the driver makes a device of. Nothing but it is written in the text.</p>}
      confirm={{ label: 'Add the node', disabled: node === undefined, run: () => void run() }}
      onClose={onClose}
    >
      <TextField label="Device" mono value={device} onValue={setDevice} placeholder="uiomem0" />
      {reservations.length > 0 && (
        <Select
          label="Memory"
          value={reservation}
          options={[
            { value: '', label: 'A range of its own' },
            ...reservations.map((each) => ({ value: each.value, label: reservationWords(each) })),
          ]}
          onValue={setReservation}
        />
      )}
      {reservation === '' && <PlaceFields place={place} onPlace={setPlace} />}
      <Select<CachePolicy>
        label="Cache"
        value={cache}
        options={policyWords.map(([value, label]) => ({ value, label }))}
        onValue={setCache}
      />
      {refusal !== undefined && (
        <Banner tone="bad" id={refusal.id} title={refusal.message} hint={refusal.hint ?? refusal.why} />
      )}
    </Dialog>
  );
}

/** Pure. Undefined while something is missing. */
function nodeOf(device: string, cache: CachePolicy, reservation: string, place: PlaceText): NewNode | undefined {
  if (device.trim() === '') return undefined;
  const said = { device: device.trim(), cache };
  if (reservation !== '') return { kind: 'for-reservation', ...said, reservation };
  const [address, size] = [parseQuantity(place.address), parseQuantity(place.size)];
  return address === undefined || size === undefined ? undefined : { kind: 'uiomem', ...said, address, size };
}
