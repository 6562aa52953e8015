/** A host of this process's own, spoken to by its contract. */
import { connectClient } from '../../remote-helper/rpc/client.ts';
import type { Client } from '../../remote-helper/rpc/contract.ts';
import { pair } from '../../remote-helper/rpc/pair.ts';
import type { Problem } from '../../remote-helper/rpc/problem.ts';
import { serve } from '../../remote-helper/rpc/server.ts';
import { type HostContract, hostContract } from '../contract.ts';
import { createHost } from '../host/host.ts';

export interface StartedHost extends AsyncDisposable {
  readonly client: Client<HostContract>;
}

/** `onDamage` is told of a settings file that was put aside. */
export function startHost(onDamage: (damage: Problem) => void): StartedHost {
  const host = createHost({ onDamage });
  const [near, far] = pair();
  const server = serve(hostContract, host.handlers, far);
  const client = connectClient(hostContract, near);
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.closed;
      await host[Symbol.asyncDispose]();
    },
  };
}
