/** *Add a device…*: a uiomem node on a range of its own, or on a reservation. */
import { useState } from 'react';
import type { NewNode } from '../../../devicetree/uiomem/form/add-node.ts';
import type { ReservationChoice } from '../../../devicetree/uiomem/form/node-form.ts';
import { deviceNameWords, isDeviceName } from '../../../plan/device-name.ts';
import type { PlaceText } from '../../../plan/place-of-region.ts';
import { parseQuantity } from '../../../plan/quantity.ts';
import type { CachePolicy } from '../../../plan/schema.ts';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { policyWords } from '../../plan-form/cache-words.ts';
import { PlaceFields } from '../../plan-form/place-fields.tsx';
import { type AddsNode, NewNodeDialog } from './new-node-dialog.tsx';
import { reservationWords } from './range-rows.tsx';

export function AddDeviceDialog({
  name,
  reservations,
  ...adds
}: AddsNode & {
  /** A free one. */
  name: string;
  reservations: readonly ReservationChoice[];
}) {
  const [device, setDevice] = useState(name);
  const [reservation, setReservation] = useState('');
  const [place, setPlace] = useState<PlaceText>({ address: '', size: '' });
  const [cache, setCache] = useState<CachePolicy>('noncoherent');
  return (
    <NewNodeDialog
      title="Add a device"
      about="A node that the driver makes a device of. Nothing but it is written in the text."
      node={nodeOf(device, cache, reservation, place)}
      {...adds}
    >
      <TextField
        label="Device"
        mono
        value={device}
        onValue={setDevice}
        placeholder="uiomem0"
        error={device.trim() === '' || isDeviceName(device.trim()) ? undefined : `Write ${deviceNameWords}.`}
      />
      {reservations.length > 0 && (
        <Select
          label="Memory"
          stacked
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
        stacked
        value={cache}
        options={policyWords.map(([value, label]) => ({ value, label }))}
        onValue={setCache}
      />
    </NewNodeDialog>
  );
}

/** Pure. Undefined while something is missing or wrong. */
function nodeOf(device: string, cache: CachePolicy, reservation: string, place: PlaceText): NewNode | undefined {
  if (!isDeviceName(device.trim())) return undefined;
  const said = { device: device.trim(), cache };
  if (reservation !== '') return { kind: 'for-reservation', ...said, reservation };
  const [address, size] = [parseQuantity(place.address), parseQuantity(place.size)];
  return address === undefined || size === undefined ? undefined : { kind: 'uiomem', ...said, address, size };
}
