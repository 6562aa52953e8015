/** Ways, previews and what stands, of boards that are made of data. What a preview says by hand is run by a shell. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BootLook } from '../../../remote-helper/contract/device-tree.ts';
import { largestPayload } from '../../../remote-helper/rpc/frame.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { TreeWayId } from '../../contract/device-tree.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../../devicetree/fdt/write-fdt.ts';
import { mergeBeforeBoot } from '../../devicetree/overlay/merge-before-boot.ts';
import { baseOf, overlayOf, sortedTree } from '../../devicetree/testing/built.ts';
import type { DeviceTree } from '../../devicetree/tree.ts';
import { treeOfNodes } from './live-tree.ts';
import { prepare } from './preview.ts';
import { standingOn } from './standing.ts';
import { boardTree, frames, rootOnly, treeLook, type Wish } from './testing/tree-look.ts';
import { bootWay, waysOf } from './ways-of-board.ts';

const conf = '/boot/extlinux/extlinux.conf';
const text = 'label a\n\tlinux /boot/Image\n\tfdt /boot/b.dtb\n\tappend root=/dev/sda1\n';
const ours = '/boot/uiomem-studio/frames.dtbo';
const named = text.replace('b.dtb\n', `b.dtb\n\tfdtoverlays ${ours}\n`);
const extlinux: Wish = { files: { [conf]: text } };
const pi: Wish = {
  files: { '/boot/firmware/config.txt': 'arm_64bit=1\n' },
  board: { compatible: ['raspberrypi,4-model-b'] },
};
const uBoot: Wish = {
  files: { [conf]: '## u-boot-update\nlabel l0\nlinux /boot/a\n', '/etc/default/u-boot': '#U_BOOT_FDT_OVERLAYS=""\n' },
  look: { programs: ['/usr/sbin/u-boot-update'], uBootUpdate: { list: true, wholeFolder: true } },
};
const merged = mergeBeforeBoot(boardTree, readFdt(frames).tree ?? boardTree).tree ?? boardTree;

const failure = (work: () => unknown) => {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return problemOf(thrown);
  }
};
const dtc = (bytes: Uint8Array) =>
  execFileSync('dtc', ['-q', '-s', '-I', 'dtb', '-O', 'dts'], { input: bytes }).toString();
const wanted = (way: TreeWayId, more: { name?: string; arguments?: string[]; overlay?: Uint8Array } = {}) => ({
  way,
  name: 'frames',
  arguments: [],
  overlay: way === 'kernel-arguments' ? new Uint8Array() : frames,
  ...more,
});

describe('the way that a board calls for', () => {
  test.each<[TreeWayId, Wish]>([
    ['extlinux', extlinux],
    ['merged-dtb', { files: { [conf]: text.replace('\tfdt /boot/b.dtb\n', '') } }],
    ['raspberry-pi', pi],
    ['armbian', { files: { '/boot/armbianEnv.txt': 'verbosity=1\n', [conf]: text } }],
    ['u-boot-menu', uBoot],
  ])('%s', (id, wish) => {
    expect(
      waysOf(treeLook(wish))
        .filter(({ recommended }) => recommended)
        .map((way) => way.id),
    ).toEqual([id]);
  });

  test('now, where the kernel takes overlays, beside one for the next boot', () => {
    const ways = waysOf(treeLook({ ...extlinux, takesOverlays: true }));
    expect(ways.filter(({ recommended }) => recommended).map(({ id }) => id)).toEqual(['run-time', 'extlinux']);
  });

  test('a board without a tree has none but arguments', () => {
    const ways = waysOf(treeLook({ ...extlinux, live: null, takesOverlays: true }));
    expect(ways.filter(({ possible }) => possible).map(({ id }) => id)).toEqual(['kernel-arguments']);
    expect(ways[0]?.because).toBe('The board has no device tree.');
  });

  test('what a program writes is not written by hand', () => {
    const found = waysOf(treeLook(uBoot)).find(({ id }) => id === 'extlinux');
    expect(found).toMatchObject({ possible: false, because: expect.stringContaining('u-boot-update') });
  });
});

describe('u-boot-update takes the overlay from where the settings say, and they are as before once it is taken away', () => {
  const boot = { ...rootOnly[1], path: '/boot', mounted: true, fileSystem: 'ext4', readOnly: false };
  const ofOwn = [...rootOnly.filter(({ path }) => path !== '/boot'), boot];
  test.each<[string, boolean, string, string]>([
    ['# nothing\n', false, '', ''],
    ['U_BOOT_FDT_OVERLAYS_DIR="/boot/dtbo/"\n', false, '', '/boot/dtbo/'],
    ['U_BOOT_FDT_OVERLAYS="spi.dtbo"', false, 'spi.dtbo uiomem-studio-frames.dtbo', ''],
    ['# nothing\n', true, 'uiomem-studio-frames.dtbo', '/dtbo'],
    ['U_BOOT_FDT_OVERLAYS_DIR="/boot/dtbo/"\n', true, 'uiomem-studio-frames.dtbo', '/dtbo'],
    // What lies there counts already, and a list would shut out the rest of it.
    ['U_BOOT_FDT_OVERLAYS_DIR="/dtbo"\n', true, '', '/dtbo'],
    [
      "U_BOOT_FDT_OVERLAYS_DIR=/dtbo/\nU_BOOT_FDT_OVERLAYS='spi.dtbo'\n",
      true,
      'spi.dtbo uiomem-studio-frames.dtbo',
      '/dtbo/',
    ],
  ])('%j, /boot a partition of its own: %j', (settings, mounted, list, folder) => {
    const path = '/etc/default/u-boot';
    const lookAt = (each: string) =>
      treeLook({ ...uBoot, files: { [path]: each }, look: { ...uBoot.look, ...(mounted && { folders: ofOwn }) } });
    const { changes } = prepare(lookAt(settings), wanted('u-boot-menu'));
    const installed = changes.find((each) => each.path === path)?.after;
    const after = installed === undefined ? settings : Buffer.from(installed).toString();
    const script = `eval "$(cat)"; printf '%s|%s' "$U_BOOT_FDT_OVERLAYS" "$U_BOOT_FDT_OVERLAYS_DIR"`;
    const [told, where] = execFileSync('sh', ['-c', script], { input: after }).toString().split('|');
    expect([told, where]).toEqual([list, folder]);
    const install = { name: 'frames', way: 'u-boot-menu', files: [path], bootId: 'x' };
    const taken = bootWay('u-boot-menu')?.remove(lookAt(after), install) ?? [];
    expect(taken.find((each) => each.path === path)?.after?.toString()).toBe(settings);
  });
});

describe('refused before the board is touched', () => {
  const folder = (more: Partial<(typeof rootOnly)[number]>) => ({
    look: { folders: rootOnly.map((each) => (each.path === '/boot' ? { ...each, ...more } : each)) },
  });
  test.each<[string, Wish]>([
    ['boot.read-only', { ...extlinux, ...folder({ readOnly: true }) }],
    ['boot.no-space', { ...extlinux, ...folder({ freeBytes: 4096 }) }],
    ['boot.absent', { ...extlinux, ...folder({ lasts: false, fileSystem: 'tmpfs' }) }],
    ['boot.absent', { look: { notMounted: [{ path: '/boot', source: 'LABEL=boot' }] } }],
    ['boot.absent', { look: { folders: rootOnly.filter(({ path }) => path !== '/boot') } }],
    ['boot.file-not-understood', { files: { [conf]: 'default z\nlabel a\n linux /a\n' } }],
    ['device-tree.way-not-possible', {}],
    ['device-tree.exists', { ...extlinux, installs: [{ name: 'frames', way: 'merged-dtb', files: [], bootId: 'x' }] }],
  ])('%s', (id, wish) => {
    expect(failure(() => prepare(treeLook(wish), wanted('extlinux')))?.id).toBe(id);
  });

  test('device-tree.bad-overlay: no tree, a whole tree, a label that the board does not have', () => {
    const label = writeFdt(overlayOf('&nobody { more { }; };'));
    for (const overlay of [Buffer.from('text'), writeFdt(boardTree), label]) {
      for (const way of ['extlinux', 'run-time'] as const) {
        const look = treeLook({ ...extlinux, takesOverlays: true });
        expect(failure(() => prepare(look, wanted(way, { overlay })))?.id).toBe('device-tree.bad-overlay');
      }
    }
  });

  test('device-tree.oversized: what lies there with it is more than one call carries, or one byte more', () => {
    const large = (bytes: number) => ({ '/boot/uiomem-studio/other.dtbo': new Uint8Array(bytes) });
    const written = prepare(treeLook(extlinux), wanted('extlinux')).changes;
    const room = largestPayload - written.reduce((sum, { after }) => sum + (after?.length ?? 0), 0);
    const tried = (bytes: number) =>
      failure(() => prepare(treeLook({ ...extlinux, trees: large(bytes) }), wanted('extlinux')));
    expect(tried(room)).toBeUndefined();
    expect(tried(room + 1)).toMatchObject({
      id: 'device-tree.oversized',
      data: { bytes: largestPayload + 1, most: largestPayload },
    });
    const inKernel = { name: 'other', bytes: Buffer.alloc(largestPayload) };
    const look = treeLook({ takesOverlays: true, overlays: [inKernel] });
    expect(failure(() => prepare(look, wanted('run-time')))?.id).toBe('device-tree.oversized');
  });

  test('device-tree.bad-argument has an id for each word', () => {
    const found = failure(() =>
      prepare(treeLook(extlinux), wanted('kernel-arguments', { arguments: ['mem=1K', 'quiet'] })),
    );
    expect(found).toMatchObject({
      id: 'device-tree.bad-argument',
      data: { refusals: [{ id: 'kernel-argument.too-little' }, { id: 'kernel-argument.not-allowed' }] },
    });
  });

  test('device-tree.exists: in the kernel already', () => {
    const look = treeLook({ takesOverlays: true, overlays: [{ name: 'frames', bytes: frames }] });
    expect(failure(() => prepare(look, wanted('run-time')))).toMatchObject({ id: 'device-tree.exists' });
  });
});

describe('a preview', () => {
  test.each<[TreeWayId, Wish, string[]]>([
    ['extlinux', extlinux, [ours, conf]],
    ['merged-dtb', extlinux, ['/boot/uiomem-studio/frames.dtb', conf]],
    ['raspberry-pi', pi, ['/boot/firmware/overlays/uiomem-studio-frames.dtbo', '/boot/firmware/config.txt']],
    [
      'armbian',
      { files: { '/boot/armbianEnv.txt': 'user_overlays=spi' } },
      ['/boot/overlay-user/uiomem-studio-frames.dtbo', '/boot/armbianEnv.txt'],
    ],
    ['u-boot-menu', uBoot, ['/boot/dtbo/uiomem-studio-frames.dtbo']],
    [
      'u-boot-menu',
      { ...uBoot, files: { '/etc/default/u-boot': 'U_BOOT_FDT_OVERLAYS="spi.dtbo"\n' } },
      ['/boot/dtbo/uiomem-studio-frames.dtbo', '/etc/default/u-boot'],
    ],
    ['kernel-arguments', extlinux, [conf]],
    [
      'kernel-arguments',
      {
        files: { '/boot/firmware/cmdline.txt': 'console=tty1 rootwait\n', '/boot/firmware/config.txt': '' },
        board: { compatible: ['raspberrypi,5'] },
      },
      ['/boot/firmware/cmdline.txt'],
    ],
    [
      'kernel-arguments',
      { files: { '/etc/default/grub': 'GRUB_CMDLINE_LINUX=""\n' }, look: { programs: ['/usr/sbin/update-grub'] } },
      ['/etc/default/grub'],
    ],
  ])('%s: what it says by hand makes the same files', (way, wish, paths) => {
    const words = way === 'kernel-arguments' ? { arguments: ['cma=64M'] } : {};
    const look = treeLook(wish);
    const { preview, changes } = prepare(look, wanted(way, words));
    expect(preview.changes.map(({ path }) => path)).toEqual(paths);
    expect(preview.recovery.join(' ')).toContain(paths[0]);
    const root = mkdtempSync(join(tmpdir(), 'uiomem-studio-by-hand-'));
    try {
      for (const [path, each] of Object.entries(wish.files ?? {})) {
        mkdirSync(join(root, dirname(path)), { recursive: true });
        writeFileSync(join(root, path), each);
      }
      const below = (line: string) => line.replaceAll(/(?<= )\/(boot|etc)\//g, `${root}/$1/`);
      const lines = preview.shell
        .split('\n')
        .map((line) => (/^(mkdir|cp|cat|base64|rm|printf) /.test(line) ? below(line) : line));
      const script = lines.join('\n');
      // Programs of a distribution are not here.
      execFileSync('sh', ['-ec', script.replaceAll(/^(u-boot-update|update-grub|sync)$/gm, ':')]);
      for (const { path, after } of changes) expect(readFileSync(join(root, path))).toEqual(Buffer.from(after ?? []));
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  test('is another one when the file, the overlay or the boot is another', () => {
    const of = (wish: Wish, overlay = frames) =>
      prepare(treeLook(wish), wanted('extlinux', { overlay })).preview.reviewed;
    const first = of(extlinux);
    expect(of(extlinux)).toBe(first);
    expect(of({ files: { [conf]: `# more\n${text}` } })).not.toBe(first);
    expect(of({ ...extlinux, look: { bootId: 'another' } })).not.toBe(first);
    expect(of(extlinux, writeFdt(overlayOf('&{/} { more { }; };')))).not.toBe(first);
  });

  test('once it stands it writes nothing', () => {
    const install = { name: 'frames', way: 'extlinux', files: [ours, conf], bootId: 'this boot' };
    const look = treeLook({ files: { [conf]: named }, trees: { [ours]: frames }, installs: [install] });
    const { preview } = prepare(look, wanted('extlinux'));
    expect([preview.changes, preview.backup, preview.notes[0]]).toEqual([
      [],
      undefined,
      expect.stringContaining('stands already'),
    ]);
  });

  test('of a merged tree: nothing of what the loader said to this boot, and all else', () => {
    const root = '/ { #address-cells = <2>; #size-cells = <2>; compatible = "linux,dummy-virt"; ';
    const kept = 'stdout-path = "/serial@9000000"; u-boot,spl-boot-order = "mmc";';
    const base = baseOf(`/memreserve/ 0x1000 0x2000; ${root} chosen { ${kept} bootargs = "quiet"; }; };`);
    const own = 'kaslr-seed = <1 2>; rng-seed = <3>; u-boot,version = "x"; linux,initrd-start = <0 0x48000000>;';
    const booted = baseOf(
      `/memreserve/ 0x1000 0x2000; /memreserve/ 0x48000000 0x2000; ${root} chosen { ${kept} bootargs = "root=/dev/sda1"; ${own} linux,initrd-end = <0 0x48001800>; }; };`,
    );
    const written = (appends: string, tree: DeviceTree) => {
      const files = { [conf]: `label a\n\tlinux /boot/Image\n${appends}` };
      const board = { fdt: Buffer.from(writeFdt(tree)).toString('base64') };
      const { changes, preview } = prepare(treeLook({ files, board }), wanted('merged-dtb'));
      const [file] = changes.flatMap(({ kind, after }) => (kind === 'tree' && after !== undefined ? [after] : []));
      return { lines: dtc(file ?? new Uint8Array()), difference: preview.changes[0]?.difference };
    };
    const bare = written('', base).lines;
    expect(bare).toMatch(/bootargs = "quiet"[\s\S]*uiomem@72000000/);
    expect(written('', booted).lines).toBe(bare.replace('"quiet"', '"root=/dev/sda1"'));
    const { lines, difference } = written('\tappend root=/dev/sda1\n', booted);
    expect(lines).toBe(bare.replace(/\t\tbootargs = "quiet";\n/, ''));
    expect(difference).toMatch(/^-\s*rng-seed/m);
  });

  test('of the running kernel shows what becomes of its tree, and what the driver would refuse', () => {
    const inRam = writeFdt(
      overlayOf('&{/} { uiomem@40000000 { compatible = "ikwzm,uiomem"; reg = <0 0x40000000 0 0x1000>; }; };'),
    );
    const good = prepare(treeLook({ takesOverlays: true }), wanted('run-time')).preview;
    expect(good.changes[0]?.difference).toMatch(/^\+\s*uiomem@72000000 \{$/m);
    expect(good.recovery).toEqual([]);
    const bad = failure(() => prepare(treeLook({ takesOverlays: true }), wanted('run-time', { overlay: inRam })));
    const notes =
      bad === undefined
        ? prepare(treeLook({ takesOverlays: true }), wanted('run-time', { overlay: inRam })).preview.notes
        : [];
    expect(`${bad?.message ?? ''} ${notes.join(' ')}`).toMatch(/RAM/);
  });
});

describe('what stands', () => {
  const install = { name: 'frames', way: 'extlinux', files: [ours, conf], bootId: 'this boot' };
  const standing: Wish = { files: { [conf]: named }, trees: { [ours]: frames }, installs: [install] };
  const before = { ...install, bootId: 'an earlier boot' };
  const state = (path: string, to: 'changed' | 'gone'): Pick<BootLook, 'states'> => ({
    states: [ours, conf].map((each) => ({ path: each, state: each === path ? to : 'written' })),
  });
  test.each<[string, Wish]>([
    ['next-boot', standing],
    ['next-boot', { ...standing, installs: [before] }],
    ['booted', { ...standing, installs: [before], live: merged }],
    ['changed', { ...standing, look: state(conf, 'changed') }],
    ['changed', { ...standing, files: { [conf]: text } }],
    ['gone', { ...standing, look: state(ours, 'gone') }],
    [
      'unfinished',
      { ...standing, look: { record: { format: 1, entries: [], folders: [], installs: [install], unfinished: true } } },
    ],
  ])('%s', (expected, wish) => {
    expect(standingOn(treeLook(wish))).toMatchObject([
      { name: 'frames', way: 'extlinux', state: expected, ours: true },
    ]);
  });

  test('overlays of others are told, as theirs', () => {
    const others = named.replace(ours, `/boot/spi.dtbo ${ours}`);
    const look = treeLook({
      ...standing,
      files: { [conf]: others },
      overlays: [{ name: 'other-cape', bytes: frames }],
    });
    expect(standingOn(look).map(({ name, way, ours: own }) => [name, way, own])).toEqual([
      ['other-cape', 'run-time', false],
      ['frames', 'extlinux', true],
      ['spi', 'extlinux', false],
    ]);
  });

  test('who has a device of it open, and what came later, stand in the way', () => {
    const later = writeFdt(overlayOf('&{/uiomem@72000000} { more = <1>; };'));
    const [device] = treeLook().board.devices;
    const look = treeLook({
      live: merged,
      overlays: [
        { name: 'frames', bytes: frames },
        { name: 'later', bytes: later },
      ],
      board: {
        devices: [
          {
            ...device,
            name: 'frames',
            major: 1,
            minor: 1,
            address: 0x7200_0000n,
            size: 0x4_0000n,
            cached: true,
            coherent: false,
            syncOperation: '',
            driverVersion: '',
            ioctlVersion: 1,
            sync: { mode: 'non-cached', always: false, offset: 0n, size: 0n, direction: 'both', owner: 'cpu' },
            origin: { kind: 'device-tree', path: '/uiomem@72000000' },
          },
        ],
      },
      holders: [
        { pid: 7, command: 'cat', device: 'frames', ours: false },
        { pid: 8, command: 'helper', device: 'frames', ours: true },
      ] as never,
    });
    expect(standingOn(look)[0]).toMatchObject({
      state: 'applied',
      devices: ['frames'],
      blocked: [
        'Process 7 (cat) has frames open.',
        'The overlay uiomem-studio-later came later and changes the same nodes: it has to go first.',
      ],
    });
    expect(standingOn(look)[1]?.blocked).toEqual(['Process 7 (cat) has frames open.']);
  });
});

test('the live tree is put together from nodes and values, with the reservations of the boot', () => {
  const { root } = treeOfNodes(
    [
      [0, '', [['a', 2]]],
      [1, 'x', []],
      [2, 'y', [['b', 1]]],
      [1, 'z', [['c', 0]]],
    ],
    Buffer.from('123'),
    undefined,
  );
  expect(sortedTree({ root, reservations: [], bootCpu: 0 })).toEqual(
    sortedTree({
      reservations: [],
      bootCpu: 0,
      root: {
        name: '',
        properties: new Map([['a', Buffer.from('12')]]),
        children: [
          {
            name: 'x',
            properties: new Map(),
            children: [{ name: 'y', properties: new Map([['b', Buffer.from('3')]]), children: [] }],
          },
          { name: 'z', properties: new Map([['c', Buffer.alloc(0)]]), children: [] },
        ],
      },
    }),
  );
});
