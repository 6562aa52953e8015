/** What lint still finds in a plan that is to be applied: errors that forbid it, what was overridden and why, and the rest. */
import type { Finding } from '../../plan/finding.ts';
import { Badge } from '../components/badge.tsx';
import { Banner } from '../components/banner.tsx';
import { arrowList } from '../frame/arrow-list.ts';
import { gradeWords } from './grade-words.ts';

export function ReviewFindings({
  findings,
  why,
  onShow,
}: {
  findings: readonly Finding[];
  /** What stands in the way of applying, in a sentence. */
  why: string | undefined;
  onShow(finding: Finding): void;
}) {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const others = findings.filter(({ severity }) => severity !== 'error');
  return (
    <>
      {errors.length > 0 && (
        <Banner
          tone="bad"
          title={why ?? 'Errors keep it from being applied.'}
          hint="Each leads to its place in the plan. Some can be overridden there, with a reason."
        >
          <FindingLinks label="Errors" findings={errors} onShow={onShow} />
        </Banner>
      )}
      {others.length > 0 && (
        <section className="stack" aria-label="Warnings and remarks">
          <h3>What was found besides</h3>
          <FindingLinks label="Warnings and remarks" findings={others} onShow={onShow} />
        </section>
      )}
    </>
  );
}

function FindingLinks({
  label,
  findings,
  onShow,
}: {
  label: string;
  findings: readonly Finding[];
  onShow(finding: Finding): void;
}) {
  return (
    <ul className="review-findings" aria-label={label} onKeyDown={arrowList}>
      {findings.map((finding, index) => {
        const { id, severity, message, place, overridden } = finding;
        const grade = overridden === undefined ? gradeWords[severity] : overriddenWord;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same can be found in two places.
          <li key={`${id}/${index}`}>
            <button type="button" data-item className="review-finding" onClick={() => onShow(finding)}>
              <Badge tone={grade.tone} icon={grade.icon}>
                {grade.text}
              </Badge>
              <span className="review-finding-words">
                {message}
                {place !== undefined && <span className="muted"> Line {place.line}.</span>}
              </span>
            </button>
            {overridden !== undefined && <p className="review-reason">Overridden: “{overridden}”</p>}
            <p className="mono muted small review-reason">{id}</p>
          </li>
        );
      })}
    </ul>
  );
}

const overriddenWord = { tone: 'warn', icon: 'shield', text: 'Overridden' } as const;
