/** Directions and modes in words: never a bare number. */
import type { Direction, MappingMode, Owner } from '../../../remote-helper/contract/device.ts';

export const directionNames: Readonly<Record<Direction, string>> = {
  both: 'both',
  'cpu-writes': 'CPU writes, device reads',
  'device-writes': 'device writes, CPU reads',
};

export const ownerNames: Readonly<Record<Owner, string>> = { cpu: 'CPU', device: 'device' };

export const modeNames: Readonly<Record<MappingMode, string>> = {
  'as-is': 'as-is: mappings stay cached',
  'non-cached': 'non-cached',
  'write-combine': 'write-combine',
  'dma-coherent': 'DMA-coherent',
};

/** Which mappings the mode applies to. */
export function modeWords(mode: MappingMode, always: boolean): string {
  return mode === 'as-is' ? modeNames[mode] : `${modeNames[mode]}, for ${always ? 'every mapping' : 'O_SYNC mappings'}`;
}
