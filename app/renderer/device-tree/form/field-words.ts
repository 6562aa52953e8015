/** Fields of a device's node and of a reservation in words. */
import type { FieldName, NodeForm } from '../../../devicetree/uiomem/form/node-form.ts';

export type FieldControl =
  | { readonly kind: 'text'; readonly placeholder: string }
  /** Read back in the other notation. */
  | { readonly kind: 'number'; readonly unit: 'address' | 'size'; readonly placeholder: string }
  | { readonly kind: 'flag' }
  /** `usual`: what it means that nothing is said, in words. */
  | { readonly kind: 'choice'; readonly usual: string; readonly options: readonly (readonly [string, string])[] };

export interface FieldWords {
  readonly label: string;
  readonly control: FieldControl;
}

const address = (placeholder: string): FieldControl => ({ kind: 'number', unit: 'address', placeholder });
const size = (placeholder: string): FieldControl => ({ kind: 'number', unit: 'size', placeholder });

const status: FieldWords = {
  label: 'Status',
  control: {
    kind: 'choice',
    usual: 'On',
    options: [
      ['okay', 'On'],
      ['disabled', 'Off'],
    ],
  },
};

/** Of the cache and of the reservation others speak (node-cache.tsx, range-row.tsx). */
const ofDevice: Readonly<Partial<Record<FieldName, FieldWords>>> = {
  'device-name': { label: 'Device', control: { kind: 'text', placeholder: 'by the driver’s rule' } },
  address: { label: 'Address', control: address('0x70000000') },
  size: { label: 'Size', control: size('256 KiB') },
  shareable: { label: 'Shareable', control: { kind: 'flag' } },
  'minor-number': { label: 'Minor', control: { kind: 'text', placeholder: 'a free one' } },
  'sync-offset': { label: 'Sync offset', control: address('0') },
  'sync-size': { label: 'Sync size', control: size('all that follows') },
  'sync-direction': {
    label: 'Direction',
    control: {
      kind: 'choice',
      usual: 'Both ways',
      options: [
        ['both', 'Both ways'],
        ['cpu-writes', 'CPU writes, device reads'],
        ['device-writes', 'Device writes, CPU reads'],
      ],
    },
  },
  'sync-mode': {
    label: 'O_SYNC mappings',
    control: {
      kind: 'choice',
      usual: 'Non-cached',
      options: [
        ['non-cached', 'Non-cached'],
        ['write-combine', 'Write-combine'],
        ['dma-coherent', 'DMA-coherent'],
      ],
    },
  },
  'sync-always': { label: 'All mappings so', control: { kind: 'flag' } },
  status,
};

const ofReservation: Readonly<Partial<Record<FieldName, FieldWords>>> = {
  label: { label: 'Label', control: { kind: 'text', placeholder: 'none' } },
  address: { label: 'Address', control: address('found by the kernel') },
  size: { label: 'Size', control: size('1 MiB') },
  alignment: { label: 'Alignment', control: size('a page') },
  'alloc-ranges': { label: 'Found within', control: { kind: 'text', placeholder: '0x40000000 + 256 MiB' } },
  'no-map': { label: 'Not mapped by Linux', control: { kind: 'flag' } },
  reusable: { label: 'Used by Linux meanwhile', control: { kind: 'flag' } },
  compatible: { label: 'Compatible', control: { kind: 'text', placeholder: 'shared-dma-pool' } },
  status,
};

export const fieldWords: Readonly<Record<NodeForm['kind'], Readonly<Partial<Record<FieldName, FieldWords>>>>> = {
  uiomem: ofDevice,
  reservation: ofReservation,
};

/** Folded away where the node says none of them. */
export const syncFields: readonly FieldName[] = [
  'sync-mode',
  'sync-always',
  'sync-offset',
  'sync-size',
  'sync-direction',
];

export const kindWords: Readonly<Record<NodeForm['kind'], string>> = { uiomem: 'Device', reservation: 'Reservation' };
