/** What applying a plan would do, in order, each with the same by hand. */
import { useEffect, useState } from 'react';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Step } from '../../plan/step.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { useHost } from '../host/host-context.tsx';
import type { PlanText } from './text-store.ts';

export type Review =
  | { readonly state: 'asking'; readonly text: string }
  | { readonly state: 'known'; readonly steps: readonly Step[] }
  | { readonly state: 'failed'; readonly problem: Problem };

/** Anew for each text; nothing is touched. */
export function useReview(board: string, { text, folder }: Pick<PlanText, 'text' | 'folder'>): Review {
  const host = useHost();
  const [review, setReview] = useState<Review>({ state: 'asking', text: '' });
  useEffect(() => {
    const abort = new AbortController();
    setReview({ state: 'asking', text: '' });
    host
      .call(
        'plan.steps',
        { text, folder, by: { kind: 'board', board }, embedModule: false },
        { signal: abort.signal, onProgress: ({ text: said }) => setReview({ state: 'asking', text: said }) },
      )
      .then(
        ({ steps }) => !abort.signal.aborted && setReview({ state: 'known', steps }),
        (thrown) => !abort.signal.aborted && setReview({ state: 'failed', problem: problemOf(thrown) }),
      );
    return () => abort.abort();
  }, [host, board, text, folder]);
  return review;
}

export function ReviewSteps({ review, board }: { review: Review; board: string }) {
  if (review.state === 'asking') {
    return (
      <p role="status" className="muted">
        Comparing the plan with {board}… {review.text}
      </p>
    );
  }
  if (review.state === 'failed') return <ProblemBanner problem={review.problem} />;
  if (review.steps.length === 0) {
    return <Banner tone="good" title={`Nothing to do: ${board} is as the plan says.`} />;
  }
  return (
    <ol className="review" aria-label="Steps of the plan">
      {review.steps.map(({ title, where, shell }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name than their place.
        <li key={index} className="stack">
          <p>
            <span className="mono muted">{index + 1}</span> {title}{' '}
            <span className="small muted">{where === 'board' ? `on ${board}` : 'on this machine'}</span>
          </p>
          <pre>{shell}</pre>
        </li>
      ))}
    </ol>
  );
}
