/** The sync attributes that a plan wants, and as what is written to class files (uiomem-interface: Files). */
import {
  type Direction,
  direction,
  type MappingMode,
  mappingMode,
  type SyncState,
} from '../../remote-helper/contract/device.ts';
import { hex } from '../../remote-helper/contract/quantity.ts';
import type { RegionSync } from './schema.ts';

/** What the plan says of a device's sync attributes; `mode` and `always` are one attribute and come together. */
export function wantedSync(sync: RegionSync | undefined): Partial<Omit<SyncState, 'owner'>> {
  if (sync === undefined) return {};
  const { mode, always, offset, size, direction } = sync;
  return {
    ...((mode !== undefined || always !== undefined) && { mode: mode ?? 'non-cached', always: always ?? false }),
    ...(offset !== undefined && { offset }),
    ...(size !== undefined && { size }),
    ...(direction !== undefined && { direction }),
  };
}

/** Bits 1..0 of sync_mode and the values of sync_direction are the places in these lists. */
const modeNumber = (mode: MappingMode, always: boolean): number => mappingMode.options.indexOf(mode) + (always ? 4 : 0);
const directionNumber = (named: Direction): number => direction.options.indexOf(named);

export interface SyncWrite {
  readonly file: 'sync_mode' | 'sync_offset' | 'sync_size' | 'sync_direction';
  readonly value: string;
}

export function syncWrites(
  attributes: { readonly [K in keyof Omit<SyncState, 'owner'>]?: SyncState[K] | undefined },
): SyncWrite[] {
  const { mode, always, offset, size } = attributes;
  return [
    ...(mode === undefined ? [] : [{ file: 'sync_mode', value: String(modeNumber(mode, always ?? false)) } as const]),
    ...(offset === undefined ? [] : [{ file: 'sync_offset', value: hex(offset) } as const]),
    ...(size === undefined ? [] : [{ file: 'sync_size', value: String(size) } as const]),
    ...(attributes.direction === undefined
      ? []
      : [{ file: 'sync_direction', value: String(directionNumber(attributes.direction)) } as const]),
  ];
}
