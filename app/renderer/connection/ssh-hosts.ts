/** The hosts of ~/.ssh/config, as the host reads them now. */
import { useEffect, useState } from 'react';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { SshHost } from '../../contract/board.ts';
import { useHost } from '../host/host-context.tsx';

export interface SshHosts {
  readonly hosts: readonly SshHost[];
  /** Why they are not known, as a sentence. */
  readonly problem?: string | undefined;
}

/** Read when what uses it appears; none until they have come. */
export function useSshHosts(): SshHosts {
  const host = useHost();
  const [found, setFound] = useState<SshHosts>({ hosts: [] });
  useEffect(() => {
    const abort = new AbortController();
    host.call('board.sshHosts', {}, { signal: abort.signal }).then(setFound, (thrown: unknown) => {
      if (!abort.signal.aborted) setFound({ hosts: [], problem: problemOf(thrown).message });
    });
    return () => abort.abort();
  }, [host]);
  return found;
}

/** Where it is: `root@10.0.0.5:22`, or why that is not known. */
export function sshHostWords({ user, host, port, problem }: SshHost): string {
  if (problem !== undefined || host === undefined) return problem ?? '';
  return `${user === undefined ? '' : `${user}@`}${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
}
