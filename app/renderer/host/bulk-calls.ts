/** A browser's calls with downloads go over HTTP, so that they are held back by TCP and hold up no other call. */
import type { CallOptions, Client, Input, Reply } from '../../../remote-helper/rpc/contract.ts';
import { callOverHttp, type HttpPlace } from '../../../remote-helper/rpc/http-call.ts';
import { type HostContract, hostContract } from '../../contract.ts';

export function withBulkCalls(client: Client<HostContract>, place: HttpPlace): Client<HostContract> {
  return {
    ...client,
    call<Name extends keyof HostContract & string>(
      name: Name,
      input: Input<HostContract[Name]>,
      options?: CallOptions<HostContract[Name]>,
    ): Promise<Reply<HostContract[Name]>> {
      const procedure = hostContract[name];
      if (!('download' in procedure)) return client.call(name, input, options);
      return callOverHttp(hostContract, place, name, input, options);
    },
  };
}
