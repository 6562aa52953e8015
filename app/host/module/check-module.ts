/** A module file of the workstation, looked into and judged for a board. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { ModuleCheck } from '../../contract/module.ts';
import { architectureOfMachine } from './architecture.ts';
import { driverOf } from './driver-kind.ts';
import { judgeModule } from './judge-module.ts';
import { readModuleFile } from './module-file.ts';
import { readPacked } from './packed-module.ts';
import { type KernelSymbol, parseSymvers } from './symbol-versions.ts';
import { findTrees, matchingTree, type WorkstationPlaces } from './workstation.ts';

/** The board is asked once the file is known to be a module. Throws `module.file-missing`, `module.packed-damaged`, `module.unpacker-missing`, `module.not-a-module`. */
export async function checkModule(
  path: string,
  factsOfBoard: () => Promise<Pick<BoardFacts, 'kernel'> & Partial<Pick<BoardFacts, 'modules'>>>,
  places: WorkstationPlaces,
): Promise<ModuleCheck> {
  const module = readModuleFile(await readPacked(path), path);
  const { kernel, modules } = await factsOfBoard();
  const loaded = modules?.map((each) => each.name);
  const { name, version, architecture, vermagic, licence, signer, parameters } = module;
  return {
    path,
    ...(name !== undefined && { name }),
    ...(version !== undefined && { version }),
    architecture: architecture.name,
    vermagic: vermagic.trim(),
    ...(licence !== undefined && { licence }),
    ...(signer !== undefined && { signer }),
    parameters: [...parameters].map(([parameter, told]) => ({ name: parameter, ...told })),
    driver: driverOf(module),
    rows: judgeModule({ module, kernel, loaded, ...(await kernelSymbols(kernel, places)) }),
  };
}

/** What the board's kernel exports, as far as a tree of its release and version magic is here. */
export async function kernelSymbols(
  kernel: BoardFacts['kernel'],
  places: WorkstationPlaces,
): Promise<{ symbols?: ReadonlyMap<string, KernelSymbol>; tree?: string }> {
  const tree = matchingTree(await findTrees(places), kernel.release, architectureOfMachine(kernel.machine));
  if (tree === undefined) return {};
  const symbols = parseSymvers(await readFile(join(tree.folder, 'Module.symvers'), 'utf8').catch(() => ''));
  return { tree: tree.folder, ...(symbols.size > 0 && { symbols }) };
}
