/** What is wrong with a plan: each with why, the way out, and its fix where there is one answer. */
import type { Finding } from '../../plan/finding.ts';
import { Badge } from '../components/badge.tsx';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { arrowList } from '../frame/arrow-list.ts';
import { gradeWords } from './grade-words.ts';
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
      <ul className="findings" aria-label="Findings" onKeyDown={arrowList}>
        {findings?.map((finding, index) => {
          const { id, severity, place, message, why, hint, fix } = finding;
          const grade = gradeWords[severity];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same can be found in two places.
            <li key={`${id}/${index}`} className={`finding finding-${severity}`}>
              <button type="button" data-item className="finding-head" onClick={() => onShow(finding)}>
                <span className="row">
                  <Badge tone={grade.tone} icon={grade.icon}>
                    {grade.text}
                  </Badge>
                  {place !== undefined && <span className="small muted">line {place.line}</span>}
                </span>
                <span>{message}</span>
              </button>
              <p className="muted small">{why}</p>
              {hint !== undefined && <p className="small">{hint}</p>}
              <p className="row row-wrap">
                {fix !== undefined && (
                  <>
                    <Button icon="lightbulb" onClick={() => onFix(finding)}>
                      {`Fix: ${fix.title}`}
                    </Button>
                    <CopyCommand command={command} />
                  </>
                )}
                <span className="mono muted">{id}</span>
              </p>
            </li>
          );
        })}
      </ul>
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
