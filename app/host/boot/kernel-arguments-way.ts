/** Words for the next kernel's command line, in the file from which this board's loader takes it. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { armbianEnv } from './armbian-way.ts';
import type { Edited } from './edited.ts';
import { withArguments, withoutArguments } from './extlinux.ts';
import { extlinuxConf, judgeExtlinux, textGone } from './extlinux-way.ts';
import { judgeWord } from './kernel-words.ts';
import { linesOf, replaced, textOfLines } from './lines.ts';
import { firmwareFolder } from './raspberry-pi-way.ts';
import { withListed, withoutListed } from './settings-file.ts';
import { uBootSettings } from './u-boot-menu-way.ts';
import { type BootKnowledge, type BootWay, edited, fileAt, type Judged, placeJudged, textAt } from './way.ts';
import { withoutWords, withWords } from './words.ts';

/** A file that takes them, and how. */
interface Place {
  readonly path: string;
  readonly by: string;
  add(text: string, words: readonly string[]): Edited;
  take(text: string, words: readonly string[]): string;
}

/** To a shell a dollar sign begins a name, and to GRUB, which reads what the shell made of it, once more (GRUB manual, 6.1). */
const forGrub = (word: string) => word.replaceAll('$', '\\\\\\$');
const forShell = (word: string) => word.replaceAll('$', '\\$');

const grubEdit = (words: readonly string[]) => ({
  name: 'GRUB_CMDLINE_LINUX',
  kind: 'shell' as const,
  words,
  inQuotes: forGrub,
});
const grub: Place = {
  path: '/etc/default/grub',
  by: 'update-grub takes GRUB_CMDLINE_LINUX',
  add: (text, words) => withListed(text, grubEdit(words)),
  take: (text, words) => withoutListed(text, grubEdit(words)),
};

const armbianEdit = (words: readonly string[]) => ({ name: 'extraargs', kind: 'plain' as const, words });
const armbian: Place = {
  path: armbianEnv,
  by: 'Armbian’s boot script takes extraargs',
  add: (text, words) => withListed(text, armbianEdit(words)),
  take: (text, words) => withoutListed(text, armbianEdit(words)),
};

/** What u-boot-update takes when nothing is said. */
const uBootEdit = (words: readonly string[]) => ({
  name: 'U_BOOT_PARAMETERS',
  kind: 'shell' as const,
  words,
  otherwise: 'ro quiet',
  inQuotes: forShell,
});
const uBootMenu: Place = {
  path: uBootSettings,
  by: 'u-boot-update takes U_BOOT_PARAMETERS',
  add: (text, words) => withListed(text, uBootEdit(words)),
  take: (text, words) => withoutListed(text, uBootEdit(words)),
};

const extlinux: Place = {
  path: extlinuxConf,
  by: 'U-Boot takes append of the label that it boots',
  add: withArguments,
  take: withoutArguments,
};

/** A file of one line, which is the whole command line; more are not read. */
const oneLine = (path: string, by: string): Place => ({
  path,
  by,
  add(text, words) {
    const lines = linesOf(text);
    const [first] = lines;
    if (first === undefined || first.text.trim() === '') return { notUnderstood: 'Its first line is empty.' };
    return { text: textOfLines(replaced(lines, 0, withWords(first.text, words))) };
  },
  take(text, words) {
    const lines = linesOf(text);
    return textOfLines(replaced(lines, 0, withoutWords(lines[0]?.text ?? '', words)));
  },
});

/** The first that this board's loader follows. */
function placeFor(known: BootKnowledge): Place | Judged {
  const { look, board } = known;
  const has = (path: string) => fileAt(known, path) !== undefined;
  if (board.compatible.some((each) => each.startsWith('raspberrypi,')) && has(`${firmwareFolder(known)}/cmdline.txt`))
    return oneLine(`${firmwareFolder(known)}/cmdline.txt`, 'the firmware takes its line');
  if (has(armbianEnv)) return armbian;
  if (look.uBootUpdate !== undefined) {
    const own = /^\s*U_BOOT_PARAMETERS=/m.test(textAt(known, uBootSettings));
    if (!own && has('/etc/kernel/cmdline')) return oneLine('/etc/kernel/cmdline', 'u-boot-update takes its line');
    return uBootMenu;
  }
  if (has(extlinuxConf)) {
    const judged = judgeExtlinux(known, false);
    return judged.possible || judged.id === 'boot.read-only' || judged.id === 'boot.no-space' ? extlinux : judged;
  }
  if (has(grub.path) && look.programs.some((path) => path.endsWith('/update-grub'))) return grub;
  return (
    placeJudged(known, extlinuxConf) ?? {
      possible: false,
      because: 'There is no file in a place that is known, from which the board’s loader takes the command line.',
    }
  );
}

const all: readonly Place[] = [
  grub,
  armbian,
  uBootMenu,
  extlinux,
  ...['/boot/firmware/cmdline.txt', '/boot/cmdline.txt', '/etc/kernel/cmdline'].map((path) => oneLine(path, '')),
];

export const kernelArgumentsWay: BootWay = {
  id: 'kernel-arguments',
  title: 'Next boot: kernel arguments',
  about: 'Words for the next kernel, such as mem= to keep memory from Linux; no overlay.',
  judge(known) {
    const place = placeFor(known);
    if ('possible' in place) return place;
    return placeJudged(known, place.path) ?? { possible: true, because: `On this board ${place.by} of ${place.path}.` };
  },
  files(known) {
    const place = placeFor(known);
    return 'possible' in place ? [] : [place.path];
  },
  install(known, { arguments: words }) {
    const place = placeFor(known);
    if ('possible' in place) throw problem('device-tree.way-not-possible', place.because);
    refuseWords(words, known);
    return [edited(place.path, place.add(textAt(known, place.path), words))];
  },
  remove(known, { arguments: words = [], files }) {
    return all
      .filter(({ path }) => files.includes(path))
      .flatMap(({ path, take }) => textGone(known, path, take(textAt(known, path), words)));
  },
};

/** Throws `device-tree.bad-argument` (data: refusals). */
function refuseWords(words: readonly string[], { board }: BootKnowledge): void {
  if (words.length === 0) {
    throw problem('device-tree.bad-argument', 'No kernel argument was given.', { hint: 'Such as mem=768M.' });
  }
  const refusals = words.flatMap((word) => judgeWord(word, board) ?? []);
  const [first] = refusals;
  if (first !== undefined) {
    throw problem('device-tree.bad-argument', first.message, { hint: first.hint, data: { refusals } });
  }
}
