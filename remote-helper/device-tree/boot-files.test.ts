/** Boot files in a folder that stands for a board: written all or none, given back byte by byte, and what is refused. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BoardFiles } from '../board-files.ts';
import type { RunProgram } from '../persist/programs.ts';
import { digestOf } from '../persist/whole-file.ts';
import { problem, problemOf } from '../rpc/problem.ts';
import { BootFiles, type BootWrite } from './boot-files.ts';

const conf = '/boot/extlinux/extlinux.conf';
const overlay = '/boot/uiomem-studio/frames.dtbo';
const before = 'label a\n\tlinux /boot/Image\n\tfdt /boot/b.dtb\n';
const after = before.replace('b.dtb\n', `b.dtb\n\tfdtoverlays ${overlay}\n`);
const install = { name: 'frames', way: 'extlinux', files: [overlay, conf], bootId: 'one' };

let root: string;
let boot: BootFiles;
let ran: string[];
/** The files as they were when the disks were last asked to take what was written. */
let synced: string[] | undefined;
let fails: string | undefined;
const at = (path: string) => join(root, path);
const put = (path: string, text: string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
};
const text = (path: string) => readFileSync(at(path), 'utf8');
/** Every file with its rights and bytes. */
const listing = (): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .map((each) => join(each.parentPath, each.name))
    .map((path) => `${path} ${statSync(path).mode} ${statSync(path).isFile() ? readFileSync(path, 'hex') : ''}`)
    .sort();

const programs: RunProgram = async (program) => {
  if (!existsSync(at(`/usr/sbin/${program}`))) throw problem('program.missing', program);
  if (program === 'sync') synced = listing();
  else ran.push(program);
  return { status: fails === program ? 1 : 0, signal: undefined, stdout: '', stderr: 'no kernel found' };
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'uiomem-studio-boot-'));
  mkdirSync(at('/var/lib'), { recursive: true });
  put(conf, before);
  chmodSync(at(conf), 0o640);
  ran = [];
  synced = undefined;
  fails = undefined;
  boot = new BootFiles(new BoardFiles(root), programs);
});
afterEach(() => rmSync(root, { recursive: true }));

const digest = (each: string) => digestOf(Buffer.from(each));
const write = (
  files: { path: string; seen?: string; text?: string }[],
  about: Omit<BootWrite, 'files'> = { install },
) =>
  boot.write(
    {
      files: files.map(({ path, seen, text: each }) => ({
        path,
        ...(seen !== undefined && { seen: digest(seen) }),
        ...(each !== undefined && { bytes: Buffer.byteLength(each) }),
      })),
      ...about,
    },
    Buffer.from(files.map((each) => each.text ?? '').join('')),
  );
const bring = () =>
  write([
    { path: overlay, text: 'overlay' },
    { path: conf, seen: before, text: after },
  ]);
const failure = async (work: Promise<unknown>) =>
  await work.then(
    () => undefined,
    (thrown: unknown) => problemOf(thrown),
  );

test('what was written stands in the record, and restore gives every byte and right back', async () => {
  const untouched = listing();
  await bring();
  expect([text(overlay), text(conf), statSync(at(conf)).mode & 0o777]).toEqual(['overlay', after, 0o640]);
  const { look, bytes } = await boot.read();
  expect(look.record).toMatchObject({ installs: [install], folders: ['/boot/uiomem-studio'] });
  expect(look.record?.unfinished).toBeUndefined();
  expect(look.states).toEqual([
    { path: overlay, state: 'written' },
    { path: conf, state: 'written' },
  ]);
  expect(look.trees).toMatchObject([{ path: overlay, bytes: 7 }]);
  expect(Buffer.from(bytes).toString()).toBe('overlay');
  expect(await boot.restore('refuse')).toMatchObject({ restored: [conf], removed: [overlay], left: [] });
  expect(listing()).toEqual(untouched.filter((line) => !line.includes('/var/lib/uiomem-studio')));
});

