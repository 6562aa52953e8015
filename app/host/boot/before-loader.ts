/**
 * The tree of a boot as its loader found it, as far as that can be told: without what a loader says to one boot only, which would be
 * wrong in the next; and with a mark, by which a tree that was merged is known again. Pure.
 */
import { textBytes } from '../../devicetree/property.ts';
import type { DeviceTree, MemoryReservation, TreeNode } from '../../devicetree/tree.ts';

/**
 * Where the initramfs lies, seeds, who booted, and where (U-Boot common/fdt_support.c, Linux Documentation/arch/arm/uefi.rst,
 * dt-schema schemas/chosen.yaml).
 */
const ofOneBoot =
  /^(?:linux,(?:initrd-start|initrd-end|uefi-.*|elfcorehdr|usable-memory-range|booted-from-kexec|ima-kexec-buffer)|kaslr-seed|rng-seed|u-boot,(?:version|bootconf))$/;

/** Of /chosen of a tree that was merged with an overlay here: the overlay's name. */
const mergedWith = 'uiomem-studio,merged-with';

export function withMark(tree: DeviceTree, name: string): DeviceTree {
  const { root } = tree;
  const chosen = chosenOf(tree) ?? { name: 'chosen', properties: new Map(), children: [] };
  const marked = { ...chosen, properties: new Map([...chosen.properties, [mergedWith, textBytes(name)]]) };
  return { ...tree, root: { ...root, children: [...root.children.filter((each) => each !== chosen), marked] } };
}

/** The name of what the tree was merged with before it was booted. */
export function markOf(tree: DeviceTree): string | undefined {
  const value = chosenOf(tree)?.properties.get(mergedWith);
  return value === undefined ? undefined : Buffer.from(value).toString().replace(/\0$/, '');
}

const chosenOf = ({ root }: DeviceTree): TreeNode | undefined => root.children.find(({ name }) => name === 'chosen');

/** `givesArguments`: the loader has a command line of its own, which takes the place of the tree's at each boot. */
export function beforeLoader(tree: DeviceTree, givesArguments: boolean): DeviceTree {
  const { reservations, root } = tree;
  const initramfs = initramfsOf(chosenOf(tree));
  const children = root.children.map((node) => (node.name === 'chosen' ? lasting(node, givesArguments) : node));
  return {
    ...tree,
    reservations: initramfs === undefined ? reservations : reservations.filter((each) => !meets(each, initramfs)),
    root: { ...root, children },
  };
}

function lasting(chosen: TreeNode, givesArguments: boolean): TreeNode {
  const properties = [...chosen.properties].filter(
    ([name]) => !ofOneBoot.test(name) && !(givesArguments && name === 'bootargs'),
  );
  return { ...chosen, properties: new Map(properties) };
}

interface Range {
  readonly from: bigint;
  /** The first address behind it. */
  readonly to: bigint;
}

function initramfsOf(chosen: TreeNode | undefined): Range | undefined {
  const from = numberOf(chosen?.properties.get('linux,initrd-start'));
  const to = numberOf(chosen?.properties.get('linux,initrd-end'));
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** Of one cell or two. */
function numberOf(value: Uint8Array | undefined): bigint | undefined {
  if (value?.length !== 4 && value?.length !== 8) return undefined;
  return BigInt(`0x${Buffer.from(value).toString('hex')}`);
}

/** It may be rounded to pages. */
function meets({ address, size }: MemoryReservation, { from, to }: Range): boolean {
  return address < to && from < address + size;
}
