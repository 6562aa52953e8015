/** The driver that the tool would load on a board: what its source says, and what was built of it before. Nothing is built. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { BuiltModule, ToolDriver } from '../../contract/module.ts';
import { architectureOfMachine } from './architecture.ts';
import { BuiltModules } from './built-modules.ts';
import { readSource } from './source.ts';

/** `source`: the folder that comes with the tool. Throws what reading it throws. */
export async function toolDriver(
  source: string,
  cache: string,
  kernel: Pick<BoardFacts['kernel'], 'release' | 'machine'>,
): Promise<ToolDriver> {
  const { sha256 } = await readSource(source);
  const header = await readFile(join(source, 'uiomem.h'), 'utf8').catch(() => '');
  const version = /^#define\s+UIOMEM_DRIVER_VERSION\s+"([^"]+)"/m.exec(header)?.[1];
  return {
    ...(version !== undefined && { version }),
    builds: buildsFor(kernel, sha256, await new BuiltModules(cache).list()),
  };
}

/** Pure. `built`: the one built last first. */
export function buildsFor(
  { release, machine }: Pick<BoardFacts['kernel'], 'release' | 'machine'>,
  source: string,
  built: readonly BuiltModule[],
): string[] {
  const architecture = architectureOfMachine(machine)?.name;
  const fitting = built.filter((each) => each.release === release && each.architecture === architecture);
  const meant = [...fitting.filter((each) => each.source === source), ...fitting.slice(0, 1)];
  return [...new Set(meant.flatMap(({ srcversion }) => srcversion ?? []))];
}
