/** A board's device tree as tests want it, without a board: its tree, boot files, overlays in the kernel. */
import { createHash } from 'node:crypto';
import { overlayPrefix } from '../../../../remote-helper/contract/boot-places.ts';
import type { BootInstall, BootLook } from '../../../../remote-helper/contract/device-tree.ts';
import type { BoardFacts } from '../../../../remote-helper/contract/facts.ts';
import { readFdt } from '../../../devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../../../devicetree/fdt/write-fdt.ts';
import { baseOf, overlayOf } from '../../../devicetree/testing/built.ts';
import type { DeviceTree } from '../../../devicetree/tree.ts';
import { indexTree } from '../../../devicetree/tree-index.ts';
import { emulatedBoard } from '../../../plan/testing/emulated-facts.ts';
import type { TreeLook } from '../look.ts';

export const frames = writeFdt(
  overlayOf(
    '&{/} { uiomem@72000000 { compatible = "ikwzm,uiomem"; reg = <0 0x72000000 0 0x40000>; device-name = "frames"; }; };',
  ),
);
export const boardTree = baseOf(
  '/ { #address-cells = <2>; #size-cells = <2>; compatible = "linux,dummy-virt"; memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x30000000>; }; };',
);

const digestOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export interface Wish {
  /** Texts of boot files. */
  readonly files?: Readonly<Record<string, string>>;
  /** Trees of ours on the board. */
  readonly trees?: Readonly<Record<string, Uint8Array>>;
  readonly installs?: readonly BootInstall[];
  readonly look?: Partial<BootLook>;
  readonly board?: Partial<BoardFacts>;
  /** `null`: a board without one. */
  readonly live?: DeviceTree | null;
  /** In the kernel, by name of the folder; what came first is first. */
  readonly overlays?: readonly { readonly name: string; readonly bytes: Uint8Array; readonly status?: string }[];
  readonly takesOverlays?: boolean;
  readonly holders?: TreeLook['holders'];
}

export const rootOnly: BootLook['folders'] = [
  { path: '/', mounted: true, fileSystem: 'ext4', readOnly: false, lasts: true, freeBytes: 2 ** 30 },
  { path: '/boot', mounted: false, fileSystem: 'ext4', readOnly: false, lasts: true, freeBytes: 2 ** 30 },
  { path: '/etc', mounted: false, fileSystem: 'ext4', readOnly: false, lasts: true, freeBytes: 2 ** 30 },
];

export function treeLook(wish: Wish = {}): TreeLook {
  const { files = {}, trees = {}, installs = [], overlays = [], takesOverlays = false, holders = [] } = wish;
  const entries = [...Object.keys(files), ...Object.keys(trees)].map((path) => ({ path, ours: [] }));
  return {
    board: { ...emulatedBoard, fdt: Buffer.from(writeFdt(boardTree)).toString('base64'), ...wish.board },
    profile: { id: 'test', title: 'a board', compatible: [], machines: [], memories: [], ports: [], usual: [] },
    live: wish.live === null ? undefined : indexTree(wish.live ?? boardTree),
    takesOverlays,
    overlays: overlays.map(({ name, bytes, status = 'applied' }, index) => ({
      name: name.startsWith('other-') ? name : `${overlayPrefix}${name}`,
      status,
      bytes: bytes.length,
      since: index,
      overlay: readFdt(bytes).tree,
    })),
    trees: new Map(Object.entries(trees)),
    holders,
    look: {
      files: Object.entries(files).map(([path, text]) => ({ path, sha256: digestOf(text), bytes: text.length, text })),
      trees: Object.entries(trees).map(([path, bytes]) => ({ path, sha256: digestOf(bytes), bytes: bytes.length })),
      folders: rootOnly,
      notMounted: [],
      programs: [],
      ...(installs.length > 0 && { record: { format: 1, entries, folders: [], installs: [...installs] } }),
      states: entries.map(({ path }) => ({ path, state: 'written' as const })),
      bootId: 'this boot',
      ...wish.look,
    },
  };
}
