/** The properties of the node that makes a uiomem device of a region (uiomem-interface: Device-tree properties). */
import type { Direction, MappingMode } from '../../../remote-helper/contract/device.ts';
import type { Region } from '../../plan/schema.ts';
import { cacheProperties } from '../../plan/tree-nodes.ts';
import { cellsText } from '../lint/cells.ts';

/** `sync-direction` and `sync-mode` (uiomem-interface). */
export const directions: Readonly<Record<Direction, number>> = { both: 0, 'cpu-writes': 1, 'device-writes': 2 };
export const modes: Readonly<Record<MappingMode, number>> = {
  'as-is': 0,
  'non-cached': 1,
  'write-combine': 2,
  'dma-coherent': 3,
};

/** Lines of a node: its comment, its properties between braces. `range`: `reg = <…>;` or `memory-region = <…>;`. */
export function nodeLines(name: string, region: Region, range: string): string[] {
  const { device, cache, shareable, minor, sync, about } = region;
  const properties = [
    'compatible = "ikwzm,uiomem";',
    `device-name = "${device}";`,
    range,
    `${cacheProperties[cache]};`,
    ...(shareable ? ['shareable;'] : []),
    ...(minor === undefined ? [] : [`minor-number = <${minor}>;`]),
    ...(sync?.offset === undefined ? [] : [`sync-offset = <${cellsText(sync.offset, 2)}>;`]),
    ...(sync?.size === undefined ? [] : [`sync-size = <${cellsText(sync.size, 2)}>;`]),
    ...(sync?.direction === undefined ? [] : [`sync-direction = <${directions[sync.direction]}>;`]),
    // The driver takes 1 to 3; what is mapped as the device is, is the default of those that are not named.
    ...(sync?.mode === undefined || sync.mode === 'as-is' ? [] : [`sync-mode = <${modes[sync.mode]}>;`]),
    ...(sync?.always === true ? ['sync-always;'] : []),
  ];
  return [
    ...(about === undefined ? [] : [`/* ${commentText(about)} */`]),
    `${name} {`,
    ...properties.map((each) => `\t${each}`),
    '};',
  ];
}

/** A text as a comment has it: in one line, and without another’s beginning or end within it. */
export function commentText(about: string): string {
  return about.replaceAll('*/', '* /').replaceAll('/*', '/ *').replaceAll(/\s+/g, ' ').trim();
}
