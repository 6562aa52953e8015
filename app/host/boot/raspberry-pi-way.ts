/** Raspberry Pi: the firmware puts overlays onto the tree that config.txt names. */
import { textGone } from './extlinux-way.ts';
import { withDtoverlay, withoutDtoverlay } from './raspberry-pi.ts';
import { type BootKnowledge, type BootWay, edited, fileAt, overlayFile, placeJudged, textAt } from './way.ts';

/** Since Debian 12 the boot partition is /boot/firmware, and /boot/config.txt a text that says so. */
const places = ['/boot/firmware', '/boot'] as const;

export function firmwareFolder(known: Pick<BootKnowledge, 'look'>): (typeof places)[number] {
  return places.find((place) => fileAt(known, `${place}/config.txt`) !== undefined) ?? '/boot/firmware';
}

const configOf = (known: Pick<BootKnowledge, 'look'>) => `${firmwareFolder(known)}/config.txt`;
const fileOf = (known: Pick<BootKnowledge, 'look'>, name: string) =>
  `${firmwareFolder(known)}/overlays/${overlayFile(name)}.dtbo`;

export const raspberryPiWay: BootWay = {
  id: 'raspberry-pi',
  title: 'Next boot: overlay in config.txt',
  about: 'The firmware puts the overlay onto the board’s tree: dtoverlay= of config.txt.',
  judge(known) {
    if (!known.board.compatible.some((each) => each.startsWith('raspberrypi,')))
      return { possible: false, because: 'The board is no Raspberry Pi.' };
    const config = configOf(known);
    const place = placeJudged(known, config);
    if (place?.id === 'boot.absent') return place;
    if (fileAt(known, config) === undefined) return { possible: false, because: 'There is no config.txt below /boot.' };
    return place ?? { possible: true, because: `The firmware reads ${config}.` };
  },
  files: (known, name) => [fileOf(known, name), configOf(known)],
  install: (known, { name, overlay }) => [
    { path: fileOf(known, name), kind: 'overlay', after: overlay },
    edited(configOf(known), { text: withDtoverlay(textAt(known, configOf(known)), overlayFile(name)) }),
  ],
  remove: (known, { name, files }) => {
    const config =
      files.find((path) => path.endsWith('.dtbo'))?.replace(/\/overlays\/.*$/, '/config.txt') ?? configOf(known);
    const after = withoutDtoverlay(textAt(known, config), overlayFile(name));
    return [
      ...textGone(known, config, after),
      { path: config.replace(/config\.txt$/, `overlays/${overlayFile(name)}.dtbo`), kind: 'overlay', after: undefined },
    ];
  },
};
