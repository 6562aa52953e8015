/** Every call that ends because the link or the helper is lost says which steps are done, not done and unknown; here for those that do not say so themselves. */
import type { Contract, Handlers } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, ProblemError, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { stage as stages } from '../../contract/board.ts';
import { helperIsLost, linkIsLost, listsText, type StepLists } from '../session/steps-taken.ts';

/** What a call does once the board is connected, of those that ask one; `looks`: it changes nothing there. */
const calls: Readonly<Record<string, { readonly title: string; readonly looks?: true }>> = {
  'board.add': { title: 'add the board', looks: true },
  'board.clean': { title: 'take away what the tool left' },
  'board.connect': { title: 'open the session', looks: true },
  'board.facts': { title: 'gather the facts', looks: true },
  'board.takeOver': { title: 'take the board over' },
  'deviceTree.apply': { title: 'bring it to the board' },
  'deviceTree.preview': { title: 'work out what would be written', looks: true },
  'deviceTree.read': { title: 'read the device tree', looks: true },
  'deviceTree.reboot': { title: 'start the board anew' },
  'deviceTree.remove': { title: 'take it away again' },
  'deviceTree.restore': { title: 'give the boot files back' },
  'deviceTree.ways': { title: 'look at what stands', looks: true },
  'device.info': { title: 'look at the device', looks: true },
  'device.list': { title: 'list the devices', looks: true },
  'log.read': { title: 'read the kernel’s log', looks: true },
  'memory.dump': { title: 'read the range', looks: true },
  'memory.load': { title: 'write the range' },
  'memory.read': { title: 'read the memory', looks: true },
  'memory.watch': { title: 'watch the memory', looks: true },
  'memory.write': { title: 'write the memory' },
  'module.build': { title: 'build the module' },
  'module.check': { title: 'check the module', looks: true },
  'module.load': { title: 'load the module' },
  'module.preflight': { title: 'look whether a module can be built', looks: true },
  'module.reload': { title: 'load the module anew' },
  'module.status': { title: 'look at the module', looks: true },
  'module.unload': { title: 'unload the module' },
  'module.upload': { title: 'send the module' },
  'persist.remove': { title: 'take away what the next boots follow' },
  'persist.show': { title: 'look at what the next boots follow', looks: true },
  'plan.apply': { title: 'apply the plan' },
  'plan.client': { title: 'render the client', looks: true },
  'plan.lint': { title: 'check the plan', looks: true },
  'plan.new': { title: 'read the plan off the board', looks: true },
  'plan.report': { title: 'gather the report', looks: true },
  'plan.rollback': { title: 'roll back' },
  'plan.steps': { title: 'work out the steps', looks: true },
  'plan.verify': { title: 'compare the board with the plan', looks: true },
  'profile.of': { title: 'find the board’s profile', looks: true },
  'sync.forCpu': { title: 'sync for CPU' },
  'sync.forDevice': { title: 'sync for device' },
  'sync.get': { title: 'look at the sync attributes', looks: true },
  'sync.set': { title: 'set the sync attributes' },
  'terminal.shell': { title: 'open the shell', looks: true },
};
/** Stages in which something may be half way on the board. */
const changing = ['deliver', 'helper'];

/** Pure: the lists for a call that was cut off. `stage`: of the connection, when that was still being made. */
export function listsOf(name: string, stage: unknown): StepLists {
  const { title, looks } = calls[name] ?? { title: name };
  const all: readonly string[] = stages.options;
  const at = typeof stage === 'string' ? all.indexOf(stage) : -1;
  // The stages say it all.
  const opens = name === 'board.connect' || name === 'board.add';
  if (at < 0) {
    const done = ['connect'];
    if (looks === true) return { done, notDone: [title], unknown: [] };
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
