/** Armbian: `user_overlays` of armbianEnv.txt names files of /boot/overlay-user without their ending (docs.armbian.com, User-Guide Allwinner overlays). */
import { textGone } from './extlinux-way.ts';
import { withListed, withoutListed } from './settings-file.ts';
import { type BootWay, edited, fileAt, overlayFile, placeJudged, textAt } from './way.ts';

export const armbianEnv = '/boot/armbianEnv.txt';

const fileOf = (name: string) => `/boot/overlay-user/${overlayFile(name)}.dtbo`;
const listed = (name: string) => ({ name: 'user_overlays', kind: 'plain' as const, words: [overlayFile(name)] });

export const armbianWay: BootWay = {
  id: 'armbian',
  title: 'Next boot: overlay of Armbian',
  about: `Armbian’s boot script puts the overlay onto the board’s tree: user_overlays of ${armbianEnv}.`,
  judge(known) {
    const place = placeJudged(known, armbianEnv);
    if (place?.id === 'boot.absent') return place;
    if (fileAt(known, armbianEnv) === undefined) return { possible: false, because: `There is no ${armbianEnv}.` };
    return place ?? { possible: true, because: `There is ${armbianEnv}.` };
  },
  files: (_, name) => [fileOf(name), armbianEnv],
  install: (known, { name, overlay }) => [
    { path: fileOf(name), kind: 'overlay', after: overlay },
    edited(armbianEnv, withListed(textAt(known, armbianEnv), listed(name))),
  ],
  remove: (known, { name }) => [
    ...textGone(known, armbianEnv, withoutListed(textAt(known, armbianEnv), listed(name))),
    { path: fileOf(name), kind: 'overlay', after: undefined },
  ],
};
