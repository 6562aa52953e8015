/** What is wrong with a device tree: each with why, the way out, and its fix where there is one answer. */
import type { TreeFinding } from '../../devicetree/finding.ts';
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { printable } from '../components/printable.ts';
import { arrowList } from '../frame/arrow-list.ts';
import { gradeWords } from '../plan/grade-words.ts';
import '../plan/plan-panel.css';

export interface ShownFinding extends TreeFinding {
  /** Where its place is in its text, from 1. */
  readonly at?: { readonly line: number } | undefined;
}

export function FindingCards({
  findings,
  onShow,
  onFix,
}: {
  findings: readonly ShownFinding[];
  onShow(finding: TreeFinding): void;
  onFix(finding: TreeFinding): void;
}) {
  return (
    <ul className="findings" aria-label="Findings of the source" onKeyDown={arrowList}>
      {findings.map((finding, index) => {
        const { id, severity, message, why, hint, fix, path, at } = finding;
        const grade = gradeWords[severity];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same can be found in two places.
          <li key={`${id}/${index}`} className={`finding finding-${severity}`}>
            <button type="button" data-item className="finding-head" onClick={() => onShow(finding)}>
              <span className="row">
                <Badge tone={grade.tone} icon={grade.icon}>
                  {grade.text}
                </Badge>
                {at !== undefined && <span className="small muted">line {at.line}</span>}
                {at === undefined && path !== undefined && (
                  <span className="small muted mono truncate">{printable(path)}</span>
                )}
              </span>
              <span>{printable(message)}</span>
            </button>
            <p className="muted small">{printable(why)}</p>
            {hint !== undefined && <p className="small">{printable(hint)}</p>}
            <p className="row row-wrap">
              {fix !== undefined && (
                <Button icon="lightbulb" onClick={() => onFix(finding)}>
                  {`Fix: ${fix.title}`}
                </Button>
              )}
              <span className="mono muted">{id}</span>
            </p>
          </li>
        );
      })}
    </ul>
  );
}
