/** A source as the overlay that it says, made by the worker. */
import { useEffect, useState } from 'react';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { deviceTrees } from './worker/page-client.ts';

interface Compiled {
  readonly of: string;
  readonly overlay?: Uint8Array;
  readonly failure?: Problem;
}

/** Neither: it is being made. */
export function useCompiled(name: string, text: string | undefined): Omit<Compiled, 'of'> {
  const [compiled, setCompiled] = useState<Compiled>();
  useEffect(() => {
    if (text === undefined) return;
    const abort = new AbortController();
    deviceTrees.askTrees('compile', { tree: { name, text } }, abort.signal).then(
      ({ bytes }) => setCompiled({ of: text, overlay: bytes }),
      (thrown) => abort.signal.aborted || setCompiled({ of: text, failure: problemOf(thrown) }),
    );
    return () => abort.abort();
  }, [name, text]);
  return compiled !== undefined && compiled.of === text ? compiled : {};
}
