/** Unloading the driver. */
import type { BoardFiles } from '../board-files.ts';
import type { Holder } from '../contract/device.ts';
import type { KernelLogLine } from '../contract/kernel-log.ts';
import { readModules } from '../facts/modules.ts';
import { kernelLogSince, nextSequence } from '../kernel-log/read.ts';
import { problem } from '../rpc/problem.ts';
import { run } from '../run.ts';

/** What unloading needs of the rest of the helper. */
export interface UnloadParts {
  readonly holders: () => Promise<Holder[]>;
  /** Closes every mapping of the helper; answers how many there were. */
  readonly closeMappings: () => Promise<number>;
}

/**
 * Throws `module.not-loaded`, `module.in-use` (naming every other process; our mappings are then still there, for nothing
 * was to be won by closing them), `module.unload-failed`.
 */
export async function unloadModule(
  files: BoardFiles,
  parts: UnloadParts,
): Promise<{ closedMappings: number; log: KernelLogLine[] }> {
  const module = (await readModules(files)).find(({ name }) => name === 'uiomem');
  if (module === undefined) throw problem('module.not-loaded', 'The uiomem module is not loaded.');
  if (module.usedBy.length > 0) {
    throw problem('module.in-use', `The uiomem module is used by other modules: ${module.usedBy.join(', ')}.`, {
      hint: 'Unload them first.',
      data: { modules: module.usedBy, holders: [] },
    });
  }
  const others = (await parts.holders()).filter((holder) => !holder.ours);
  if (others.length > 0) throw inUse(others);
  const since = nextSequence(files);
  const closedMappings = await parts.closeMappings();
  const ended = await run('rmmod', ['uiomem'], { timeoutMs: 50_000 });
  if (ended.status !== 0) {
    // Somebody may have opened a device since we looked.
    const late = (await parts.holders()).filter((holder) => !holder.ours);
    if (late.length > 0) throw inUse(late);
    const said = (ended.stderr || ended.stdout).trim();
    const references = (await readModules(files)).find(({ name }) => name === 'uiomem')?.references;
    throw problem('module.unload-failed', `rmmod uiomem failed: ${said === '' ? `status ${ended.status}` : said}`, {
      ...(references ? { hint: `The kernel counts ${references} users of the module that no process shows.` } : {}),
      data: {
        loader: said,
        status: ended.status ?? null,
        references: references ?? null,
        closedMappings,
        log: kernelLogSince(files, since),
      },
    });
  }
  return { closedMappings, log: kernelLogSince(files, since) };
}

/** The helper and its probe child, of this tool's session on another workstation. */
const studio = /\/(helper|probe)\.cjs\b/;

export function inUse(holders: readonly Holder[]): Error {
  const who = ({ command }: Holder) => (studio.test(command) ? 'uiomem studio, another session' : command);
  const named = [...new Set(holders.map((holder) => `${holder.pid} ${who(holder)} (${holder.device})`))];
  const others = holders.filter(({ command }) => !studio.test(command)).length;
  const ways = [
    ...(others < holders.length
      ? ['End the other session of uiomem studio, or have it unload the module itself.']
      : []),
    ...(others > 0 ? ['End the processes, or have them close the device.'] : []),
  ];
  return problem(
    'module.in-use',
    `The driver cannot be unloaded, for other processes hold its devices: ${named.join('; ')}.`,
    { hint: ways.join(' '), data: { holders } },
  );
}
