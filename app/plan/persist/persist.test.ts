import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BoardFacts, PersistedFile } from '../../../remote-helper/contract/facts.ts';
import { installPath, textPaths } from '../../../remote-helper/contract/persist-places.ts';
import { readPlan } from '../document.ts';
import { lint } from '../lint.ts';
import { meaningOf, moduleParameters } from '../parameters.ts';
import { cachePolicy, type Plan, planSchema } from '../schema.ts';
import type { PersistAction } from '../step.ts';
import { steps } from '../steps.ts';
import { afterLoading, emulatedBoard } from '../testing/emulated-facts.ts';
import { persistActions, wantedTexts } from './actions.ts';
import { difference } from './difference.ts';
import { dkmsConf } from './dkms.ts';
import { modprobeText, parseModprobe } from './modprobe-options.ts';
import { nextBoot, regionNextBoot } from './next-boot.ts';
import { udevText } from './udev-rule.ts';

const module = { path: '/cache/uiomem.ko', sha256: 'a'.repeat(64), srcversion: 'A5F9B1C2D3E4F5061728394' };
const tools = {
  modprobe: '/sbin/modprobe',
  depmod: '/sbin/depmod',
  systemctl: '/bin/systemctl',
  udevadm: '/bin/udevadm',
};
const ready: BoardFacts = { ...emulatedBoard, tools, nodes: 'udev', persisted: [], groups: { names: ['root'] } };
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

function planOf(text: string): Plan {
  const { plan, findings } = readPlan(text);
  if (plan === undefined) throw new Error(JSON.stringify(findings));
  return plan;
}

const region = fc.record({
  device: fc.constantFrom('uiomem0', 'uiomem3', 'uiomem7'),
  address: fc.bigInt({ min: 1n, max: 2n ** 52n - 65n }).map((page) => page << 12n),
  size: fc.bigInt({ min: 1n, max: 64n }).map((page) => page << 12n),
  cache: fc.constantFrom(...cachePolicy.options),
  shareable: fc.boolean(),
  sync: fc.option(fc.record({ direction: fc.constantFrom('both', 'cpu-writes'), offset: fc.constantFrom(0n, 16n) }), {
    nil: undefined,
  }),
});
const anyPlan = fc
  .record({
    name: fc.oneof(fc.string(), fc.constantFrom('a\\', 'x\noptions uiomem evil=1', '"; rm -rf /', 'ünï\u2028\\\n')),
    info: fc.boolean(),
    regions: fc.uniqueArray(region, { selector: ({ device }) => device, maxLength: 3 }),
    persist: fc.record({
      boot: fc.boolean(),
      group: fc.option(fc.constantFrom('uiomem', 'fpga_users'), { nil: undefined }),
    }),
  })
  .map(({ name, info, regions, persist }) =>
    planSchema.parse({ version: 1n, name, module: { info }, regions, persist }),
  );

/** The board after actions, as the helper's record and the files would be. */
function after(board: BoardFacts, actions: readonly PersistAction[]): BoardFacts {
  let files = [...(board.persisted ?? [])];
  let groups = board.groups ?? { names: [] };
  const put = (file: PersistedFile) => {
    files = [...files.filter(({ path }) => path !== file.path), file];
  };
  for (const action of actions) {
    switch (action.kind) {
      case 'persist.group':
        groups = { names: [...groups.names, action.name], made: action.name };
        break;
      case 'persist.write':
        put({
          path: textPaths[action.file],
          kind: action.file,
          text: action.text,
          sha256: sha(action.text),
          ours: true,
        });
        break;
      case 'persist.install':
        put({ path: installPath(board.kernel.release), kind: 'module', sha256: module.sha256, ours: true });
        break;
      case 'persist.remove':
        files = files.filter(({ path }) => !action.paths.includes(path));
        if (action.group) groups = { names: groups.names.filter((name) => name !== groups.made) };
        break;
      case 'persist.dkms':
        throw new Error('no plan here asks for it');
    }
  }
  return { ...board, persisted: files, groups };
}

test('what is rendered says to a reader of modprobe.d what the plan says, whatever its name is', () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const text = modprobeText(plan) ?? '';
      const { options, install, blacklisted } = parseModprobe(text);
      expect(meaningOf(options)).toBe(meaningOf(moduleParameters(plan)));
      expect([install, blacklisted]).toEqual([[], false]);
      for (const each of wantedTexts(plan)) expect(each.text).toMatch(/^[ -~\n]*\n$/);
    }),
  );
});