test('taken out by text: a file that is again what it was before is forgotten', async () => {
  const untouched = listing();
  await bring();
  await write(
    [
      { path: conf, seen: after, text: before },
      { path: overlay, seen: 'overlay' },
    ],
    { forget: 'frames' },
  );
  expect(listing()).toEqual(untouched);
});

test('what was there before the first write is what comes back after the second', async () => {
  await bring();
  const more = after.replace(overlay, `${overlay} /boot/uiomem-studio/more.dtbo`);
  await write(
    [
      { path: '/boot/uiomem-studio/more.dtbo', text: 'second' },
      { path: conf, seen: after, text: more },
    ],
    { install: { ...install, name: 'more', files: ['/boot/uiomem-studio/more.dtbo', conf] } },
  );
  expect((await boot.read()).look.record?.installs.map(({ name }) => name)).toEqual(['frames', 'more']);
  await boot.restore('refuse');
  expect([text(conf), existsSync(at('/boot/uiomem-studio'))]).toEqual([before, false]);
});

test('boot.changed-since: a file is another than it was seen, and nothing is written', async () => {
  put(conf, `${before}# by hand\n`);
  const untouched = listing();
  expect(await failure(bring())).toMatchObject({
    id: 'boot.changed-since',
    data: { path: conf, seen: digest(before), found: digest(`${before}# by hand\n`) },
  });
  expect(listing()).toEqual(untouched);
});

test('boot.changed-since: restore touches nothing; discard puts back; keep leaves the text and what it names', async () => {
  await bring();
  put(conf, `${after}# by hand\n`);
  expect(await failure(boot.restore('refuse'))).toMatchObject({ id: 'boot.changed-since', data: { path: conf } });
  expect([text(conf), text(overlay)]).toEqual([`${after}# by hand\n`, 'overlay']);
  expect(await boot.restore('keep')).toMatchObject({ left: [conf, overlay], restored: [], removed: [] });
  expect([text(conf), text(overlay)]).toEqual([`${after}# by hand\n`, 'overlay']);
  expect(await failure(boot.restore('refuse'))).toMatchObject({ id: 'boot.nothing-to-restore' });
});

test('discard puts back what somebody changed since', async () => {
  await bring();
  put(conf, `${after}# by hand\n`);
  expect(await boot.restore('discard')).toMatchObject({ restored: [conf], removed: [overlay] });
  expect(text(conf)).toBe(before);
});

test('boot.program-failed: the files are as before, and the program ran once more on them', async () => {
  put('/etc/default/grub', 'GRUB_CMDLINE_LINUX=""\n');
  put('/usr/sbin/update-grub', '');
  fails = 'update-grub';
  const untouched = listing();
  const files = [{ path: '/etc/default/grub', seen: 'GRUB_CMDLINE_LINUX=""\n', text: 'GRUB_CMDLINE_LINUX="mem=1G"\n' }];
  expect(await failure(write(files))).toMatchObject({
    id: 'boot.program-failed',
    message: 'update-grub failed: no kernel found',
    data: { program: 'update-grub', status: 1 },
  });
  expect(ran).toEqual(['update-grub', 'update-grub']);
  expect(listing()).toEqual(untouched);
  fails = undefined;
  expect(await write(files)).toEqual({ told: ['update-grub was run.'] });
});

test('when it answers, the disks have taken all of it', async () => {
  put('/usr/sbin/sync', '');
  await bring();
  expect(synced).toEqual(listing());
  await boot.restore('refuse');
  expect(synced).toEqual(listing());
});

test('a write that fails half way leaves nothing of it', async () => {
  put('/boot/firmware/overlays', 'no folder');
  const untouched = listing();
  const found = await failure(
    write([
      { path: conf, seen: before, text: after },
      { path: '/boot/firmware/overlays/uiomem-studio-frames.dtbo', text: 'overlay' },
    ]),
  );
  expect(found?.id).toMatch(/^boot\./);
  expect(listing()).toEqual(untouched);
});

