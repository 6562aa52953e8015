/** A whole tree of ours: what the board was booted with, and the overlay, merged here; named by `fdt` of extlinux.conf. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../../devicetree/fdt/write-fdt.ts';
import { mergeBeforeBoot } from '../../devicetree/overlay/merge-before-boot.ts';
import type { DeviceTree } from '../../devicetree/tree.ts';
import { beforeLoader, markOf, withMark } from './before-loader.ts';
import { readExtlinux, withoutTree, withTree } from './extlinux.ts';
import { extlinuxConf, fileOfOurs, judgeExtlinux, loaderPath, textGone } from './extlinux-way.ts';
import { type BootWay, edited, textAt } from './way.ts';

export const mergedDtbWay: BootWay = {
  id: 'merged-dtb',
  title: 'Next boot: a merged tree',
  about: `The tree that the board was booted with, less what its loader says to each boot anew, is merged with the overlay on this machine, and named by fdt of ${extlinuxConf}.`,
  judge(known) {
    if (known.board.fdt === undefined)
      return {
        possible: false,
        because: 'The tree that the board was booted with cannot be read (/sys/firmware/fdt).',
      };
    return judgeExtlinux(known, false);
  },
  files: (_, name) => [fileOfOurs(name, 'dtb'), extlinuxConf],
  install(known, { name, overlay }) {
    const standing = known.look.record?.installs.find((each) => each.way === 'merged-dtb' && each.name !== name);
    if (standing !== undefined) {
      throw problem('device-tree.exists', `The board boots with a merged tree already: ${standing.name}.`, {
        hint: `It can have one. Take it away first (dt remove ${standing.name}), or put both into one overlay.`,
        data: { name: standing.name },
      });
    }
    const booted = readFdt(Buffer.from(known.board.fdt ?? '', 'base64')).tree;
    const within = booted && markOf(booted);
    if (within !== undefined) {
      throw problem(
        'device-tree.exists',
        `This boot’s tree has ${within} in it already, and so would what is made of it.`,
        {
          hint: `Start the board without it first: dt remove ${within}, dt reboot.`,
          data: { name: within },
        },
      );
    }
    const path = fileOfOurs(name, 'dtb');
    const text = textAt(known, extlinuxConf);
    const label = readExtlinux(text);
    const givesArguments = !('notUnderstood' in label) && label.arguments.length > 0;
    return [
      { path, kind: 'tree', after: mergedTree(booted && beforeLoader(booted, givesArguments), name, overlay) },
      edited(extlinuxConf, withTree(text, loaderPath(known, path))),
    ];
  },
  remove(known, { name }) {
    const path = fileOfOurs(name, 'dtb');
    const text = textAt(known, extlinuxConf);
    const after = withoutTree(withoutTree(text, path), path.slice('/boot'.length));
    return [...textGone(known, extlinuxConf, after), { path, kind: 'tree', after: undefined }];
  },
};

/** Throws `device-tree.bad-overlay`. */
function mergedTree(base: DeviceTree | undefined, name: string, overlay: Uint8Array): Uint8Array {
  const { tree } = readFdt(overlay);
  const merged = base && tree && mergeBeforeBoot(base, tree);
  if (merged?.tree !== undefined) return writeFdt(withMark(merged.tree, name));
  const findings = merged?.findings ?? [];
  throw problem(
    'device-tree.bad-overlay',
    `The overlay does not go onto the board’s tree: ${findings[0]?.message ?? ''}`,
    {
      hint: 'dt rehearse tells all of it.',
      data: { findings },
    },
  );
}
