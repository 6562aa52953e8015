/** What each kind of place is called. */
import type { MapKind } from '../../plan/memory-map/layers.ts';
import type { Row } from '../../plan/memory-map/segments.ts';
import { exactSize } from '../../plan/quantity.ts';
import { roundSize } from '../memory/size-words.ts';

export const kindWords: Readonly<Record<MapKind, string>> = {
  planned: 'region of this plan',
  region: 'uiomem region',
  claimed: 'claimed by a driver',
  device: 'registered, no driver',
  node: 'uiomem node, not loaded',
  'no-map': 'kept from Linux (no-map)',
  'in-use': 'used by the kernel',
  'system-ram': 'managed by Linux',
  reserved: 'reserved',
  'on-chip': 'on-chip memory',
  memory: 'memory that Linux does not manage',
  window: 'window of a bus',
  logic: 'logic or a device',
  room: 'room for memory, none known here',
  hole: 'nothing known',
};

/** Of what lies below what is shown. */
export const layerWords: Readonly<Record<MapKind, string>> = {
  ...kindWords,
  memory: 'memory that is there',
  room: 'room for memory',
};

/** As long as it is short it is exact: `256 KiB`, `≈ 255.8 MiB`. */
export function mapSize(bytes: bigint): string {
  const exact = exactSize(bytes);
  return /^\d{1,4} /.test(exact) ? exact : `≈ ${roundSize(bytes)}`;
}

export const rowWord = (row: Row): string => (row.kind === 'cluster' ? 'devices' : kindWords[row.kind]);
