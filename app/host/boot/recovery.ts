/** What to do at the bench when a board does not come back: of this board's files and loader. Pure. */
import type { BootChange, BootKnowledge } from './way.ts';

/** In order; empty where nothing is written. */
export function recoverySentences(
  { profile, board, look }: BootKnowledge,
  name: string,
  changes: readonly BootChange[],
): string[] {
  if (changes.length === 0) return [];
  const texts = changes.filter(({ kind }) => kind === 'text').map(({ path }) => path);
  const trees = changes.filter(({ kind }) => kind !== 'text').map(({ path }) => path);
  const loader = profile.boot?.loader;
  const own = look.folders.find(({ path, mounted }) => mounted && (path === '/boot/firmware' || path === '/boot'));
  const byUBoot =
    texts.some((path) => path.includes('extlinux') || path.includes('u-boot')) || /U-Boot/.test(loader ?? '');
  return [
    `Wait two minutes, then look at the serial console: it tells whether the loader${loader === undefined ? '' : ` (${loader})`} or the kernel stops.`,
    ...(byUBoot
      ? [
          'At the console press a key before U-Boot starts the kernel: where its menu has another label (a rescue one), choose that; it boots without the overlay unless it was given it too.',
        ]
      : []),
    `Else switch the board off and put its card or disk into another computer; ${own === undefined ? 'the paths below are of the board’s root file system' : `${own.path} is a partition of its own there (${own.fileSystem})`}.`,
    ...(texts.length === 0
      ? [`Remove ${trees.join(' and ')} there.`]
      : [
          `Take out of ${texts.join(' and ')} what dt install added for ${name} (its preview shows the lines), or copy the file back that you had before.`,
          ...(trees.length === 0 ? [] : [`Then remove ${trees.join(' and ')}.`]),
        ]),
    ...(byUBoot && trees.some((path) => path.endsWith('.dtbo'))
      ? [
          'To remove the .dtbo is enough to get up: U-Boot leaves out an overlay that is not there, and stops at its prompt at one that it cannot put on.',
        ]
      : []),
    'What was there before lies on the board, packed by gzip, in /var/lib/uiomem-studio/boot/kept/; record.json beside it says which is which.',
    ...(board.compatible.length > 0 && profile.boot?.note !== undefined ? [profile.boot.note] : []),
    'Once it is back: dt restore gives every boot file back as it was.',
  ];
}
