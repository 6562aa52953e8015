/** Whether a module file can be loaded by a board's kernel: judged before a byte of it is sent. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { architectureOfMachine } from './architecture.ts';
import type { ModuleFile } from './module-file.ts';

/** Throws `module.wrong-architecture`, `module.wrong-release` or `module.vermagic-differs`. */
export function checkFitsBoard(
  module: Pick<ModuleFile, 'architecture' | 'release' | 'vermagic'>,
  kernel: Pick<BoardFacts['kernel'], 'machine' | 'release' | 'vermagic'>,
): void {
  const wanted = architectureOfMachine(kernel.machine)?.name ?? kernel.machine;
  if (module.architecture.name !== wanted) {
    throw problem(
      'module.wrong-architecture',
      `The module is for ${module.architecture.name}; the board is ${wanted} (${kernel.machine}).`,
      {
        hint: 'Build it for this board: module build.',
        data: { wanted, found: module.architecture.name },
      },
    );
  }
  if (module.release !== kernel.release) {
    throw problem(
      'module.wrong-release',
      `The module is for Linux ${module.release}; the board runs ${kernel.release}.`,
      {
        hint: 'Build it against the headers of the release that runs on the board.',
        data: { wanted: kernel.release, found: module.release },
      },
    );
  }
  const wantedMagic = kernel.vermagic?.trim();
  if (wantedMagic !== undefined && module.vermagic.trim() !== wantedMagic) {
    throw problem(
      'module.vermagic-differs',
      `The module’s version magic is "${module.vermagic.trim()}"; the board’s kernel wants "${wantedMagic}".`,
      {
        hint: 'The headers were configured differently from the kernel that runs: build against its very own.',
        data: { wanted: wantedMagic, found: module.vermagic.trim() },
      },
    );
  }
}
