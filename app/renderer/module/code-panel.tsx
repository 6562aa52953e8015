/** A source that a module was built of, shown at the line that a compiler named. Nothing can be changed here: an editor of the user's does that. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { useHost } from '../host/host-context.tsx';
import '../device-tree/source.css';
import { takeWished, useWished } from './open-source.ts';

const CodeView = lazy(() => import('./code-view.tsx'));

export default function CodePanel({ path }: { path: string }) {
  const host = useHost();
  const [read, setRead] = useState(0);
  const [found, setFound] = useState<{ readonly text?: string; readonly problem?: Problem }>();
  const place = useWished((wished) => wished.place);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that it is asked for.
  useEffect(() => {
    const abort = new AbortController();
    host.call('text.open', { kind: 'c-source', path }, { signal: abort.signal }).then(
      ({ text }) => setFound({ text }),
      (thrown: unknown) => abort.signal.aborted || setFound({ problem: problemOf(thrown) }),
    );
    return () => abort.abort();
  }, [host, path, read]);
  const again = () => setRead(read + 1);
  if (found?.problem !== undefined) {
    return (
      <div className="page">
        <EmptyState icon="code" title={`${path} cannot be shown`} actions={<Button onClick={again}>Try again</Button>}>
          <ProblemBanner problem={found.problem} />
        </EmptyState>
      </div>
    );
  }
  const loading = (
    <p role="status" className="source-loading muted">
      Loading the editor…
    </p>
  );
  const here = place?.file === path ? place : undefined;
  return (
    <section className="source" aria-label={`Source ${path}`}>
      <div className="source-bar" role="toolbar" aria-label="Source of a module">
        <span className="mono truncate" title={path}>
          {path}
        </span>
        <span className="small muted">read-only</span>
        <span className="grow" />
        <Button icon="refresh" onClick={again}>
          Read again
        </Button>
      </div>
      {found?.text === undefined ? (
        loading
      ) : (
        <Suspense fallback={loading}>
          <CodeView path={path} text={found.text} place={here} onShown={takeWished} />
        </Suspense>
      )}
    </section>
  );
}