test('modprobe itself reads the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-modprobe-'));
  try {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        writeFileSync(join(folder, 'uiomem.conf'), modprobeText(plan) ?? '');
        const shown = spawnSync('/usr/sbin/modprobe', ['--showconfig', '-C', folder], { encoding: 'utf8' });
        expect([shown.status, shown.stderr]).toEqual([0, '']);
        expect(meaningOf(parseModprobe(shown.stdout).options)).toBe(meaningOf(moduleParameters(plan)));
      }),
      { numRuns: 25 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a plan’s actions lead to a board without any, whose next boot is the same; a plan without persist leads back', () => {
  fc.assert(
    fc.property(anyPlan, anyPlan, (first, second) => {
      const facts = (board: BoardFacts) => ({ board, workstation: { module } });
      let board = ready;
      for (const plan of [first, second]) {
        board = after(board, persistActions(plan, facts(board)));
        expect(persistActions(plan, facts(board))).toEqual([]);
        const next = nextBoot(board);
        if (next === undefined) throw new Error('the facts tell');
        // The emulated board's tree has nodes: udev loads what is in /lib/modules.
        expect(next.loads).toBe(plan.persist?.boot === true);
        const then = plan.regions.map((each) => regionNextBoot(each, next, board));
        expect(new Set(then)).toEqual(new Set(plan.regions.length === 0 ? [] : [plan.persist?.boot ? 'same' : 'none']));
      }
      const { persist: _persist, ...plain } = second;
      board = after(board, persistActions(plain, facts(board)));
      expect([board.persisted, board.groups]).toEqual([[], { names: ['root'] }]);
    }),
  );
});

test('the udev rule: group and 0660 for nodes and sync files, never more, attributes for new devices only', () => {
  const plan = planOf(`version: 1
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M, sync: { mode: write-combine, offset: 4K } }
  - { device: uiomem1, address: 0x71000000, size: 1M }
persist: { group: uiomem }
`);
  expect(udevText(plan)?.split('\n').slice(2)).toEqual([
    `SUBSYSTEM=="uiomem", ACTION!="remove", GROUP="uiomem", MODE="0660", RUN+="/bin/sh -c 'cd /sys%p && chgrp uiomem sync_mode sync_offset sync_size sync_direction sync_for_cpu sync_for_device'"`,
    'SUBSYSTEM=="uiomem", ACTION=="add", KERNEL=="uiomem0", ATTR{sync_mode}="2", ATTR{sync_offset}="0x1000"',
    '',
  ]);
  const { persist: _persist, ...plain } = plan;
  expect(udevText(plain)).toBeUndefined();
});

test('dkms.conf is a shell text that says the names and the command', () => {
  const told = spawnSync(
    'bash',
    [
      '-c',
      `kernel_source_dir=/K dkms_tree=/T; ${dkmsConf('studio-1')}
echo "$PACKAGE_NAME $PACKAGE_VERSION \${BUILT_MODULE_NAME[0]} \${DEST_MODULE_LOCATION[0]} $AUTOINSTALL"; echo "\${MAKE[0]}"`,
    ],
    { encoding: 'utf8' },
  );
  expect(told.stdout).toBe(
    'uiomem studio-1 uiomem /updates/dkms yes\nmake -C /K M=/T/uiomem/studio-1/build CONFIG_UIOMEM=m modules\n',
  );
});

test('a difference gives both texts back', () => {
  const some = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 8 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  fc.assert(
    fc.property(some, some, (before, after) => {
      const lines =
        before === after
          ? before
              .split('\n')
              .slice(0, -1)
              .map((line) => ` ${line}`)
          : difference(before, after).split('\n');
      const side = (sign: string) =>
        lines
          .filter((line) => line.startsWith(' ') || line.startsWith(sign))
          .map((line) => `${line.slice(1)}\n`)
          .join('');
      expect([side('-'), side('+')]).toEqual([before, after]);
    }),
  );
});

const kept = `version: 1
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M, sync: { direction: cpu-writes } }
persist: { boot: true, group: uiomem }
`;
const file = (kind: PersistedFile['kind'], path: string, text: string): PersistedFile => ({
  kind,
  path,
  text,
  sha256: sha(text),
  ours: false,
});

