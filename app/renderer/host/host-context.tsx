/** The host for everything inside the window: `useHost()` to call it, `useBoard(name)` to see a board. */
import { createContext, type ReactNode, useContext } from 'react';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import type { HostContract } from '../../contract.ts';
import { useLink } from './link.ts';
import type { Shell } from './shell.ts';

export { useBoard } from './state-store.ts';

const HostContext = createContext<Client<HostContract> | undefined>(undefined);
const ShellContext = createContext<Shell | undefined>(undefined);

/** Shows `children` from the first connection on, and `before` until then. */
export function HostProvider({ shell, before, children }: { shell: Shell; before: ReactNode; children: ReactNode }) {
  const client = useLink((state) => state.client);
  return (
    <ShellContext value={shell}>
      {client === undefined ? before : <HostContext value={client}>{children}</HostContext>}
    </ShellContext>
  );
}

/**
 * The host's client: another one after the window has connected again, so that effects that depend on it start anew. While
 * the host is gone its calls fail with `rpc.connection-lost`.
 */
export function useHost(): Client<HostContract> {
  const client = useContext(HostContext);
  if (client === undefined) throw new Error('useHost outside of a HostProvider that has connected');
  return client;
}

export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (shell === undefined) throw new Error('useShell outside of a HostProvider');
  return shell;
}
