/** What bringing an overlay would change on a board: its files, the same by hand, and what to do when it does not come back. */
import { useState } from 'react';
import type { TreeFileChange, TreePreview } from '../../contract/device-tree.ts';
import { Banner } from '../components/banner.tsx';
import { FoldButton } from '../components/fold-button.tsx';
import { printable } from '../components/printable.ts';
import { TextChanges } from '../components/text-changes.tsx';
import { sizeWord } from '../frame/words.ts';
import { CopyText } from '../plan/review-steps.tsx';
import { DifferenceLines } from './difference-lines.tsx';

export function Preview({
  board,
  preview: { changes, shell, backup, recovery, notes },
}: {
  board: string;
  preview: TreePreview;
}) {
  return (
    <section className="stack" aria-label={`What changes on ${board}`}>
      <h4>What changes on {board}</h4>
      {notes.map((each) => (
        <p key={each}>{printable(each)}</p>
      ))}
      {changes.map((change) => (
        <Change key={change.path} change={change} />
      ))}
      {backup !== undefined && (
        <p className="small muted">
          What was there before is kept in <span className="mono">{backup}</span>; Restore gives it back byte by byte.
        </p>
      )}
      {recovery.length > 0 && (
        <Banner tone="warn" title={`When ${board} does not come back`}>
          <ol className="tree-recovery">
            {recovery.map((each) => (
              <li key={each}>{printable(each)}</li>
            ))}
          </ol>
        </Banner>
      )}
      <ByHand shell={shell} />
    </section>
  );
}

function Change({ change: { path, kind, before, after, difference } }: { change: TreeFileChange }) {
  const what =
    after === undefined
      ? 'goes'
      : before === undefined
        ? `is written, ${sizeWord(BigInt(after.bytes))}`
        : `changes, ${sizeWord(BigInt(after.bytes))}`;
  return (
    <figure className="stack">
      <figcaption className="small">
        <span className="mono">{printable(path)}</span> <span className="muted">{what}</span>
      </figcaption>
      {kind === 'text' && after?.text !== undefined ? (
        <TextChanges label={`Changes of ${path}`} before={before?.text ?? ''} after={after.text} />
      ) : (
        difference !== '' && <DifferenceLines label={`Changes of ${path}`} text={difference} />
      )}
    </figure>
  );
}

function ByHand({ shell }: { shell: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="row">
        <FoldButton open={open} onToggle={() => setOpen(!open)}>
          The same by hand
        </FoldButton>
        <CopyText label="Copy the commands" text={shell} />
      </div>
      {open && <pre className="review-text">{shell}</pre>}
    </>
  );
}