test.each<[id: string, text: string, board: Partial<BoardFacts>]>([
  ['persist.nothing', kept.replace('boot: true, group: uiomem', 'boot: false'), {}],
  ['persist.group-is-root', kept.replace('group: uiomem', 'group: root'), {}],
  [
    'persist.dkms-source',
    kept.replace('boot: true', 'dkms: true').replace('regions', 'module: { from: file, path: x.ko }\nregions'),
    {},
  ],
  ['persist.no-dkms', kept.replace('boot: true', 'dkms: true'), {}],
  [
    'persist.no-headers',
    kept.replace('boot: true', 'dkms: true'),
    { tools: { ...tools, dkms: '/d', make: '/m', gcc: '/g' } },
  ],
  ['persist.no-modprobe', kept, { tools: { ...tools, depmod: undefined } as never }],
  ['persist.loader-unknown', kept, { tools: { ...tools, systemctl: undefined } as never }],
  ['persist.no-udev', kept, { nodes: 'mdev' }],
  ['persist.sync-not-kept', kept, { nodes: 'devtmpfs' }],
  ['persist.no-groups', kept, { groups: undefined } as never],
  ['persist.command-line', kept, { kernel: { ...ready.kernel, commandLine: 'quiet uiomem.uiomem0_addr=0x1000' } }],
  ['persist.initramfs', kept, { tools: { ...tools, 'update-initramfs': '/u' } }],
  ['persist.read-only', kept, { storage: [{ path: '/etc', fileSystem: 'squashfs', readOnly: true, freeBytes: 0n }] }],
  [
    'persist.lost-at-boot',
    kept,
    { storage: [{ path: '/lib/modules', fileSystem: 'rootfs', readOnly: false, lasts: false, freeBytes: 2n ** 30n }] },
  ],
  [
    'persist.no-space',
    kept,
    { storage: [{ path: '/var/lib', fileSystem: 'ext4', readOnly: false, lasts: true, freeBytes: 4096n }] },
  ],
  [
    'persist.foreign-file',
    kept,
    { persisted: [file('modprobe.d', textPaths['modprobe.d'], 'options uiomem info_enable=0\n')] },
  ],
  [
    'persist.foreign-options',
    kept,
    { persisted: [file('modprobe.d', '/etc/modprobe.d/local.conf', 'options uiomem uiomem0_addr=0x1000\n')] },
  ],
  [
    'persist.foreign-options',
    kept,
    { persisted: [file('modprobe.d', '/etc/modprobe.d/local.conf', 'blacklist uiomem\n')] },
  ],
  ['persist.changed-since', kept, { persisted: [{ ...file('udev', textPaths.udev, 'mine\n'), changed: true }] }],
  [
    'persist.other-module',
    kept,
    { persisted: [{ kind: 'module', path: '/lib/modules/6.1/extra/uiomem.ko', sha256: '0', ours: false }] },
  ],
])('%s', (id, text, board) => {
  const found = lint(readPlan(text), { board: { ...ready, ...board } }).findings.map((each) => each.id);
  expect(found).toContain(id);
  // The same plan on a board that has all it takes is without fault.
  if (text === kept) expect(lint(readPlan(text), { board: ready }).findings).toEqual([]);
});

test('persist.module-unknown: the loaded module is left alone, and no file of it is there for the next boot', () => {
  const text = kept.replace('regions', 'module: { from: loaded }\nregions');
  const board = afterLoading(planOf(text), ready);
  const ids = (persisted: PersistedFile[]) =>
    lint(readPlan(text), { board: { ...board, persisted } }).findings.map(({ id }) => id);
  expect(ids([])).toContain('persist.module-unknown');
  expect(ids([{ kind: 'module', path: '/lib/modules/x/extra/uiomem.ko', sha256: '0', ours: false }])).not.toContain(
    'persist.module-unknown',
  );
});

test('files of other hands: what they say decides the next boot too', () => {
  const plan = planOf(kept);
  const board = after(ready, persistActions(plan, { board: ready, workstation: { module } }));
  const [only] = plan.regions;
  if (only === undefined) throw new Error('there is one');
  const then = (more: PersistedFile[], told: Partial<BoardFacts> = {}) => {
    const seen = { ...board, ...told, persisted: [...(board.persisted ?? []), ...more] };
    const next = nextBoot(seen);
    return next && regionNextBoot(only, next, seen);
  };
  expect(then([])).toBe('same');
  const options = 'options uiomem uiomem0_size=0x2000\n';
  // Files are read in the order of their names, and the last value counts.
  expect(then([file('modprobe.d', '/etc/modprobe.d/zz.conf', options)])).toBe('differs');
  expect(then([file('modprobe.d', '/usr/lib/modprobe.d/aa.conf', options)])).toBe('same');
  expect(then([file('modprobe.d', '/etc/modprobe.d/zz.conf', 'install uiomem /bin/true\n')])).toBe('none');
  expect(then([file('modprobe.d', '/etc/modprobe.d/zz.conf', 'blacklist \\\nuiomem\n')])).toBe('none');
});

test('the steps come last, with a module that is sent for them, and are a script that a shell takes', () => {
  const plan = planOf(kept);
  const list = steps(plan, { board: afterLoading(plan, ready), workstation: { module } });
  expect(list.map(({ action }) => action.kind)).toEqual([
    'module.upload',
    'persist.group',
    'persist.install',
    'persist.write',
    'persist.write',
    'persist.write',
  ]);
  for (const { shell } of list.slice(1))
    expect(spawnSync('sh', ['-n'], { input: shell, encoding: 'utf8' }).stderr).toBe('');
});
