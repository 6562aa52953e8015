/** What is wrong with a text: each finding with why, the way out, and its fix where there is one answer. */
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { printable } from '../components/printable.ts';
import { gradeWords } from '../plan/grade-words.ts';
import { arrowList } from './arrow-list.ts';
import './finding-cards.css';

/** Of a plan as of a device tree. */
interface CardFinding {
  readonly id: string;
  readonly severity: keyof typeof gradeWords;
  readonly message: string;
  readonly why: string;
  readonly hint?: string | undefined;
  readonly fix?: { readonly title: string } | undefined;
}

export function FindingCards<Finding extends CardFinding>({
  label,
  findings,
  where,
  command,
  fixWords = ({ title }) => `Fix: ${title}`,
  onShow,
  onFix,
}: {
  label: string;
  findings: readonly Finding[];
  /** In which line it is, from 1, or at which path of a tree. */
  where(finding: Finding): number | string | undefined;
  /** Does every fix in the file. */
  command?: string;
  /** On the button of a fix. */
  fixWords?(fix: NonNullable<Finding['fix']>): string;
  onShow(finding: Finding): void;
  onFix(finding: Finding): void;
}) {
  return (
    <ul className="findings" aria-label={label} onKeyDown={arrowList}>
      {findings.map((finding, index) => {
        const { id, severity, message, why, hint, fix } = finding;
        const grade = gradeWords[severity];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same can be found in two places.
          <li key={`${id}/${index}`} className={`finding finding-${severity}`}>
            <button type="button" data-item className="finding-head" onClick={() => onShow(finding)}>
              <span className="row">
                <Badge tone={grade.tone} icon={grade.icon}>
                  {grade.text}
                </Badge>
                <Where place={where(finding)} />
              </span>
              <span>{printable(message)}</span>
            </button>
            <p className="muted small">{printable(why)}</p>
            {hint !== undefined && <p className="small">{printable(hint)}</p>}
            <p className="row row-wrap">
              {fix !== undefined && (
                <>
                  <Button icon="lightbulb" onClick={() => onFix(finding)}>
                    {fixWords(fix)}
                  </Button>
                  {command !== undefined && <CopyCommand command={command} />}
                </>
              )}
              <span className="mono muted">{id}</span>
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function Where({ place }: { place: number | string | undefined }) {
  if (place === undefined) return null;
  return typeof place === 'number' ? (
    <span className="small muted">line {place}</span>
  ) : (
    <span className="small muted mono truncate">{printable(place)}</span>
  );
}
