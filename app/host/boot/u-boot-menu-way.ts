/**
 * Debian's and Ubuntu's u-boot-menu: u-boot-update writes extlinux.conf out of /etc/default/u-boot and the overlays of
 * U_BOOT_FDT_OVERLAYS_DIR: those that U_BOOT_FDT_OVERLAYS lists, or all of the folder when it lists none (u-boot-update(8)).
 */

import { textGone } from './extlinux-way.ts';
import { valueIn, withListed, withOurLine, withoutListed, withoutOurLine } from './settings-file.ts';
import { type BootChange, type BootKnowledge, type BootWay, edited, overlayFile, placeJudged, textAt } from './way.ts';

export const uBootSettings = '/etc/default/u-boot';
const folder = '/boot/dtbo';
const list = 'U_BOOT_FDT_OVERLAYS';
const listFolder = 'U_BOOT_FDT_OVERLAYS_DIR';

const fileOf = (name: string) => `${folder}/${overlayFile(name)}.dtbo`;
const listed = (name: string) => ({ name: list, kind: 'shell' as const, words: [`${overlayFile(name)}.dtbo`] });

/** As the program means it: from the root of the boot partition on. */
const folderThere = ({ look }: Pick<BootKnowledge, 'look'>): string =>
  look.folders.some(({ path, mounted }) => path === '/boot' && mounted) ? '/dtbo' : folder;

export const uBootMenuWay: BootWay = {
  id: 'u-boot-menu',
  title: 'Next boot: overlay of u-boot-menu',
  about: `u-boot-update names the overlay in extlinux.conf, now and after each new kernel: ${folder} and ${uBootSettings}.`,
  judge(known) {
    const { uBootUpdate } = known.look;
    if (uBootUpdate === undefined) return { possible: false, because: 'The board has no u-boot-update.' };
    if (!uBootUpdate.list)
      return {
        possible: false,
        because: 'The board’s u-boot-update knows no overlays: that begins with u-boot-menu 4.1.',
      };
    const said = folderSaid(textAt(known, uBootSettings));
    if (said !== folder && said !== folderThere(known))
      return {
        possible: false,
        because: `${listFolder} of ${uBootSettings} is ${said}, where the tool does not write.`,
      };
    return (
      placeJudged(known, folder) ??
      placeJudged(known, uBootSettings) ?? { possible: true, because: `u-boot-update writes extlinux.conf.` }
    );
  },
  files: (known, name) => [fileOf(name), ...(needsList(known) ? [uBootSettings] : [])],
  install(known, { name, overlay }) {
    const files: BootChange[] = [{ path: fileOf(name), kind: 'overlay', after: overlay }];
    if (!needsList(known)) return files;
    const text = textAt(known, uBootSettings);
    const made = withListed(text, listed(name));
    if (!('text' in made) || folderThere(known) === folderSaid(text)) return [...files, edited(uBootSettings, made)];
    return [...files, edited(uBootSettings, { text: withOurLine(made.text, listFolder, folderThere(known)) })];
  },
  remove(known, { name }) {
    const others = known.look.record?.installs.some((each) => each.way === 'u-boot-menu' && each.name !== name);
    const text = withoutListed(textAt(known, uBootSettings), listed(name));
    const after = others === true ? text : withoutOurLine(text, listFolder);
    return [...textGone(known, uBootSettings, after), { path: fileOf(name), kind: 'overlay', after: undefined }];
  },
};

/** Where the whole folder counts, a list of ours would shut out what else lies there. */
function needsList(known: BootKnowledge): boolean {
  const text = textAt(known, uBootSettings);
  const said = valueIn(text, list, 'shell')?.trim() ?? '';
  return said !== '' || known.look.uBootUpdate?.wholeFolder !== true || folderSaid(text) !== folderThere(known);
}

function folderSaid(text: string): string {
  return valueIn(text, listFolder, 'shell')?.replace(/\/+$/, '') || folder;
}
