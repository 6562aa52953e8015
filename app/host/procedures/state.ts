/** Following what the host knows. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { stateContract } from '../../contract/state.ts';
import type { HostParts } from './parts.ts';

export function stateProcedures({ truth }: Pick<HostParts, 'truth'>): Handlers<typeof stateContract> {
  return {
    'state.watch': async (_input, call) => await truth.watch(call.signal, (change) => call.item(change)),
  };
}
