/** What the next boots follow, as far as the tool can write to it: files, their file systems, and the record. Reads only. */
import type { BoardFiles } from '../board-files.ts';
import { bootTexts } from '../contract/boot-places.ts';
import type { BootFile, BootFolder, BootLook, BootRecord } from '../contract/device-tree.ts';
import { fateOf, parseMounts } from '../facts/storage.ts';
import { stateOf } from '../persist/record.ts';
import { textOf } from '../persist/text.ts';
import { findFile } from '../persist/whole-file.ts';
import { searchPath } from '../run.ts';

const folders = ['/', '/boot', '/boot/firmware', '/etc'];

export async function lookAtBoot(
  files: BoardFiles,
  record: BootRecord | undefined,
): Promise<{ look: BootLook; bytes: Uint8Array }> {
  const texts: BootFile[] = [];
  for (const path of bootTexts) {
    const found = await findFile(files.at(path));
    if (found === undefined || found === 'other') continue;
    const text = textOf(found.bytes);
    texts.push({ path, sha256: found.sha256, bytes: found.bytes.length, ...(text !== undefined && { text }) });
  }
  const trees: BootFile[] = [];
  const blobs: Uint8Array[] = [];
  const states: BootLook['states'] = [];
  const isText = (path: string) => bootTexts.some((each) => each === path);
  for (const entry of record?.entries ?? []) {
    const { path } = entry;
    const found = await findFile(files.at(path));
    states.push({ path, state: stateOf(entry, found) });
    if (isText(path) || found === undefined || found === 'other') continue;
    trees.push({ path, sha256: found.sha256, bytes: found.bytes.length });
    blobs.push(found.bytes);
  }
  const programs: string[] = [];
  for (const name of ['u-boot-update', 'update-grub']) {
    for (const folder of searchPath) {
      if (!(await files.mayRun(`${folder}/${name}`))) continue;
      programs.push(`${folder}/${name}`);
      break;
    }
  }
  const update = programs.find((path) => path.endsWith('/u-boot-update'));
  const script = update === undefined ? undefined : ((await files.text(update)) ?? '');
  return {
    look: {
      files: texts,
      trees,
      ...(await fileSystems(files)),
      programs,
      ...(script !== undefined && {
        uBootUpdate: { list: script.includes('U_BOOT_FDT_OVERLAYS'), wholeFolder: script.includes('*.dtbo') },
      }),
      ...(record !== undefined && { record }),
      states,
      bootId: (await files.text('/proc/sys/kernel/random/boot_id')) ?? '',
    },
    bytes: Buffer.concat(blobs),
  };
}

async function fileSystems(files: BoardFiles): Promise<Pick<BootLook, 'folders' | 'notMounted'>> {
  const mounts = parseMounts((await files.text('/proc/mounts')) ?? '');
  const found: BootFolder[] = [];
  for (const path of folders) {
    const fate = (await files.real(path)) === undefined ? undefined : fateOf(path, mounts);
    if (fate === undefined) continue;
    const free = await files.freeBytes(path);
    found.push({
      path,
      mounted: mounts.some(({ target }) => target === path),
      ...fate,
      ...(free !== undefined && { freeBytes: Number(free) }),
    });
  }
  const notMounted = ((await files.text('/etc/fstab')) ?? '').split('\n').flatMap((line) => {
    const [source = '', path = ''] = line.trim().split(/\s+/);
    const isBoot = path === '/boot' || path === '/boot/firmware';
    return isBoot && !source.startsWith('#') && !mounts.some(({ target }) => target === path) ? [{ path, source }] : [];
  });
  return { folders: found, notMounted };
}
