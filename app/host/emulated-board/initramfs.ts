/** The file system that a board starts with: what all boards share, and over it what this one has for itself. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { BoardChoice } from './board-options.ts';
import { type BoardParts, resourceFolder } from './board-parts.ts';
import type { BoardSecrets } from './board-secrets.ts';
import { initramfsLayer, type LayerFile } from './initramfs-layer.ts';
import { layerFiles } from './root-files.ts';

/** Permission bits of files in resources/emulated-board/root that are not 0o644; packing the tool may lose them. */
const modes: Readonly<Record<string, number>> = { '/init': 0o755, '/etc/sudoers': 0o440 };

/** Folders that no layer may give to another: their owner and permissions matter. */
const ownFolders: readonly LayerFile[] = [
  { path: '/root', mode: 0o700 },
  { path: '/root/.ssh', mode: 0o700 },
  { path: '/home', mode: 0o755 },
  { path: '/home/dev', mode: 0o755, owner: 1000 },
  { path: '/home/dev/.ssh', mode: 0o700, owner: 1000 },
  { path: '/tmp', mode: 0o1777 },
  { path: '/var', mode: 0o755 },
  { path: '/var/tmp', mode: 0o1777 },
];

/** The files of resources/emulated-board/root with the folders that they are in. */
async function commonFiles(): Promise<LayerFile[]> {
  const root = join(resourceFolder(), 'root');
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const at = (entry: (typeof entries)[number]) => join(entry.parentPath, entry.name);
  entries.sort((one, other) => (at(one) < at(other) ? -1 : 1));
  return Promise.all(
    entries.map(async (entry) => {
      const path = `/${relative(root, at(entry))}`;
      if (entry.isDirectory()) return { path, mode: 0o755 };
      return { path, mode: modes[path] ?? 0o644, content: await readFile(at(entry)) };
    }),
  );
}

function privateFiles(choice: BoardChoice, secrets: BoardSecrets, authorized: string): LayerFile[] {
  const settings = [`sshd=${choice.sshd}`, `name=${choice.name}`, `udev=${choice.udev ? 1 : 0}`];
  return [
    { path: '/etc/board.conf', mode: 0o644, content: settings.map((line) => `${line}\n`).join('') },
    { path: '/etc/hostname', mode: 0o644, content: `${choice.name}\n` },
    {
      path: '/etc/shadow',
      mode: 0o640,
      // root has no password: by key only.
      content: `root:*:19000:0:99999:7:::\nsshd:*:19000:0:99999:7:::\ndev:${secrets.passwordHash}:19000:0:99999:7:::\n`,
    },
    { path: '/root/.ssh/authorized_keys', mode: 0o600, content: authorized },
    { path: '/home/dev/.ssh/authorized_keys', mode: 0o600, owner: 1000, content: authorized },
    ...secrets.hostKeys.flatMap(({ type, privateKey, publicKey }) => [
      { path: `/etc/ssh/ssh_host_${type}_key`, mode: 0o600, content: privateKey },
      { path: `/etc/ssh/ssh_host_${type}_key.pub`, mode: 0o644, content: `${publicKey}\n` },
    ]),
  ];
}

/** Writes the layers one behind the other into the file `path`, for this user alone. */
export async function writeInitramfs(
  path: string,
  choice: BoardChoice,
  parts: BoardParts,
  secrets: BoardSecrets,
): Promise<void> {
  const authorized = await readFile(`${parts.identityFile}.pub`, 'utf8');
  const shared = [...(await commonFiles()), ...ownFolders];
  const own = [...shared, ...privateFiles(choice, secrets, authorized)];
  const folders = new Set(own.filter(({ content }) => content === undefined).map((file) => file.path));
  const layer = initramfsLayer([...own, ...layerFiles(choice.rootFiles, folders)]);
  const layers = [await readFile(parts.userSpace), await readFile(parts.modules), layer];
  await writeFile(path, Buffer.concat(layers), { mode: 0o600 });
}
