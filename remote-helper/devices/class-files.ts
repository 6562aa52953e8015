/** The texts of a device's class files as values, and back (uiomem interface, "Files in /sys/class/uiomem"). */
import type { Direction, MappingMode, SyncState } from '../contract/device.ts';

export const classFolder = '/sys/class/uiomem';

/** Bits 1..0 of `sync_mode`. */
const modes: readonly MappingMode[] = ['as-is', 'non-cached', 'write-combine', 'dma-coherent'];
const directions: readonly Direction[] = ['both', 'cpu-writes', 'device-writes'];
const alwaysBit = 4;

/** Decimal or `0x` hex, as the driver prints numbers; undefined for anything else. */
export function parseNumber(text: string | undefined): bigint | undefined {
  return text !== undefined && /^(0x[0-9a-f]+|\d+)$/i.test(text) ? BigInt(text) : undefined;
}

export function modeNumber(mode: MappingMode, always: boolean): number {
  return modes.indexOf(mode) + (always ? alwaysBit : 0);
}

export function directionNumber(direction: Direction): number {
  return directions.indexOf(direction);
}

/** Texts by file name. Undefined when one is missing or is not what the driver prints. */
export function parseSyncState(texts: ReadonlyMap<string, string>): SyncState | undefined {
  const mode = Number(parseNumber(texts.get('sync_mode')) ?? Number.NaN);
  const offset = parseNumber(texts.get('sync_offset'));
  const size = parseNumber(texts.get('sync_size'));
  const direction = directions[Number(parseNumber(texts.get('sync_direction')) ?? -1n)];
  const owner = parseNumber(texts.get('sync_owner'));
  const mapping = modes[mode & 3];
  if (!(mode >= 0 && mode <= 7) || mapping === undefined) return undefined;
  if (offset === undefined || size === undefined || direction === undefined || owner === undefined) return undefined;
  return {
    mode: mapping,
    always: (mode & alwaysBit) !== 0,
    offset,
    size,
    direction,
    owner: owner === 0n ? 'cpu' : 'device',
  };
}

/** Name of an id in the text of /etc/passwd or /etc/group; the number itself when there is none. */
export function nameOfId(text: string, id: number): string {
  for (const line of text.split('\n')) {
    const [name, , number] = line.split(':');
    if (name !== undefined && number === String(id)) return name;
  }
  return String(id);
}
