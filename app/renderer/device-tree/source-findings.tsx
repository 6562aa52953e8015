/** What is wrong with a source, below it: folded to a line while somebody writes, each finding with its place, why and fix. */
import { useState } from 'react';
import type { TreeFinding } from '../../devicetree/finding.ts';
import type { Diagnostics } from '../../devicetree/language/diagnostics.ts';
import { FoldButton } from '../components/fold-button.tsx';
import { FindingCards } from '../frame/finding-cards.tsx';
import { useDiagnostics } from './diagnostics-store.ts';
import { fixWords } from './take-fix.ts';

export function SourceFindings({
  name,
  onShow,
  onFix,
}: {
  name: string;
  onShow(finding: TreeFinding): void;
  onFix(finding: TreeFinding): void;
}) {
  const found = useDiagnostics(({ bySource }) => bySource[name]);
  const [open, setOpen] = useState(true);
  const { findings = [], more = 0, notRun = [] } = found ?? {};
  const shown = open && findings.length > 0;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="source-findings" tabIndex={0} aria-label="Findings">
      <div className="row row-wrap">
        <FoldButton open={shown} disabled={findings.length === 0} onToggle={() => setOpen(!open)}>
          <span role="status">{found === undefined ? 'Checking…' : countText(findings)}</span>
        </FoldButton>
        {notRun.length > 0 && <span className="small muted">Not judged: {notRun.join('; ')}</span>}
      </div>
      {shown && (
        <FindingCards<Diagnostics['findings'][number]>
          label="Findings of the source"
          findings={findings}
          where={({ at, path }) => at?.line ?? path}
          fixWords={(fix) => fixWords(name, fix)}
          onShow={onShow}
          onFix={onFix}
        />
      )}
      {shown && more > 0 && <p className="small muted">{more} more are not told.</p>}
    </section>
  );
}

function countText(findings: readonly TreeFinding[]): string {
  if (findings.length === 0) return 'Nothing was found.';
  const words = { error: 'error', warning: 'warning', info: 'note' } as const;
  return (['error', 'warning', 'info'] as const)
    .flatMap((severity) => {
      const count = findings.filter((each) => each.severity === severity).length;
      return count === 0 ? [] : [`${count} ${words[severity]}${count === 1 ? '' : 's'}`];
    })
    .join(', ');
}
