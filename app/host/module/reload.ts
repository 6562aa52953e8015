/** One driver in the place of another: what was loaded, and what is to be said of it when nothing could be loaded in its place. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { ProblemError, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BuiltModule, ModuleBefore } from '../../contract/module.ts';
import { driverName } from '../../plan/loaded-driver.ts';
import { givenParameters } from '../../plan/parameters.ts';
import { architectureOfMachine } from './architecture.ts';

type Loaded = NonNullable<BoardFacts['uiomem']>;

/** Pure. The module that was built here and is the loaded one: of its source version, for that kernel; the newest first. */
export function fileOfLoaded(
  { srcversion }: Pick<Loaded, 'srcversion'>,
  { release, machine }: Pick<BoardFacts['kernel'], 'release' | 'machine'>,
  built: readonly BuiltModule[],
): string | undefined {
  const architecture = architectureOfMachine(machine)?.name;
  if (srcversion === undefined) return undefined;
  return built.find(
    (each) => each.srcversion === srcversion && each.release === release && each.architecture === architecture,
  )?.path;
}

/** The failure of the load, with what is loaded now and the way back. `now`: undefined when none is loaded. */
export function notReplaced(thrown: unknown, loaded: Loaded, file: string | undefined, now: Loaded | undefined): Error {
  const found = problemOf(thrown);
  const before: ModuleBefore = {
    name: driverName(loaded),
    parameters: givenParameters(loaded.parameters),
    ...(file !== undefined && { file }),
    loaded: now !== undefined,
  };
  const state =
    now === undefined
      ? `The ${before.name} was unloaded for it, and no driver is loaded now.`
      : `The ${before.name} was unloaded for it; the ${driverName(now)} is loaded now.`;
  const back =
    file === undefined
      ? 'What was loaded before was not built here: load it again by its file.'
      : `What was loaded before can be put back: module ${now === undefined ? 'load' : 'reload'} --file ${file} with its parameters.`;
  return new ProblemError(
    {
      ...found,
      message: `${found.message} ${state}`,
      hint: [found.hint, back].filter((each) => each !== undefined).join(' '),
      data: { ...found.data, before },
    },
    { cause: thrown },
  );
}
