/** The facts that a plan is judged by, and the module that it means, as a file of this workstation. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { ModuleFacts } from '../../plan/facts.ts';
import type { PlanModule } from '../../plan/schema.ts';
import { findBuilt } from '../module/build.ts';
import type { BuildRequest } from '../module/build-request.ts';
import { kernelSymbols } from '../module/check-module.ts';
import { checkFitsBoard } from '../module/fits-board.ts';
import { readModuleFile } from '../module/module-file.ts';
import { readPacked } from '../module/packed-module.ts';
import type { WorkstationPlaces } from '../module/workstation.ts';
import type { BoardSession } from '../session/session.ts';
import { sourceFacts } from './dkms-files.ts';

/** Where a plan's relative paths and the tool's own things are. */
export interface PlanPlaces {
  /** Of the plan file. */
  readonly folder: string;
  /** The driver that comes with the tool. */
  readonly driverSource: string;
  readonly places: WorkstationPlaces;
}

/** What building the plan's module takes. `session`: with the board, which builds where the plan says so. */
export function buildRequest(
  module: PlanModule,
  kernel: BoardFacts['kernel'],
  where: PlanPlaces,
  session?: BoardSession,
): BuildRequest {
  const onBoard = module.on === 'board' && session !== undefined;
  return {
    kernel,
    source: module.from === 'folder' ? resolve(where.folder, module.path ?? '.') : where.driverSource,
    headers: module.headers === undefined || onBoard ? module.headers : resolve(where.folder, module.headers),
    places: where.places,
    ...(onBoard && { on: { connection: session.connection, places: session.probe.places } }),
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
  session?: BoardSession,
): Promise<ModuleFacts | undefined> {
  switch (module.from) {
    case 'loaded':
      return undefined;
    case 'built-in':
    case 'folder': {
      // Of a board that only a file tells of it cannot be known what it built.
      if (module.on === 'board' && session === undefined) return undefined;
      const request = buildRequest(module, kernel, where, session);
      const built = await findBuilt(request);
      if (built === undefined) return undefined;
      return { ...(await factsOfFile(built.path, kernel)), source: await sourceFacts(request.source) };
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
  const { srcversion, vermagic, compilers } = file;
  return { path, sha256, vermagic, compilers, ...(srcversion !== undefined && { srcversion }) };
}
