/** The whole merged tree as a text, made when somebody wants to see it. */
import { useState } from 'react';
import { ProblemBanner } from '../components/banner.tsx';
import { FoldButton } from '../components/fold-button.tsx';
import { Progress } from '../components/progress.tsx';
import { runTask, useFailure, useTask } from '../host/tasks.ts';
import { CopyText } from '../plan/review-steps.tsx';
import { useSources } from './source-store.ts';
import { deviceTrees } from './worker/page-client.ts';
import type { RehearsedMoment } from './worker/protocol.ts';

/** Letters that are shown; all of it is copied. */
const mostShown = 200_000;

export function MergedTree({ board, name, when }: { board: string; name: string; when: RehearsedMoment['when'] }) {
  const key = `merged:${board}`;
  const task = useTask(key);
  const failure = useFailure(key);
  const source = useSources(({ sources }) => sources[name]?.text);
  const [merged, setMerged] = useState<{
    readonly of: string | undefined;
    readonly when: string;
    readonly text: string;
  }>();
  const [open, setOpen] = useState(false);
  const isCurrent = merged !== undefined && merged.of === source && merged.when === when;
  const toggle = () => {
    setOpen(!open);
    if (open || isCurrent || source === undefined) return;
    void runTask(key, 'Write the merged tree', async (signal) => {
      const overlays = [{ name, text: source }];
      const { text } = await deviceTrees.askTrees('merged', { board, overlays, when }, signal);
      setMerged({ of: source, when, text });
    });
  };
  return (
    <>
      <div className="row">
        <FoldButton open={open} onToggle={toggle}>
          The whole merged tree
        </FoldButton>
        {open && isCurrent && <CopyText label="Copy the merged tree" text={merged.text} />}
      </div>
      {open && failure !== undefined && <ProblemBanner problem={failure} />}
      {open && task !== undefined && <Progress what={task.what} since={task.since} onCancel={task.stop} />}
      {open && isCurrent && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <section className="merged-tree" tabIndex={0} aria-label="Merged tree">
            <pre className="review-text">{merged.text.slice(0, mostShown)}</pre>
          </section>
          {merged.text.length > mostShown && <p className="small muted">The rest is in the copy.</p>}
        </>
      )}
    </>
  );
}
