/** What a module file is judged by. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { ModuleFile } from './module-file.ts';
import type { KernelSymbol } from './symbol-versions.ts';

export interface JudgedModule {
  readonly module: ModuleFile;
  readonly kernel: BoardFacts['kernel'];
  /** Of a kernel tree of the board's very release; absent: none is known here. */
  readonly symbols?: ReadonlyMap<string, KernelSymbol> | undefined;
  /** Modules that the board has loaded; absent: not asked. */
  readonly loaded?: readonly string[] | undefined;
  /** That tree's folder, for command lines. */
  readonly tree?: string | undefined;
}
