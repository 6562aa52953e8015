/** Files that decide what the next boot does with the driver: ours, and whatever else speaks of it. Reads only. */
import type { BoardFiles } from '../board-files.ts';
import type { PersistedFile } from '../contract/facts.ts';
import type { PersistRecord } from '../contract/persist.ts';
import { recordFolder } from '../contract/persist-places.ts';
import { onDemand } from '../on-demand.ts';
import { parseRecord } from '../persist/record.ts';
import { textOf } from '../persist/text.ts';

/** Folders in the order in which one hides files of the same name in those after it (modprobe.d(5), modules-load.d(5), udev(7)). */
const configured: readonly {
  readonly kind: 'modprobe.d' | 'modules-load.d' | 'udev';
  readonly folders: readonly string[];
  readonly suffix: string;
}[] = [
  {
    kind: 'modprobe.d',
    folders: below(['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'], 'modprobe.d'),
    suffix: '.conf',
  },
  {
    kind: 'modules-load.d',
    folders: below(['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'], 'modules-load.d'),
    suffix: '.conf',
  },
  {
    kind: 'udev',
    folders: below(['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'], 'udev/rules.d'),
    suffix: '.rules',
  },
];

/** Where Debian keeps modules to load since before modules-load.d. */
const oldList = '/etc/modules';

/** Where modules lie that do not come with the kernel; all others are found in modules.dep. */
const moduleFolders = ['updates', 'updates/dkms', 'extra', 'misc', 'weak-updates', '.'];

function below(folders: readonly string[], name: string): string[] {
  return folders.map((folder) => `${folder}/${name}`);
}

/** Whether a line of a file is about the driver; what comes after # is not. */
function speaksOfUiomem(text: string): boolean {
  return text.split('\n').some((line) => /(?<![\w-])uiomem/.test(line.replace(/^\s*[#;].*/, '')));
}

export async function readPersisted(files: BoardFiles, release: string): Promise<PersistedFile[]> {
  const record = await readRecord(files);
  const found = new Map<string, PersistedFile['kind']>();
  for (const { path, kind } of record?.entries ?? []) {
    if (kind !== 'dkms' || path.endsWith('/dkms.conf')) found.set(path, kind);
  }
  for (const { kind, folders, suffix } of configured) {
    const seen = new Set<string>();
    for (const folder of folders) {
      for (const name of await files.list(folder)) {
        if (!name.endsWith(suffix) || seen.has(name)) continue;
        seen.add(name);
        const path = `${folder}/${name}`;
        if (!found.has(path) && speaksOfUiomem((await files.text(path)) ?? '')) found.set(path, kind);
      }
    }
  }
  if (speaksOfUiomem((await files.text(oldList)) ?? '')) found.set(oldList, 'modules-load.d');
  for (const path of await moduleFiles(files, release)) if (!found.has(path)) found.set(path, 'module');
  for (const name of await files.list('/usr/src')) {
    const path = `/usr/src/${name}/dkms.conf`;
    if (name.startsWith('uiomem') && !found.has(path) && (await files.text(path)) !== undefined)
      found.set(path, 'dkms');
  }
  const all: PersistedFile[] = [];
  for (const [path, kind] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = await files.bytes(path);
    if (bytes !== undefined) all.push(describe(path, kind, bytes, record));
  }
  return all;
}

function describe(
  path: string,
  kind: PersistedFile['kind'],
  bytes: Uint8Array,
  record: PersistRecord | undefined,
): PersistedFile {
  const sha256 = onDemand.crypto.createHash('sha256').update(bytes).digest('hex');
  const entry = record?.entries.find((each) => each.path === path);
  const ours = entry?.ours.includes(sha256) === true;
  const text = kind === 'module' ? undefined : textOf(bytes);
  return {
    path,
    kind,
    sha256,
    ours,
    ...(text !== undefined && { text }),
    ...(entry !== undefined && !ours && sha256 !== entry.before?.sha256 && { changed: true }),
    ...(ours && record?.unfinished === true && { unfinished: true }),
    ...(entry?.before !== undefined && { replaced: entry.before.sha256 }),
  };
}

/** Undefined when there is none that can be read; who changes it says what is wrong with it. */
export async function readRecord(files: BoardFiles): Promise<PersistRecord | undefined> {
  const text = await files.text(`${recordFolder}/record.json`);
  return text === undefined ? undefined : parseRecord(text);
}

/** Files that modprobe could find under the driver's name, now or after the next depmod. */
async function moduleFiles(files: BoardFiles, release: string): Promise<string[]> {
  const base = `/lib/modules/${release}`;
  const isOurs = (name: string) => /^uiomem\.ko(\.(gz|xz|zst))?$/.test(name);
  const paths = new Set<string>();
  for (const folder of moduleFolders) {
    for (const name of await files.list(`${base}/${folder}`)) {
      if (isOurs(name)) paths.add(folder === '.' ? `${base}/${name}` : `${base}/${folder}/${name}`);
    }
  }
  // `path: what it needs`, paths below the folder (modules.dep(5)).
  for (const [, path = ''] of ((await files.text(`${base}/modules.dep`)) ?? '').matchAll(/^(\S*uiomem\.ko\S*):/gm)) {
    const whole = path.startsWith('/') ? path : `${base}/${path}`;
    if (isOurs(whole.slice(whole.lastIndexOf('/') + 1))) paths.add(whole);
  }
  return [...paths];
}
