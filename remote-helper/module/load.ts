/** Loading the driver from a file of the board that somebody else may own. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BoardFiles } from '../board-files.ts';
import type { UiomemDevice } from '../contract/device.ts';
import type { KernelLogLine } from '../contract/kernel-log.ts';
import { readDevices } from '../devices/read.ts';
import { readModules } from '../facts/modules.ts';
import { kernelLogSince, nextSequence } from '../kernel-log/read.ts';
import { onDemand } from '../on-demand.ts';
import { problem } from '../rpc/problem.ts';
import { type Ended, run } from '../run.ts';
import { scratchFolder } from '../scratch.ts';
import { errnoOf, hintFor } from './loader-error.ts';

export interface LoadRequest {
  readonly path: string;
  /** Hex digest of the file that is meant. */
  readonly sha256: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
}

/** A driver is some 100 KiB; with debug information some MiB. */
const largestModule = 64 * 2 ** 20;

/**
 * Throws `module.already-loaded`, `module.file-missing`, `module.too-large`, `module.digest-differs`,
 * `module.load-failed` (with the loader's words, errno and the kernel's lines).
 */
export async function loadModule(
  files: BoardFiles,
  request: LoadRequest,
): Promise<{ devices: UiomemDevice[]; log: KernelLogLine[] }> {
  if ((await readModules(files)).some((module) => module.name === 'uiomem')) {
    throw problem('module.already-loaded', 'The uiomem module is loaded already.', { hint: 'Unload it first.' });
  }
  const since = nextSequence(files);
  const folder = await scratchFolder('module');
  try {
    const copy = join(folder, basename(request.path));
    await copyChecked(request, copy);
    const parameters = request.parameters.map(({ name, value }) => `${name}=${value}`);
    const ended = await run('insmod', [copy, ...parameters], { timeoutMs: 50_000 });
    if (ended.status !== 0) throw loadFailed(request, parameters, ended, kernelLogSince(files, since));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { devices: await settledDevices(files), log: kernelLogSince(files, since) };
}

/** mkdtemp's folder is ours alone (0700): what is checked there stays what it was. */
async function copyChecked(request: LoadRequest, copy: string): Promise<void> {
  const status = await stat(request.path).catch(() => undefined);
  if (status === undefined || !status.isFile()) {
    throw problem('module.file-missing', `There is no file ${request.path} on the board.`, {
      data: { path: request.path },
    });
  }
  if (status.size > largestModule) {
    throw problem('module.too-large', `${request.path} has ${status.size} bytes; a module may have ${largestModule}.`, {
      data: { path: request.path, size: status.size },
    });
  }
  await writeFile(copy, await readFile(request.path), { mode: 0o600, flag: 'wx' });
  const found = onDemand.crypto
    .createHash('sha256')
    .update(await readFile(copy))
    .digest('hex');
  if (found !== request.sha256) {
    throw problem(
      'module.digest-differs',
      `${request.path} is not the file that was uploaded: its sha256 is ${found}, wanted was ${request.sha256}.`,
      {
        hint: 'Upload the module again; if it happens again, look who else writes to that folder.',
        data: { path: request.path, found, wanted: request.sha256 },
      },
    );
  }
}

export function loadFailed(
  request: Pick<LoadRequest, 'path'>,
  parameters: string[],
  ended: Ended,
  log: KernelLogLine[],
): Error {
  const said = (ended.stderr || ended.stdout).trim();
  const errno = errnoOf(said);
  const hint = hintFor(errno);
  return problem(
    'module.load-failed',
    `insmod ${basename(request.path)} failed: ${said === '' ? `status ${ended.status}` : said}`,
    {
      ...(hint === undefined ? {} : { hint }),
      data: { loader: said, ...(errno === undefined ? {} : { errno }), status: ended.status ?? null, parameters, log },
    },
  );
}

/** Nodes come from devtmpfs at once; where udev renames or makes them a moment passes. */
async function settledDevices(files: BoardFiles): Promise<UiomemDevice[]> {
  let devices = await readDevices(files);
  for (let tries = 0; tries < 20 && devices.some((device) => device.node === undefined); tries += 1) {
    await delay(100);
    devices = await readDevices(files);
  }
  return devices;
}