describe('cut off while the program ran, with a file half written beside its place', () => {
  const grub = '/etc/default/grub';
  const [was, is] = ['GRUB_CMDLINE_LINUX=""\n', 'GRUB_CMDLINE_LINUX="mem=1G"\n'];
  let untouched: string[];
  beforeEach(async () => {
    put(grub, was);
    put('/usr/sbin/update-grub', '');
    untouched = listing();
    const reached = Promise.withResolvers<void>();
    const never: RunProgram = async () => {
      reached.resolve();
      return await new Promise(() => {});
    };
    const killed = new BootFiles(new BoardFiles(root), never);
    const bytes = Buffer.from(is);
    void killed.write({ files: [{ path: grub, seen: digest(was), bytes: bytes.length }], install }, bytes);
    await reached.promise;
    put('/etc/default/.grub.uiomem-studio', 'GRUB_CMD');
    expect((await boot.read()).look.record?.unfinished).toBe(true);
  });

  test('the same again brings it to its end, though no file is to be written any more', async () => {
    expect(await write([])).toEqual({ told: ['update-grub was run.'] });
    expect((await boot.read()).look.record).toMatchObject({ installs: [install], entries: [{ path: grub }] });
    expect((await boot.read()).look.record?.unfinished).toBeUndefined();
    expect([text(grub), existsSync(at('/etc/default/.grub.uiomem-studio'))]).toEqual([is, false]);
  });

  test('restore gives all back, and has the program follow that', async () => {
    expect(await boot.restore('refuse')).toMatchObject({ restored: [grub], told: ['update-grub was run.'] });
    expect(listing()).toEqual(untouched.filter((line) => !line.includes('/var/lib/uiomem-studio')));
  });

  test('restore of files that are as before already has the program follow them', async () => {
    put(grub, was);
    expect(await boot.restore('refuse')).toMatchObject({ restored: [], told: ['update-grub was run.'] });
    expect(ran).toEqual(['update-grub']);
  });

  test('a failed attempt to end it leaves it unfinished', async () => {
    fails = 'update-grub';
    expect(await failure(write([]))).toMatchObject({ id: 'boot.program-failed' });
    expect((await boot.read()).look.record?.unfinished).toBe(true);
  });
});

test.each([
  ['/etc/passwd'],
  ['/boot/uiomem-studio/../passwd.dtbo'],
  ['/boot/uiomem-studio/Frames.dtbo'],
  ['/boot/overlays/vc4.dtbo'],
])('boot.outside: %s is no place of the tool', async (path) => {
  expect(await failure(write([{ path, text: 'x' }]))).toMatchObject({ id: 'boot.outside', data: { path } });
});

test('boot.foreign-file: a link is not followed', async () => {
  rmSync(at(conf));
  put('/elsewhere', before);
  symlinkSync(at('/elsewhere'), at(conf));
  expect(await failure(bring())).toMatchObject({ id: 'boot.foreign-file', data: { path: conf } });
  expect(text('/elsewhere')).toBe(before);
});

test('boot.record-damaged: a record that names other places is not followed', async () => {
  await bring();
  const record = '/var/lib/uiomem-studio/boot/record.json';
  put(record, text(record).replaceAll(overlay, '/etc/passwd'));
  expect(await failure(boot.read())).toMatchObject({ id: 'boot.record-damaged' });
  expect(await failure(boot.restore('discard'))).toMatchObject({ id: 'boot.record-damaged' });
});

test('the file systems below the boot are told, and one that is not mounted', async () => {
  put('/proc/mounts', '/dev/a / ext4 rw 0 0\n/dev/b /boot vfat ro 0 0\n');
  put(
    '/etc/fstab',
    '# x\nUUID=1 / ext4 defaults 0 1\nUUID=2 /boot vfat defaults 0 2\nUUID=3 /boot/firmware vfat defaults 0 2\n',
  );
  const { look } = await boot.read();
  expect(look.folders).toMatchObject([
    { path: '/', mounted: true, readOnly: false },
    { path: '/boot', mounted: true, fileSystem: 'vfat', readOnly: true },
    { path: '/etc', mounted: false },
  ]);
  expect(look.notMounted).toEqual([{ path: '/boot/firmware', source: 'UUID=3' }]);
});
