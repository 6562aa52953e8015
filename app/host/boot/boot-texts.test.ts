/** Texts of boot files: what is added and taken out again, for any text that people and programs write. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Edited } from './edited.ts';
import {
  readExtlinux,
  withArguments,
  withOverlay,
  withoutArguments,
  withoutOverlay,
  withoutTree,
  withTree,
} from './extlinux.ts';
import { linesOf, textOfLines } from './lines.ts';
import { withDtoverlay, withoutDtoverlay } from './raspberry-pi.ts';
import { type ListEdit, withListed, withoutListed } from './settings-file.ts';

const edited = (made: Edited): string => {
  if ('text' in made) return made.text;
  throw new Error(made.notUnderstood);
};

const end = fc.constantFrom('\n', '\r\n');
const blank = fc.constantFrom('', ' ', '\t', '\t\t', '  ');
/** Lines joined by one kind of end, the last of which may be missing. */
const text = (line: fc.Arbitrary<string>, start = '') =>
  fc
    .tuple(fc.array(line, { maxLength: 12 }), end, fc.boolean())
    .map(([lines, ends, closed]) => `${start}${lines.join(ends)}${closed && lines.length > 0 ? ends : ''}`);

const word = fc.stringMatching(/^[a-z][a-z0-9_./-]{0,8}$/);
const extlinuxLine = fc.oneof(
  fc.constantFrom('', '# a comment', '\t# fdtoverlays /other.dtbo', 'timeout 50', 'menu title Boot', 'prompt 1'),
  fc.tuple(blank, fc.constantFrom('label', 'LABEL', 'Label'), word).map(([gap, key, name]) => `${gap}${key} ${name}`),
  fc
    .tuple(
      blank,
      fc.constantFrom(
        'linux',
        'kernel',
        'initrd',
        'fdt',
        'FDT',
        'fdtdir',
        'devicetree',
        'append',
        'fdtoverlays',
        'devicetree-overlay',
      ),
      fc.constantFrom(' ', '\t', '  '),
      fc.array(word, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', ' '),
    )
    .map(([gap, key, between, words, tail]) => `${gap}${key}${between}${words.join(' ')}${tail}`),
);
/** A label that can be understood comes first, and others may follow. */
const extlinux = fc
  .tuple(text(extlinuxLine), end)
  .map(([rest, ends]) => `label first${ends}\tlinux /boot/Image${ends}\tfdt /boot/board.dtb${ends}${rest}`);

const ours = '/boot/uiomem-studio/frames.dtbo';
const second = '/boot/uiomem-studio/more.dtbo';

it('a text is its lines', () => {
  fc.assert(fc.property(text(fc.oneof(extlinuxLine, fc.string())), (each) => textOfLines(linesOf(each)) === each));
});

describe('extlinux.conf', () => {
  test.each<[string, (each: string) => Edited, (each: string) => string]>([
    ['an overlay', (each) => withOverlay(each, ours), (each) => withoutOverlay(each, ours)],
    [
      'arguments',
      (each) => withArguments(each, ['mem=768M', 'cma=64M']),
      (each) => withoutArguments(each, ['mem=768M', 'cma=64M']),
    ],
    [
      'a tree',
      (each) => withTree(each, '/boot/uiomem-studio/frames.dtb'),
      (each) => withoutTree(each, '/boot/uiomem-studio/frames.dtb'),
    ],
  ])('%s: brought and taken away gives the text byte by byte, brought twice is brought once', (_, add, take) => {
    fc.assert(
      fc.property(extlinux, (before) => {
        const made = add(before);
        fc.pre('text' in made);
        const after = edited(made);
        expect(edited(add(after))).toBe(after);
        expect(take(after)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  test('the label that is booted by default has it, and no line but one changes', () => {
    fc.assert(
      fc.property(extlinux, (before) => {
        const made = withOverlay(before, ours);
        fc.pre('text' in made);
        const after = edited(made);
        const label = readExtlinux(after);
        if ('notUnderstood' in label) throw new Error(label.notUnderstood);
        expect(label.overlays).toContain(ours);
        const kept = new Set(after.split(/\r?\n/));
        expect(before.split(/\r?\n/).filter((line) => !kept.has(line)).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('two of ours, taken away in either order', () => {
    fc.assert(
      fc.property(extlinux, fc.boolean(), (before, first) => {
        const one = withOverlay(before, ours);
        fc.pre('text' in one);
        const both = edited(withOverlay(edited(one), second));
        const [a, b] = first ? [ours, second] : [second, ours];
        expect(withoutOverlay(withoutOverlay(both, a), b)).toBe(before);
      }),
    );
  });

  const menu = `# menu
default b
label a
	linux /boot/a
	fdt /boot/a.dtb
label b
	LINUX	/boot/b
	fdtdir	/boot/dtbs/
	fdtoverlays /boot/other.dtbo
	append root=/dev/sda1
`;
  test('only the line of the label that is booted by default is another', () => {
    expect(edited(withOverlay(menu, ours))).toBe(menu.replace('/boot/other.dtbo', `/boot/other.dtbo ${ours}`));
    expect(edited(withArguments(menu, ['mem=768M']))).toBe(menu.replace('/dev/sda1', '/dev/sda1 mem=768M'));
  });
  test('a tree of ours: what the label said of trees and overlays is put aside', () => {
    const made = edited(withTree(menu, '/boot/uiomem-studio/x.dtb'));
    expect(readExtlinux(made)).toMatchObject({ name: 'b', tree: '/boot/uiomem-studio/x.dtb', overlays: [] });
    expect(made).toContain('#uiomem-studio# \tfdtdir\t/boot/dtbs/\n');
  });
  test.each([
    ['It has no label.', 'timeout 10\n'],
    ['It includes another file.', 'include other.conf\n'],
    ['It boots the label c by default, and has none of that name.', 'default c\nlabel a\n linux /a\n'],
    [
      'Its label a names no tree (fdt, fdtdir), without which U-Boot puts no overlay on.',
      'label a\n linux /a\nlabel b\n linux /b\n fdt /b.dtb\n',
    ],
  ])('not understood: %s', (why, each) => {
    expect(withOverlay(each, ours)).toEqual({ notUnderstood: why });
  });
});

describe('config.txt', () => {
  const line = fc.constantFrom(
    '',
    '# dtoverlay=uiomem-studio-frames is a comment',
    '[all]',
    '[pi4]',
    '[cm4]',
    'dtoverlay=vc4-kms-v3d',
    'dtparam=audio=on',
    'arm_64bit=1',
    'dtoverlay=uiomem-studio-frames2',
  );
  test('brought and taken away gives the text byte by byte, brought twice is brought once', () => {
    fc.assert(
      fc.property(text(line), (before) => {
        const after = withDtoverlay(before, 'uiomem-studio-frames');
        expect(withDtoverlay(after, 'uiomem-studio-frames')).toBe(after);
        expect(withoutDtoverlay(after, 'uiomem-studio-frames')).toBe(before);
        // For every board: the filter above it is [all], or there is none.
        const lines = after.split(/\r?\n/);
        const at = lines.indexOf('dtoverlay=uiomem-studio-frames');
        const filter = lines.slice(0, at).findLast((each) => /^\[/.test(each));
        expect([undefined, '[all]']).toContain(filter);
      }),
    );
  });
  test('two of ours, taken away in either order', () => {
    fc.assert(
      fc.property(text(line), fc.boolean(), (before, first) => {
        const both = withDtoverlay(withDtoverlay(before, 'uiomem-studio-a'), 'uiomem-studio-b');
        const [one, other] = first ? ['a', 'b'] : ['b', 'a'];
        expect(withoutDtoverlay(withoutDtoverlay(both, `uiomem-studio-${one}`), `uiomem-studio-${other}`)).toBe(before);
      }),
    );
  });
});

describe('settings', () => {
  const plain: ListEdit = { name: 'user_overlays', kind: 'plain', words: ['uiomem-studio-frames'] };
  const shell: ListEdit = {
    name: 'GRUB_CMDLINE_LINUX',
    kind: 'shell',
    words: ['memmap=64M$0x70000000'],
    inQuotes: (each) => each.replaceAll('$', '\\\\\\$'),
  };
  const plainLine = fc.constantFrom(
    '',
    'verbosity=1',
    'overlays=uart1',
    'user_overlays=',
    'user_overlays=one two',
    '# user_overlays=x',
  );
  const shellLine = fc.constantFrom(
    '',
    '# GRUB_CMDLINE_LINUX="x"',
    'GRUB_TIMEOUT=5',
    'GRUB_CMDLINE_LINUX=""',
    'GRUB_CMDLINE_LINUX="quiet"',
    "GRUB_CMDLINE_LINUX='quiet splash' # ours",
    'GRUB_CMDLINE_LINUX=quiet',
    'GRUB_CMDLINE_LINUX_DEFAULT="quiet"',
    'export GRUB_CMDLINE_LINUX="console=ttyS0 quiet"',
  );
  test.each<[string, ListEdit, fc.Arbitrary<string>]>([
    ['armbianEnv.txt', plain, plainLine],
    ['a shell’s file', shell, shellLine],
  ])('%s: brought and taken away gives the text byte by byte, brought twice is brought once', (_, edit, line) => {
    fc.assert(
      fc.property(text(line), (before) => {
        const after = edited(withListed(before, edit));
        expect(edited(withListed(after, edit))).toBe(after);
        expect(withoutListed(after, edit)).toBe(before);
      }),
    );
  });

  test('a shell reads what was there, and then ours, with the backslash that GRUB wants', () => {
    fc.assert(
      fc.property(
        text(shellLine).map((each) => each.replaceAll('\r', '')),
        (before) => {
          const read = (script: string) =>
            execFileSync('sh', ['-c', `${script}\nprintf %s "$GRUB_CMDLINE_LINUX"`]).toString();
          expect(read(edited(withListed(before, shell)))).toBe(`${read(before)} memmap=64M\\$0x70000000`.trimStart());
        },
      ),
      { numRuns: 40 },
    );
  });

  test('more than a text is not understood', () => {
    expect(withListed('GRUB_CMDLINE_LINUX="$OTHER quiet"\n', shell)).toEqual({
      notUnderstood: expect.stringContaining('only a shell can work out'),
    });
  });
});
