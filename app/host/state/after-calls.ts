/** After a call that does something to a board, the board is looked at again. */
import type { Contract, Handlers, ServerCall } from '../../../remote-helper/rpc/contract.ts';
import type { HostTruth } from './host-truth.ts';

/** Names, or beginnings of names that end in a dot; `whole`: more than the attributes of devices may be another. */
const doing: readonly { readonly name: string; readonly whole: boolean }[] = [
  { name: 'sync.', whole: false },
  // What it built may be another than what is loaded.
  { name: 'module.build', whole: true },
  { name: 'module.load', whole: true },
  { name: 'module.reload', whole: true },
  { name: 'module.unload', whole: true },
  { name: 'plan.apply', whole: true },
  { name: 'plan.rollback', whole: true },
  { name: 'persist.remove', whole: true },
  { name: 'deviceTree.apply', whole: true },
  { name: 'deviceTree.remove', whole: true },
  { name: 'deviceTree.restore', whole: true },
  { name: 'board.clean', whole: true },
];

/** The same handlers; `truth` is told when one of those that do something has ended, whatever came of it. */
export function lookingAfterwards<C extends Contract>(
  handlers: Handlers<C>,
  truth: Pick<HostTruth, 'touched'>,
): Handlers<C> {
  const entries = Object.entries(handlers).map(([name, handler]) => {
    const found = doing.find((each) => (each.name.endsWith('.') ? name.startsWith(each.name) : name === each.name));
    if (found === undefined) return [name, handler];
    const followed = async (input: { readonly board?: string }, call: ServerCall<never>): Promise<unknown> => {
      try {
        return await (handler as (input: unknown, call: unknown) => Promise<unknown>)(input, call);
      } finally {
        truth.touched(input.board, found.whole);
      }
    };
    return [name, followed];
  });
  return Object.fromEntries(entries) as Handlers<C>;
}
