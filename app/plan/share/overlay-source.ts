/** A device-tree overlay that makes uiomem devices of a plan's regions (uiomem-interface: Device-tree properties). */
import type { Direction, MappingMode } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Region } from '../schema.ts';
import { cacheProperties } from '../tree-nodes.ts';

/** `sync-direction` and `sync-mode` (uiomem-interface). */
const directions: Readonly<Record<Direction, number>> = { both: 0, 'cpu-writes': 1, 'device-writes': 2 };
const modes: Readonly<Record<MappingMode, number>> = {
  'as-is': 0,
  'non-cached': 1,
  'write-combine': 2,
  'dma-coherent': 3,
};

/** As two cells of 32 bits. */
const cells = (value: bigint): string => `${hex(value >> 32n)} ${hex(value & 0xffff_ffffn)}`;

/**
 * The text of an overlay (.dtso). The nodes stand below a bus of their own, so that their cells do not depend on those of the
 * board's root. An empty `ranges` passes addresses on as they are (drivers/of/address.c, of_translate_one).
 */
export function overlaySource(regions: readonly Region[]): string {
  const nodes = regions.map(node).join('\n');
  return `/dts-v1/;
/plugin/;

&{/} {
	uiomem-bus {
		compatible = "simple-bus";
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;

${nodes}	};
};
`;
}

function node({ device, address, size, cache, shareable, minor, sync, about }: Region): string {
  const properties = [
    'compatible = "ikwzm,uiomem";',
    `device-name = "${device}";`,
    `reg = <${cells(address)} ${cells(size)}>;`,
    `${cacheProperties[cache]};`,
    ...(shareable ? ['shareable;'] : []),
    ...(minor === undefined ? [] : [`minor-number = <${minor}>;`]),
    ...(sync?.offset === undefined ? [] : [`sync-offset = <${cells(sync.offset)}>;`]),
    ...(sync?.size === undefined ? [] : [`sync-size = <${cells(sync.size)}>;`]),
    ...(sync?.direction === undefined ? [] : [`sync-direction = <${directions[sync.direction]}>;`]),
    // The driver takes 1 to 3; what is mapped as the device is, is the default of those that are not named.
    ...(sync?.mode === undefined || sync.mode === 'as-is' ? [] : [`sync-mode = <${modes[sync.mode]}>;`]),
    ...(sync?.always === true ? ['sync-always;'] : []),
  ];
  // A node's name begins with a letter and has 31 of fewer kinds of characters (Devicetree Specification 2.2.1).
  const name = device
    .replace(/^[^A-Za-z]/, 'u$&')
    .replaceAll(/[^A-Za-z0-9,._+-]/g, '-')
    .slice(0, 31);
  const comment = about === undefined ? '' : `\t\t/* ${about.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')} */\n`;
  return `${comment}\t\t${name}@${address.toString(16)} {\n${properties.map((each) => `\t\t\t${each}\n`).join('')}\t\t};\n`;
}
