/** What is wrong at a place of the plan: each with why, its fix where there is one answer, and its override where a plan can. */
import { useState } from 'react';
import type { Finding } from '../../plan/finding.ts';
import { overridable } from '../../plan/lint/overrides.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Icon } from '../components/icon.tsx';
import { TextField } from '../components/text-field.tsx';
import { gradeWords } from '../plan/grade-words.ts';
import { keepShare, openShare } from '../share-wizard/share-store.ts';
import { usePlanForm } from './form-context.ts';

/** Two on one range, which is for a person to decide (../share-wizard). */
const ofOverlap = ['region.overlaps-region', 'region.shared-by-one', 'region.shared-differently'];

/** Characters, as the plan's schema has them. */
const leastReason = 10;

export function FieldFindings({ findings, id }: { findings: readonly Finding[]; id?: string }) {
  if (findings.length === 0) return null;
  return (
    <ul id={id} className="form-findings">
      {findings.map((finding) => (
        <FieldFinding key={`${finding.id} ${finding.message}`} finding={finding} />
      ))}
    </ul>
  );
}

/** What was found, why it matters, and the way out in words. */
export function FindingWords({ finding: { id, severity, message, why, hint, overridden } }: { finding: Finding }) {
  const grade = gradeWords[severity];
  return (
    <>
      <p>
        <Icon name={grade.icon} /> <span className="unseen">{grade.text}: </span>
        {message} <span className="mono muted small">{id}</span>
      </p>
      <p className="small muted">{why}</p>
      {hint !== undefined && <p className="small">{hint}</p>}
      {overridden !== undefined && <p className="small">Overridden in the plan: {overridden}</p>}
    </>
  );
}

function FieldFinding({ finding }: { finding: Finding }) {
  const { board, form, stale, readOnly, edit } = usePlanForm();
  const { id, severity, path, message, why, fix } = finding;
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const canOverride = severity === 'error' && overridable.includes(id);
  const override = () => {
    setAsking(false);
    const device = path[0] === 'regions' ? form.written([...path.slice(0, 2), 'device']) : undefined;
    const value = { finding: id, ...(device !== undefined && { region: device }), reason: reason.trim() };
    edit([{ op: 'append', path: ['overrides'], value }]);
  };
  return (
    <li className={`form-finding form-finding-${severity}`} data-finding tabIndex={-1}>
      <FindingWords finding={finding} />
      {(fix !== undefined || canOverride || ofOverlap.includes(id)) && (
        <p className="row row-wrap">
          {fix !== undefined && (
            <Button icon="lightbulb" disabled={readOnly} aria-disabled={stale} onClick={() => stale || edit(fix.edits)}>
              {`Fix: ${fix.title}`}
            </Button>
          )}
          {ofOverlap.includes(id) && (
            <Button
              icon="combine"
              disabled={readOnly}
              onClick={() => {
                keepShare(board, { step: 'range' });
                openShare(board);
              }}
            >
              Share or split…
            </Button>
          )}
          {canOverride && (
            <Button disabled={readOnly} onClick={() => setAsking(true)}>
              Override…
            </Button>
          )}
        </p>
      )}
      {asking && (
        <Dialog
          title="Override this error?"
          about={
            <>
              <p>{message}</p>
              <p>{why} The plan keeps your reason, and whoever applies it reads it.</p>
            </>
          }
          confirm={{
            label: 'Override',
            kind: 'danger',
            disabled: reason.trim().length < leastReason,
            run: override,
          }}
          onClose={() => setAsking(false)}
        >
          <TextField
            label="Reason"
            value={reason}
            onValue={setReason}
            note={`Why this is right here, in at least ${leastReason} characters.`}
          />
        </Dialog>
      )}
    </li>
  );
}
