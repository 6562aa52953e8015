/** `fdtoverlays` of extlinux.conf, by which U-Boot puts overlays onto the tree that the label names. */
import type { BootInstall } from '../../../remote-helper/contract/device-tree.ts';
import { readExtlinux, withOverlay, withoutOverlay } from './extlinux.ts';
import {
  type BootChange,
  type BootKnowledge,
  type BootWay,
  edited,
  fileAt,
  type Judged,
  placeJudged,
  textAt,
} from './way.ts';

export const extlinuxConf = '/boot/extlinux/extlinux.conf';

export function fileOfOurs(name: string, ending: 'dtbo' | 'dtb'): string {
  return `/boot/uiomem-studio/${name}.${ending}`;
}

/** As U-Boot finds a file of /boot: from the root of the partition on, which the paths of the label show. */
export function loaderPath(known: Pick<BootKnowledge, 'look'>, path: string): string {
  const label = readExtlinux(textAt(known, extlinuxConf));
  const kernel = 'notUnderstood' in label ? undefined : label.kernel;
  const mounted = known.look.folders.some((each) => each.path === '/boot' && each.mounted);
  const isWhole = kernel?.startsWith('/') === true ? kernel.startsWith('/boot/') : !mounted;
  return isWhole ? path : path.slice('/boot'.length);
}

/** Of a file that is there, that no program writes anew, and whose label can be understood. */
export function judgeExtlinux(known: BootKnowledge, needsTree: boolean): Judged {
  const place = placeJudged(known, extlinuxConf);
  if (place?.id === 'boot.absent') return place;
  const file = fileAt(known, extlinuxConf);
  if (file === undefined) return { possible: false, because: `There is no ${extlinuxConf}.` };
  if (known.look.uBootUpdate !== undefined || /u-boot-update/.test(file.text ?? '')) {
    return { possible: false, because: `${extlinuxConf} is written by u-boot-update, which would write it anew.` };
  }
  if (file.text === undefined)
    return { possible: false, id: 'boot.file-not-understood', because: `${extlinuxConf} is no text of up to 64 KiB.` };
  const label = readExtlinux(file.text);
  if ('notUnderstood' in label)
    return { possible: false, id: 'boot.file-not-understood', because: `${extlinuxConf}: ${label.notUnderstood}` };
  if (label.kernel === undefined)
    return { possible: false, id: 'boot.file-not-understood', because: `Its label ${label.name} starts no kernel.` };
  if (needsTree && !label.namesTree) {
    return {
      possible: false,
      because: `The label ${label.name} names no tree (fdt, fdtdir), without which U-Boot puts no overlay on.`,
    };
  }
  return place ?? { possible: true, because: `${extlinuxConf} boots the label ${label.name}.` };
}

export const extlinuxWay: BootWay = {
  id: 'extlinux',
  title: 'Next boot: overlay in extlinux.conf',
  about: `U-Boot puts the overlay onto the board’s tree at each boot: fdtoverlays of ${extlinuxConf}.`,
  judge: (known) => judgeExtlinux(known, true),
  files: (_, name) => [fileOfOurs(name, 'dtbo'), extlinuxConf],
  install(known, { name, overlay }) {
    const path = fileOfOurs(name, 'dtbo');
    return [
      { path, kind: 'overlay', after: overlay },
      edited(extlinuxConf, withOverlay(textAt(known, extlinuxConf), loaderPath(known, path))),
    ];
  },
  remove(known, { name }: BootInstall): BootChange[] {
    const path = fileOfOurs(name, 'dtbo');
    const text = textAt(known, extlinuxConf);
    // How /boot is mounted may be another than it was.
    const after = withoutOverlay(withoutOverlay(text, path), path.slice('/boot'.length));
    return [...textGone(known, extlinuxConf, after), { path, kind: 'overlay', after: undefined }];
  },
};

/** No change of a file that is gone. */
export function textGone(known: Pick<BootKnowledge, 'look'>, path: string, after: string): BootChange[] {
  return fileAt(known, path) === undefined ? [] : [{ path, kind: 'text', after: Buffer.from(after) }];
}
