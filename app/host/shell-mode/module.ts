/** Loading and unloading the driver by insmod and rmmod, with the checks and errors of remote-helper/module. */
import type { Holder, UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import { readDevices } from '../../../remote-helper/devices/read.ts';
import { readModules } from '../../../remote-helper/facts/modules.ts';
import { type LoadRequest, loadFailed } from '../../../remote-helper/module/load.ts';
import { inUse } from '../../../remote-helper/module/unload.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import { devicesScript } from './facts-script.ts';
import { kernelLogSince, nextSequence } from './kernel-log.ts';
import type { Shell } from './root-shell.ts';
import { ShellFiles } from './shell-files.ts';

/** Prints the sha256 of a file by whichever program the board has, as the bootstrap does. */
export const digestFunction = `digest() {
if command -v sha256sum >/dev/null; then s=$(sha256sum "$1")
elif busybox sha256sum </dev/null >/dev/null 2>&1; then s=$(busybox sha256sum "$1")
else s=$(openssl dgst -sha256 -r "$1"); fi
printf '%s\\n' "\${s%% *}"; }
`;

const exits = { missing: 81, noPlace: 82, copy: 83, digest: 84, refused: 85 };
const largestModule = 64 * 2 ** 20;

/** Throws `module.already-loaded`, `module.file-missing`, `module.too-large`, `module.digest-differs`, `module.load-failed`. */
export async function loadModule(
  shell: Shell,
  request: LoadRequest,
): Promise<{ devices: UiomemDevice[]; log: KernelLogLine[] }> {
  if ((await readModules(new ShellFiles(shell))).some((module) => module.name === 'uiomem')) {
    throw problem('module.already-loaded', 'The uiomem module is loaded already.', { hint: 'Unload it first.' });
  }
  const since = await nextSequence(shell);
  const parameters = request.parameters.map(({ name, value }) => `${name}=${value}`);
  const path = shellQuote(request.path);
  const copy = `"$T"/${shellQuote(request.path.slice(request.path.lastIndexOf('/') + 1))}`;
  const { status, output } = await shell.run(
    `${digestFunction}[ -f ${path} ] || exit ${exits.missing}
n=$(($(wc -c <${path})))
[ "$n" -le ${largestModule} ] || { echo "$n"; exit ${exits.copy}; }
T=$(mktemp -d /tmp/uiomem-studio-module-$$-XXXXXX) || exit ${exits.noPlace}
trap 'rm -rf "$T"' EXIT
s=$(cp ${path} ${copy} 2>&1) || { printf '%s' "$s"; rm -rf "$T"; exit ${exits.noPlace}; }
s=$(digest ${copy})
[ "$s" = ${request.sha256} ] || { echo "$s"; rm -rf "$T"; exit ${exits.digest}; }
s=$(insmod ${copy} ${parameters.map(shellQuote).join(' ')} 2>&1); e=$?
rm -rf "$T"
[ "$e" = 0 ] || { printf '%s\\n%s' "$e" "$s"; exit ${exits.refused}; }`,
    { timeoutMs: 55_000 },
  );
  const said = output.toString('utf8').trim();
  switch (status) {
    case 0:
      return { devices: await settledDevices(shell), log: await kernelLogSince(shell, since) };
    case exits.missing:
      throw problem('module.file-missing', `There is no file ${request.path} on the board.`, {
        data: { path: request.path },
      });
    case exits.copy:
      throw problem('module.too-large', `${request.path} has ${said} bytes; a module may have ${largestModule}.`, {
        data: { path: request.path, size: Number(said) },
      });
    case exits.digest:
      throw problem(
        'module.digest-differs',
        `${request.path} is not the file that was uploaded: its sha256 is ${said}, wanted was ${request.sha256}.`,
        {
          hint: 'Upload the module again; if it happens again, look who else writes to that folder.',
          data: { path: request.path, found: said, wanted: request.sha256 },
        },
      );
    case exits.refused: {
      const [loader = '', ...words] = said.split('\n');
      const ended = { status: Number(loader), signal: undefined, stdout: '', stderr: words.join('\n') };
      throw loadFailed(request, parameters, ended, await kernelLogSince(shell, since));
    }
    default:
      throw problem(
        'module.no-place',
        `The module could not be copied to /tmp of the board: ${said || `exit ${status}`}`,
        {
          hint: 'Make room in /tmp, or mount it read-write.',
          data: { said, status },
        },
      );
  }
}

/** Nodes come from devtmpfs at once; where udev renames or makes them a moment passes. */
async function settledDevices(shell: Shell): Promise<UiomemDevice[]> {
  for (let tries = 0; ; tries += 1) {
    const devices = await ShellFiles.settle(shell, devicesScript, readDevices);
    if (tries >= 20 || devices.every(({ node }) => node !== undefined)) return devices;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Throws `module.not-loaded`, `module.in-use`, `module.unload-failed`. */
export async function unloadModule(
  shell: Shell,
  parts: { holders(): Promise<Holder[]>; closeMappings(): number },
): Promise<{ closedMappings: number; log: KernelLogLine[] }> {
  const own = async () => (await readModules(new ShellFiles(shell))).find(({ name }) => name === 'uiomem');
  const module = await own();
  if (module === undefined) throw problem('module.not-loaded', 'The uiomem module is not loaded.');
  if (module.usedBy.length > 0) {
    throw problem('module.in-use', `The uiomem module is used by other modules: ${module.usedBy.join(', ')}.`, {
      hint: 'Unload them first.',
      data: { modules: module.usedBy, holders: [] },
    });
  }
  const others = await parts.holders();
  if (others.length > 0) throw inUse(others);
  const since = await nextSequence(shell);
  const closedMappings = parts.closeMappings();
  const { status, output } = await shell.run('rmmod uiomem 2>&1', { timeoutMs: 55_000 });
  const log = await kernelLogSince(shell, since);
  if (status === 0) return { closedMappings, log };
  const late = await parts.holders();
  if (late.length > 0) throw inUse(late);
  const said = output.toString('utf8').trim();
  const references = (await own())?.references;
  throw problem('module.unload-failed', `rmmod uiomem failed: ${said === '' ? `status ${status}` : said}`, {
    ...(references ? { hint: `The kernel counts ${references} users of the module that no process shows.` } : {}),
    data: { loader: said, status, references: references ?? null, closedMappings, log },
  });
}
