/** Every call that ends because the link or the helper is lost says which steps are done, not done and unknown; here for those that do not say so themselves. */
import type { Contract, Handlers } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, ProblemError, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { stage as stages } from '../../contract/board.ts';
import { helperIsLost, linkIsLost, listsText, type StepLists } from '../session/steps-taken.ts';

/** What a call does once the board is connected, where its name is not words enough; `looks`: it changes nothing there. */
const calls: Readonly<Record<string, { readonly title: string; readonly looks?: true }>> = {
  'memory.read': { title: 'read the memory', looks: true },
  'memory.dump': { title: 'read the range', looks: true },
  'memory.load': { title: 'write the range' },
  'memory.write': { title: 'write the memory' },
  'module.upload': { title: 'send the module' },
  'module.unload': { title: 'unload the module' },
  'module.build': { title: 'build the module' },
  'sync.forCpu': { title: 'sync for CPU' },
  'sync.forDevice': { title: 'sync for device' },
  'sync.set': { title: 'set the sync attributes' },
};
const looking =
  /^(state|window|emulated|profile)\.|\.(list|facts|preflight|check|status|verify|lint|steps|get|watch|new)$/;
/** Stages in which something may be half way on the board. */
const changing = ['deliver', 'helper'];

/** Pure: the lists for a call that was cut off. `stage`: of the connection, when that was still being made. */
export function listsOf(name: string, stage: unknown): StepLists {
  const { title, looks = looking.test(name) } = calls[name] ?? { title: name };
  const all: readonly string[] = stages.options;
  const at = typeof stage === 'string' ? all.indexOf(stage) : -1;
  const opens = name === 'board.connect' || name === 'board.add';
  if (at < 0) {
    const done = ['connect'];
    if (opens || looks) return { done, notDone: [title], unknown: [] };
    return { done, notDone: [], unknown: [title] };
  }
  const half = changing.includes(all[at] ?? '');
  return {
    done: all.slice(0, at),
    unknown: half ? all.slice(at, at + 1) : [],
    notDone: [...all.slice(half ? at + 1 : at), ...(opens ? [] : [title])],
  };
}

function withLists(name: string, found: Problem, cause: unknown): ProblemError {
  const lists = listsOf(name, found.data?.stage);
  const id = found.id === 'rpc.connection-lost' ? 'link.lost' : found.id;
  return new ProblemError(
    {
      ...found,
      id,
      message: `${found.message} ${listsText(lists)}`,
      hint: wayOn(id, lists),
      data: { ...found.data, ...lists },
    },
    { cause },
  );
}

function wayOn(id: string, { unknown }: StepLists): string {
  const again = 'the same command can be given again';
  const looks = unknown.length === 0 ? '' : '; it looks first at what is there';
  if (id === 'mapping.lost') return `The helper was started again: ${again}${looks}.`;
  if (id === 'helper.not-started')
    return `Something on the board ended it, such as a lack of memory: ${again}${looks}.`;
  return unknown.length === 0
    ? `Nothing was changed on the board: ${again} once it can be reached.`
    : `The same command can be given again once the board can be reached${looks}.`;
}

/** The handlers, with lists in what they throw when the link was lost in the middle. */
export function tellingLostLinks<C extends Contract>(handlers: Handlers<C>): Handlers<C> {
  const wrapped = Object.entries(handlers as Record<string, (input: unknown, call: unknown) => Promise<unknown>>).map(
    ([name, handler]) => [
      name,
      (input: unknown, call: unknown) =>
        handler(input, call).catch((thrown: unknown) => {
          const found = problemOf(thrown);
          // `board.lost`: nothing was begun, and the host is at it already.
          const { notDone, rolledBack } = found.data ?? {};
          if (found.id === 'board.lost' || notDone !== undefined || rolledBack !== undefined) throw thrown;
          if (!linkIsLost(thrown) && !helperIsLost(thrown)) throw thrown;
          throw withLists(name, found, thrown);
        }),
    ],
  );
  return Object.fromEntries(wrapped) as Handlers<C>;
}
