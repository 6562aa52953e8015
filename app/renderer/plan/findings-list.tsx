/** What is wrong with a plan: each with why, the way out, and its fix where there is one answer. */
import type { Finding } from '../../plan/finding.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { FindingCards } from '../frame/finding-cards.tsx';
import type { Lint } from './lint-store.ts';

export function FindingsList({
  lint,
  command,
  onShow,
  onFix,
}: {
  lint: Lint;
  /** Does every fix in the file. */
  command: string;
  onShow(finding: Finding): void;
  onFix(finding: Finding): void;
}) {
  const { findings } = lint;
  return (
    <>
      {lint.failure !== undefined && <ProblemBanner problem={lint.failure} />}
      {findings === undefined && lint.failure === undefined && <p className="muted">Reading the plan…</p>}
      {findings?.length === 0 && (
        <Banner tone="good" title="Nothing was found." hint="Review tells what applying it would do." />
      )}
      {findings !== undefined && (
        <FindingCards
          label="Findings"
          findings={findings}
          where={({ place }) => place?.line}
          command={command}
          onShow={onShow}
          onFix={onFix}
        />
      )}
      {lint.notRun.length > 0 && (
        <section aria-label="Not judged" className="stack">
          <h3 className="muted">Not judged</h3>
          <ul className="not-run small muted">
            {lint.notRun.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
