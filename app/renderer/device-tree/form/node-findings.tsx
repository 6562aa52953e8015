/** What is wrong with a node or a field of it: why, the way out, and the fix where there is one answer. */
import type { TreeFinding } from '../../../devicetree/finding.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { printable } from '../../components/printable.ts';
import { gradeWords } from '../../plan/grade-words.ts';
import { fixWords } from '../take-fix.ts';
import { useNode } from './node-context.ts';

export function NodeFindings({ findings }: { findings: readonly TreeFinding[] }) {
  const { file, fix: take, canFix } = useNode();
  if (findings.length === 0) return null;
  return (
    <ul className="form-findings">
      {findings.map((finding) => {
        const { id, severity, message, why, hint, fix } = finding;
        const grade = gradeWords[severity];
        return (
          <li key={`${id} ${message}`} className={`form-finding form-finding-${severity}`}>
            <p>
              <Icon name={grade.icon} /> <span className="unseen">{grade.text}: </span>
              {printable(message)} <span className="mono muted small">{id}</span>
            </p>
            <p className="small muted">{printable(why)}</p>
            {hint !== undefined && <p className="small">{printable(hint)}</p>}
            {fix !== undefined && (
              <p className="row row-wrap">
                <Button icon="lightbulb" disabled={!canFix} onClick={() => take(finding)}>
                  {fixWords(file, fix)}
                </Button>
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
