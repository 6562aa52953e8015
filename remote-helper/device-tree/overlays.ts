/** Overlays of the running kernel, as folders of configfs: dtbo takes the overlay, status tells whether it was applied, rmdir takes it back. */
import { mkdir, open, rmdir, stat } from 'node:fs/promises';
import type { BoardFiles } from '../board-files.ts';
import { overlayFolder, overlayPrefix } from '../contract/boot-places.ts';
import type { LiveOverlay } from '../contract/device-tree.ts';
import type { KernelLogLine } from '../contract/kernel-log.ts';
import { kernelLogSince, nextSequence } from '../kernel-log/read.ts';
import { problem } from '../rpc/problem.ts';

const applied = 'applied';

export async function listOverlays(
  files: BoardFiles,
): Promise<{ there: boolean; overlays: LiveOverlay[]; bytes: Uint8Array }> {
  const there = (await files.real(overlayFolder)) !== undefined;
  const overlays: LiveOverlay[] = [];
  const blobs: Uint8Array[] = [];
  for (const name of (await files.entries(overlayFolder)).folders) {
    const folder = `${overlayFolder}/${name}`;
    const status = await files.text(`${folder}/status`);
    const made = await stat(files.at(folder)).catch(() => undefined);
    // Gone meanwhile.
    if (status === undefined || made === undefined) continue;
    const blob = (await files.bytes(`${folder}/dtbo`)) ?? new Uint8Array();
    blobs.push(blob);
    overlays.push({ name, status, bytes: blob.length, since: made.ctimeMs / 1000 });
  }
  return { there, overlays, bytes: Buffer.concat(blobs) };
}

/** Whole or not at all. Throws `overlay.not-offered`, `device-tree.exists`, `overlay.refused`. */
export async function applyOverlay(
  files: BoardFiles,
  name: string,
  overlay: Uint8Array,
): Promise<{ lines: KernelLogLine[] }> {
  const folder = folderOf(name);
  if ((await files.real(overlayFolder)) === undefined) {
    throw problem('overlay.not-offered', 'The board’s kernel takes no overlays while it runs.', {
      hint: `It has no ${overlayFolder}: bring the overlay to the next boot (dt install).`,
      data: { folder: overlayFolder },
    });
  }
  const since = nextSequence(files);
  try {
    await mkdir(files.at(folder));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw problem('device-tree.exists', `An overlay ${name} is in the kernel already.`, {
        hint: `Take it away first (dt remove ${name}), or choose another name.`,
        data: { name },
      });
    }
    throw refused(name, code, '', kernelLogSince(files, since), cause);
  }
  const errno = await writeAtOnce(files.at(`${folder}/dtbo`), overlay);
  const status = (await files.text(`${folder}/status`)) ?? '';
  if (errno === undefined && status === applied) return { lines: kernelLogSince(files, since) };
  await rmdir(files.at(folder)).catch(() => undefined);
  const lines = kernelLogSince(files, since);
  throw refused(name, errno ?? errnoIn(lines), status, lines);
}

/** Configfs hands it over when the file is closed, of which close(2) tells nothing: the status does. */
async function writeAtOnce(path: string, bytes: Uint8Array): Promise<string | undefined> {
  try {
    const file = await open(path, 'r+').catch(() => open(path, 'w'));
    try {
      for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
    } finally {
      await file.close();
    }
    return undefined;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code ?? 'EIO';
  }
}

const errnos: Readonly<Record<string, string>> = {
  '1': 'EPERM',
  '2': 'ENOENT',
  '12': 'ENOMEM',
  '16': 'EBUSY',
  '17': 'EEXIST',
  '19': 'ENODEV',
  '22': 'EINVAL',
};

/** As the kernel's lines give it: `failed, ret = -22`, `is refused (-22)`. */
function errnoIn(lines: readonly KernelLogLine[]): string | undefined {
  for (const { text } of lines.toReversed()) {
    const number = /(?:\(|= |: |error )-(\d+)\)?$/.exec(text)?.[1];
    if (number !== undefined) return errnos[number] ?? `-${number}`;
  }
  return undefined;
}

function refused(
  name: string,
  errno: string | undefined,
  status: string,
  lines: readonly KernelLogLine[],
  cause?: unknown,
): Error {
  const said = lines.map(({ text }) => text).at(-1);
  return problem(
    'overlay.refused',
    `The kernel refuses the overlay ${name}${errno === undefined ? '' : ` (${errno})`}${said === undefined ? ', and says nothing about it.' : `: ${said}`}`,
    {
      hint: 'Nothing of it stays. dt rehearse says of most overlays beforehand what the kernel will say.',
      data: { name, ...(errno !== undefined && { errno }), status, lines },
      cause,
    },
  );
}

/** Throws `device-tree.not-there`, `overlay.not-removed`. */
export async function removeOverlay(files: BoardFiles, name: string): Promise<{ lines: KernelLogLine[] }> {
  const folder = folderOf(name);
  if ((await files.real(folder)) === undefined) throw notThere(name);
  const since = nextSequence(files);
  try {
    await rmdir(files.at(folder));
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw notThere(name);
    throw problem('overlay.not-removed', `The overlay ${name} cannot be taken out of the kernel: ${code}.`, {
      hint: 'Another overlay may have been put on top of it: take that away first.',
      data: { name, errno: code, lines: kernelLogSince(files, since) },
      cause,
    });
  }
  return { lines: kernelLogSince(files, since) };
}

function notThere(name: string): Error {
  return problem('device-tree.not-there', `There is no overlay ${name} of this tool in the kernel.`, {
    hint: 'dt status tells what stands.',
    data: { name },
  });
}

/** Of those of this tool only. */
function folderOf(name: string): string {
  return `${overlayFolder}/${overlayPrefix}${name}`;
}
