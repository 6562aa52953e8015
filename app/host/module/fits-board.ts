/** Whether a module file can be loaded by a board's kernel: judged before a byte of it is sent. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { PreflightRow } from '../../contract/module.ts';
import { judgeModule } from './judge-module.ts';
import type { JudgedModule } from './judged-module.ts';
import type { ModuleFile } from './module-file.ts';

/** Row of {@link judgeModule} to the problem that it is when somebody wants to load the module all the same. */
const problemIds: Readonly<Record<string, string>> = {
  'module.architecture': 'module.wrong-architecture',
  'module.loading': 'module.loading-disabled',
  'module.signature': 'module.signature-required',
  'module.release': 'module.wrong-release',
  'module.vermagic': 'module.vermagic-differs',
  'module.symbol-versions': 'module.symbol-versions-differ',
  'module.symbols': 'module.symbols-missing',
  'module.licence': 'module.licence-refused',
  'module.compiler': 'module.compiler-differs',
  'module.btf': 'module.btf-differs',
};

/** What a build decides about: what it made can still be signed, or loaded after another boot. */
const ofBuild = [
  'module.architecture',
  'module.release',
  'module.vermagic',
  'module.symbol-versions',
  'module.symbols',
];

/** The first row that says no, as a Problem; undefined when none does. */
export function unfitProblem(rows: readonly PreflightRow[]): ProblemError | undefined {
  const first = rows.find(({ ok }) => !ok);
  if (first === undefined) return undefined;
  const { id, title, wanted, found, hint } = first;
  return problem(
    problemIds[id] ?? 'module.unfit',
    `The board’s kernel would not take the module: ${title}: wanted ${wanted}, found ${found}.`,
    { ...(hint !== undefined && { hint }), data: { wanted, found } },
  );
}

/** Throws what {@link unfitProblem} makes of the rows. `known`: of the kernel, where a tree of it is here. */
export function checkFitsBoard(
  module: ModuleFile,
  kernel: BoardFacts['kernel'],
  known: Pick<JudgedModule, 'symbols' | 'tree'> = {},
): void {
  const unfit = unfitProblem(judgeModule({ module, kernel, ...known }));
  if (unfit !== undefined) throw unfit;
}

/** As {@link checkFitsBoard}, of a module that was just built: not whether it is signed, or may be loaded now. */
export function checkBuilt(module: ModuleFile, kernel: BoardFacts['kernel']): void {
  const unfit = unfitProblem(judgeModule({ module, kernel }).filter(({ id }) => ofBuild.includes(id)));
  if (unfit !== undefined) throw unfit;
}
