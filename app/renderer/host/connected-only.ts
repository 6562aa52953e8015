/**
 * A window opens the way to a board by `board.connect` alone. What it asks beside that, often by itself, is for a board that
 * is connected: a look that comes a moment after *Disconnect* must not undo it.
 */
import type { CallOptions, Client, Input, Reply } from '../../../remote-helper/rpc/contract.ts';
import { type HostContract, hostContract } from '../../contract.ts';

export function connectedOnly(client: Client<HostContract>): Client<HostContract> {
  return {
    ...client,
    call<Name extends keyof HostContract & string>(
      name: Name,
      input: Input<HostContract[Name]>,
      options?: CallOptions<HostContract[Name]>,
    ): Promise<Reply<HostContract[Name]>> {
      return client.call(name, onConnected(name, input), options);
    },
  };
}

/** Pure. The same, with `connected` where a board is named that the call would connect, also as what judges a plan. */
export function onConnected<Asked>(name: keyof HostContract, input: Asked): Asked {
  const asked: unknown = input;
  if (typeof asked !== 'object' || asked === null) return input;
  if ('by' in asked && isBoard(asked.by)) return { ...input, by: { ...asked.by, connected: true } };
  return isBoard(asked) && 'connected' in hostContract[name].input.shape ? { ...input, connected: true } : input;
}

function isBoard(asked: unknown): asked is { readonly board: string } {
  return typeof asked === 'object' && asked !== null && 'board' in asked && typeof asked.board === 'string';
}
