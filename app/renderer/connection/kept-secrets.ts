/** Where a board's secrets can be kept, and which are: as the host tells. */
import { useEffect, useState } from 'react';
import type { Reply } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../../contract.ts';
import { useHost } from '../host/host-context.tsx';

type Told = Reply<HostContract['board.secretsKept']>;

/** `place` is absent until the host has told it. */
export function useKeptSecrets(board: string) {
  const host = useHost();
  const [told, setTold] = useState<Told | undefined>();
  const [failure, setFailure] = useState<Problem | undefined>();
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again after something was forgotten.
  useEffect(() => {
    const abort = new AbortController();
    host.call('board.secretsKept', { board }, { signal: abort.signal }).then(setTold, (thrown: unknown) => {
      if (!abort.signal.aborted) setFailure(problemOf(thrown));
    });
    return () => abort.abort();
  }, [host, board, round]);
  const forget = () => {
    host.call('board.forgetSecrets', { board }).then(
      () => setRound((before) => before + 1),
      (thrown: unknown) => setFailure(problemOf(thrown)),
    );
  };
  return { place: told?.place, kept: told?.kept ?? [], failure, forget };
}
