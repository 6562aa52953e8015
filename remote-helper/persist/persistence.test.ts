import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { BoardFiles } from '../board-files.ts';
import type { PersistRecord } from '../contract/persist.ts';
import { installPath, textPaths } from '../contract/persist-places.ts';
import { readGroups } from '../facts/groups.ts';
import { readPersisted } from '../facts/persisted.ts';
import { fateOf, parseMounts } from '../facts/storage.ts';
import { problem } from '../rpc/problem.ts';
import { run } from '../run.ts';
import { freeId, parseGroups } from './group.ts';
import { Persistence } from './persistence.ts';
import { isFolder, isPlace } from './places.ts';
import type { RunProgram } from './programs.ts';

const release = '6.1.0-test';
let root: string;
let ran: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'uiomem-studio-persist-'));
  ran = [];
  put('/proc/sys/kernel/osrelease', `${release}\n`);
  put('/etc/group', 'root:x:0:\nusers:x:100:ada\n');
  put('/etc/gshadow', 'root:*::\nusers:*::ada\n');
  put('/etc/passwd', 'root:x:0:0::/root:/bin/sh\nx:x:5:999::/:/bin/sh\n');
  put('/etc/modprobe.d/other.conf', 'options other a=1\n');
  put('/module.ko', 'not really a module');
  mkdirSync(join(root, '/lib/modules', release), { recursive: true });
  mkdirSync(join(root, '/var/lib'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const sha = (bytes: string) => createHash('sha256').update(bytes).digest('hex');

/** depmod is the workstation's own, in the folder that stands for the root; nothing else is started. */
const start: RunProgram = async (program, args) => {
  ran.push([program, ...args].join(' ').replace(root, 'ROOT'));
  if (program === 'depmod') return await run('/usr/sbin/depmod', args);
  throw problem('program.missing', program);
};
const persistence = (programs: RunProgram = start) => new Persistence(new BoardFiles(root), programs);

/** Every path below the root with its mode and digest. */
function tree(folder = ''): string[] {
  return readdirSync(join(root, folder))
    .sort()
    .flatMap((name) => {
      const path = `${folder}/${name}`;
      const status = lstatSync(join(root, path));
      if (status.isDirectory()) return [`${path}/ ${(status.mode & 0o777).toString(8)}`, ...tree(path)];
      const content = status.isSymbolicLink() ? readlinkSync(join(root, path)) : sha(text(path)).slice(0, 12);
      return [`${path} ${(status.mode & 0o777).toString(8)} ${content}`];
    });
}
const all = { group: true, changed: 'refuse' } as const;
const install = (one: Persistence) => one.install(join(root, 'module.ko'), sha('not really a module'), false);

async function everything(one: Persistence): Promise<void> {
  await one.group('uiomem');
  await install(one);
  await one.write('modprobe.d', 'options uiomem info_enable=0\n', false);
  await one.write('modules-load.d', 'uiomem\n', false);
  await one.write('udev', 'SUBSYSTEM=="uiomem", GROUP="uiomem"\n', false);
}

test('everything written and removed: every byte, mode and folder is as before, the record included', async () => {
  const before = tree();
  await everything(persistence());
  expect(text(textPaths['modprobe.d'])).toBe('options uiomem info_enable=0\n');
  expect(text('/etc/group')).toBe('root:x:0:\nusers:x:100:ada\nuiomem:x:998:\n');
  expect(text('/etc/gshadow')).toContain('uiomem:!::\n');
  // Another helper, another day.
  const { removed } = await persistence().remove(all, true);
  expect(removed).toHaveLength(5);
  expect(tree()).toEqual(before);
});

test('the second time nothing is written', async () => {
  await everything(persistence());
  const before = tree();
  await everything(persistence());
  expect(tree()).toEqual(before);
});

test('facts tell what is ours, what was changed since, and what somebody else says', async () => {
  put('/etc/modprobe.d/local.conf', '# uiomem in a comment\n');
  put('/usr/lib/modprobe.d/distribution.conf', 'blacklist uiomem\n');
  put('/run/modprobe.d/distribution.conf', '');
  put('/usr/local/lib/modules-load.d/x.conf', 'uiomem\n');
  await everything(persistence());
  put(textPaths.udev, 'mine\n');
  const files = new BoardFiles(root);
  expect((await readPersisted(files, release)).map(({ path, ours, changed }) => [path, ours, changed])).toEqual([
    [textPaths['modprobe.d'], true, undefined],
    [textPaths['modules-load.d'], true, undefined],
    [textPaths.udev, false, true],
    [installPath(release), true, undefined],
    ['/usr/local/lib/modules-load.d/x.conf', false, undefined],
  ]);
  expect(await readGroups(files)).toEqual({ names: ['root', 'users', 'uiomem'], made: 'uiomem' });
});

describe('persist.foreign-file', () => {
  it('is not overwritten, and with consent comes back with its mode', async () => {
    put(textPaths['modprobe.d'], 'by hand\n');
    const before = tree();
    await expect(persistence().write('modprobe.d', 'ours\n', false)).rejects.toMatchObject({
      id: 'persist.foreign-file',
      problem: { data: { text: 'by hand\n' } },
    });
    await persistence().remove(all, true);
    expect(tree()).toEqual(before);
    await persistence().write('modprobe.d', 'ours\n', true);
    await persistence().write('modprobe.d', 'ours again\n', false);
    expect((await persistence().remove(all, true)).restored).toEqual([textPaths['modprobe.d']]);
    expect(tree()).toEqual(before);
  });

  it('a link is never followed nor replaced', async () => {
    mkdirSync(join(root, '/etc/modules-load.d'));
    symlinkSync('/etc/passwd', join(root, textPaths['modules-load.d']));
    await expect(persistence().write('modules-load.d', 'ours\n', true)).rejects.toMatchObject({
      id: 'persist.foreign-file',
    });
    expect(readlinkSync(join(root, textPaths['modules-load.d']))).toBe('/etc/passwd');
  });
});

test.each(['discard', 'keep'] as const)(
  'persist.changed-since: refused, and then what was decided: %s',
  async (changed) => {
    await everything(persistence());
    put(textPaths['modules-load.d'], 'mine\n');
    const before = tree();
    await expect(persistence().remove(all, true)).rejects.toMatchObject({
      id: 'persist.changed-since',
      problem: { data: { path: textPaths['modules-load.d'], wrote: 'uiomem\n', found: 'mine\n' } },
    });
    expect(tree()).toEqual(before);
    const { left } = await persistence().remove({ group: true, changed }, true);
    expect([left, existsSync(join(root, textPaths['modules-load.d']))]).toEqual(
      changed === 'keep' ? [[textPaths['modules-load.d']], true] : [[], false],
    );
    expect(existsSync(join(root, '/var/lib/uiomem-studio'))).toBe(false);
  },
);

test('a group that somebody uses stays, and one that was there is nobody’s of ours', async () => {
  await persistence().group('uiomem');
  put('/etc/group', text('/etc/group').replace('uiomem:x:998:', 'uiomem:x:998:ada'));
  const { left, told } = await persistence().remove(all, true);
  expect([left, told]).toEqual([['the group uiomem'], ['The group uiomem stays, for it is used by ada.']]);
  expect(text('/etc/group')).toContain('uiomem:x:998:ada');
  const before = tree();
  await persistence().group('users');
  await persistence().remove(all, true);
  expect(tree()).toEqual(before);
});

test('a failed depmod leaves nothing of the write', async () => {
  const before = tree();
  const failing: RunProgram = async (program, args) =>
    program === 'depmod'
      ? { status: 1, signal: undefined, stdout: '', stderr: 'no space' }
      : await start(program, args);
  await expect(install(persistence(failing))).rejects.toMatchObject({ id: 'persist.depmod-failed' });
  await persistence().remove(all, true);
  expect(tree()).toEqual(before);
});

/** Power cuts as a process that stops: nothing after the cut is done by it, and another one comes. */
test('cut off before or after depmod, another helper goes on or goes back', async () => {
  const before = tree();
  for (const after of [false, true]) {
    for (const way of ['on', 'back'] as const) {
      const never = new Promise<never>(() => {});
      const reached = Promise.withResolvers<void>();
      const cut: RunProgram = async (program, args) => {
        if (after) await start(program, args);
        reached.resolve();
        return await never;
      };
      void install(persistence(cut));
      await reached.promise;
      const facts = await readPersisted(new BoardFiles(root), release);
      expect(facts).toMatchObject([{ kind: 'module', ours: true, unfinished: true }]);
      if (way === 'on') {
        ran = [];
        await install(persistence());
        expect(ran).toEqual([`depmod -b ROOT ${release}`]);
        expect(await readPersisted(new BoardFiles(root), release)).toMatchObject([{ kind: 'module', ours: true }]);
        await persistence().remove(all, true);
      } else {
        await persistence().restore({ format: 1, entries: [], folders: [] });
        await persistence().forget();
      }
      expect(tree()).toEqual(before);
    }
  }
});

test('cut off between the record and the files, both texts are known as ours', async () => {
  const told: RunProgram = async (program, args) =>
    program === 'dkms' ? { status: 0, signal: undefined, stdout: '', stderr: '' } : await start(program, args);
  const before = tree();
  const tell = () => {};
  await persistence(told).write('modprobe.d', 'b\n', false);
  const { record: wanted } = await persistence(told).read();
  await persistence(told).dkms('1', [{ path: 'dkms.conf', text: 'conf\n' }], false, tell);
  await persistence(told).write('modprobe.d', 'a\n', false);
  const reached = Promise.withResolvers<void>();
  const cut: RunProgram = async () => {
    reached.resolve();
    return await new Promise<never>(() => {});
  };
  if (wanted === undefined) throw new Error('one stands');
  void persistence(cut).restore(wanted);
  await reached.promise;
  expect(text(textPaths['modprobe.d'])).toBe('a\n');
  expect((await persistence().read()).files.map(({ state }) => state)).toEqual(['written', 'written']);
  await persistence(told).restore(wanted);
  expect(text(textPaths['modprobe.d'])).toBe('b\n');
  await persistence(told).remove(all, true);
  expect(tree()).toEqual(before);
});

test('what everybody has to read is readable, though the helper makes files for root alone', async () => {
  const own = process.umask(0o077);
  try {
    await everything(persistence());
  } finally {
    process.umask(own);
  }
  const modes = tree().filter(
    (line) => !line.includes('uiomem-studio') && /modules-load|rules\.d|updates|modules\./.test(line),
  );
  expect(modes.length).toBeGreaterThan(8);
  for (const line of modes) expect(line).toMatch(line.includes('/ ') ? / 755$/ : / 644 /);
});

/** Any way through writes and removals leads back over the records that were read on it. */
test('restore brings back each record that stood, byte for byte', async () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constantFrom('modprobe.d', 'modules-load.d', 'udev'),
      text: fc.constantFrom('a\n', 'b\n', 'c\n'),
    }),
    fc.constant('group' as const),
    fc.constant('install' as const),
    fc.record({ remove: fc.constantFrom(...Object.values(textPaths), installPath(release)) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (list) => {
      const stood: { record: PersistRecord; tree: string[] }[] = [];
      const own = () => tree().filter((line) => !line.startsWith('/var/lib/uiomem-studio'));
      for (const each of list) {
        const one = persistence();
        stood.push({ record: (await one.read()).record ?? { format: 1, entries: [], folders: [] }, tree: own() });
        if (each === 'group') await one.group('uiomem');
        else if (each === 'install') await install(one);
        else if ('remove' in each) await one.remove({ paths: [each.remove], group: false, changed: 'refuse' }, false);
        else await one.write(each.kind as 'udev', each.text, false);
      }
      for (const { record, tree: wanted } of stood.toReversed()) {
        await persistence().restore(record);
        expect(own()).toEqual(wanted);
      }
      await persistence().remove(all, true);
      expect(existsSync(join(root, '/var/lib/uiomem-studio'))).toBe(false);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test('a record that names other places is none: neither from the disk nor from a host', async () => {
  const evil: PersistRecord = {
    format: 1,
    entries: [{ path: '/etc/shadow', kind: 'udev', ours: ['0'.repeat(64)], mode: 0o666 }],
    folders: [],
  };
  await expect(persistence().restore(evil)).rejects.toMatchObject({ id: 'persist.outside' });
  put('/var/lib/uiomem-studio/persist/record.json', JSON.stringify(evil));
  await expect(persistence().remove(all, true)).rejects.toMatchObject({ id: 'persist.record-damaged' });
  const plain: PersistRecord = { format: 1, entries: [], folders: [] };
  const file = { sha256: '0'.repeat(64), mode: 0o644, uid: 0, gid: 0 };
  const index = { release, modules: '0'.repeat(64), files: [{ ...file, name: 'modules.dep' }] };
  for (const outside of [
    { ...plain, index: { ...index, files: [{ ...file, name: '../../../etc/shadow' }] } },
    { ...plain, index: { ...index, files: [{ ...file, name: 'modules.order' }] } },
    { ...plain, index: { ...index, release: '../..' } },
    { ...plain, index: { ...index, release: '..' } },
    { ...plain, dkms: { version: '1.0', release: '../../x' } },
  ]) {
    rmSync(join(root, '/var/lib/uiomem-studio'), { recursive: true, force: true });
    await expect(persistence().restore(outside)).rejects.toMatchObject({ id: 'persist.outside' });
  }
  expect(isPlace('dkms', '/usr/src/uiomem-1/../../etc/passwd')).toBe(false);
  expect(isPlace('module', '/lib/modules/../updates/uiomem.ko')).toBe(false);
  expect(isFolder('/etc/../root')).toBe(false);
});

test('groups: ids of the system from the top, past what groups and users have', () => {
  expect(freeId(parseGroups('a:x:999:\nb:x:997:\n'), 'u:x:1:998::/:\n')).toBe(996);
  expect(
    freeId(
      Array.from({ length: 900 }, (_, at) => ({ name: '', gid: 100 + at })),
      '',
    ),
  ).toBeUndefined();
});

test.each([
  ['/etc', { fileSystem: 'overlay', readOnly: false, lasts: true }],
  ['/usr/src', { fileSystem: 'rootfs', readOnly: false, lasts: false }],
  ['/lib/modules', { fileSystem: 'squashfs', readOnly: true, lasts: true }],
  ['/var/lib', { fileSystem: 'overlay', readOnly: false, lasts: false }],
  ['/opt/x', { fileSystem: 'overlay', readOnly: false }],
])('storage: %s', (path, fate) => {
  const mounts = parseMounts(`rootfs / rootfs rw 0 0
/dev/vda /disk ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
overlay /etc overlay rw,lowerdir=/etc,upperdir=/disk/etc,workdir=/disk/.work/etc 0 0
overlay /var overlay rw,lowerdir=/var,upperdir=/run/over/var,workdir=/run/over/w 0 0
overlay /opt overlay rw,lowerdir=/a,upperdir=upper,workdir=w 0 0
/dev/vdb /lib/modules squashfs ro 0 0
`);
  expect(fateOf(path, mounts)).toEqual(fate);
});
