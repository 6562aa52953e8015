/** The facts that a plan is judged by, and the module that it means, as a file of this workstation. */

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { ModuleFacts } from '../../plan/facts.ts';
import type { PlanModule } from '../../plan/schema.ts';
import { type BuildRequest, findBuilt } from '../module/build.ts';
import { kernelSymbols } from '../module/check-module.ts';
import { checkFitsBoard } from '../module/fits-board.ts';
import { readModuleFile } from '../module/module-file.ts';
import { readPacked } from '../module/packed-module.ts';
import type { WorkstationPlaces } from '../module/workstation.ts';
import { sourceFacts } from './dkms-files.ts';

/** Where a plan's relative paths and the tool's own things are. */
export interface PlanPlaces {
  /** Of the plan file. */
  readonly folder: string;
  /** The driver that comes with the tool. */
  readonly driverSource: string;
  readonly places: WorkstationPlaces;
}

/** What building the plan's module takes. */
export function buildRequest(module: PlanModule, kernel: BoardFacts['kernel'], where: PlanPlaces): BuildRequest {
  return {
    kernel,
    source: module.from === 'folder' ? resolve(where.folder, module.path ?? '.') : where.driverSource,
    headers: module.headers === undefined ? undefined : resolve(where.folder, module.headers),
    places: where.places,
  };
}

/**
 * The plan's module when it is there already; undefined when it has to be built, or when the plan means none. Throws what
 * reading a source folder or a .ko file throws, and what forbids that file on this board.
 */
export async function moduleFacts(
  module: PlanModule,
  kernel: BoardFacts['kernel'],
  where: PlanPlaces,
): Promise<ModuleFacts | undefined> {
  switch (module.from) {
    case 'loaded':
      return undefined;
    case 'built-in':
    case 'folder': {
      const built = await findBuilt(buildRequest(module, kernel, where));
      if (built === undefined) return undefined;
      return {
        ...(await factsOfFile(built.path, kernel)),
        source: await sourceFacts(buildRequest(module, kernel, where).source),
      };
    }
    case 'file':
      return await factsOfFile(
        resolve(where.folder, module.path ?? ''),
        kernel,
        await kernelSymbols(kernel, where.places),
      );
  }
}

async function factsOfFile(
  path: string,
  kernel: BoardFacts['kernel'],
  known?: Awaited<ReturnType<typeof kernelSymbols>>,
): Promise<ModuleFacts> {
  const bytes = await readPacked(path);
  const file = readModuleFile(bytes, path);
  checkFitsBoard(file, kernel, known);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, sha256, ...(file.srcversion !== undefined && { srcversion: file.srcversion }) };
}
