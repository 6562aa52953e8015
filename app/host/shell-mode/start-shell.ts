/** One life of a session in shell mode: a root shell, and the helper's contract served over it in this process. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Content } from '../../../remote-helper/contract/memory.ts';
import { type HelperContract, helperContract } from '../../../remote-helper/contract.ts';
import { connectClient } from '../../../remote-helper/rpc/client.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { pair } from '../../../remote-helper/rpc/pair.ts';
import { serve } from '../../../remote-helper/rpc/server.ts';
import type { HelperLife } from '../session/lasting-helper.ts';
import type { Reach } from '../session/privilege.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { shellHandlers } from './handlers.ts';
import { RootShell } from './root-shell.ts';

export interface ShellModeParts {
  readonly connection: SshConnection;
  readonly reach: Reach;
  /** uname -m */
  readonly machine: string;
  /** What a device holds for certain. `helper`: to ask for the journal. */
  content(helper: Client<HelperContract>, device: UiomemDevice, facts: BoardFacts): Promise<Content | undefined>;
}

/** As a life of the helper, with the shell for what is in no contract. */
export interface ShellLife extends HelperLife {
  readonly shell: RootShell;
}

/** Throws `shell.not-started`, `board.no-process`, or the signal's reason. */
export async function startShell(
  { connection, reach, machine, content }: ShellModeParts,
  signal?: AbortSignal,
): Promise<ShellLife> {
  const shell = await RootShell.open(connection, reach, signal);
  const [near, far] = pair();
  const client = connectClient(helperContract, near);
  const handlers = shellHandlers({ shell, machine, content: (device, facts) => content(client, device, facts) });
  serve(helperContract, handlers, far);
  return {
    client,
    shell,
    ended: shell.ended,
    async close() {
      await client.close();
      await shell.close();
    },
  };
}
