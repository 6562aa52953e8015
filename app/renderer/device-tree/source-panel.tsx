/** A device-tree source in a panel of its own: its text, and what is wrong with it by itself. */
import { lazy, Suspense, useEffect } from 'react';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Progress } from '../components/progress.tsx';
import { useHost } from '../host/host-context.tsx';
import { runTask, useFailure, useTask } from '../host/tasks.ts';
import { fileReader } from './file-reader.ts';
import { lineOf } from './line-of.ts';
import './source.css';
import { useRenameFiles } from './rename-files.tsx';
import { showSource, takeShown, useShown } from './show-source.ts';
import { SourceFrame } from './source-frame.tsx';
import { readSource, sourceHome, sourceText, useSources } from './source-store.ts';
import { readFilesBy } from './worker/file-source.ts';

const TextEditor = lazy(() => import('../editor/text-editor.tsx'));

export default function SourcePanel({ name }: { name: string }) {
  const host = useHost();
  useEffect(() => readFilesBy(fileReader(host)), [host]);
  const isThere = useSources(({ sources }) => sources[name] !== undefined);
  const rename = useRenameFiles();
  const place = useShown(({ shown }) => (shown?.file === name ? shown.place : undefined));
  const key = `source:${name}`;
  const task = useTask(key);
  const failure = useFailure(key);
  const read = () => void runTask(key, `Read ${name}`, async (signal) => void (await readSource(host, name, signal)));
  const isMissing = !isThere && task === undefined && failure === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: that it is missing alone starts it.
  useEffect(() => {
    if (isMissing) read();
  }, [isMissing]);
  if (isThere) {
    const reveal = place && ('line' in place ? place : lineOf(sourceText(name) ?? '', place.offset));
    return (
      <SourceFrame name={name}>
        <Suspense
          fallback={
            <p role="status" className="source-loading muted">
              Loading the editor…
            </p>
          }
        >
          <TextEditor
            label={`Source ${name}`}
            home={sourceHome(name)}
            language="dts"
            findings={[]}
            source={{ file: name, onOpenFile: showSource, onRename: rename.ask }}
            reveal={reveal}
            onRevealed={takeShown}
          />
        </Suspense>
        {rename.dialog}
      </SourceFrame>
    );
  }
  return (
    <div className="page">
      {failure !== undefined && (
        <EmptyState
          icon="symbol-structure"
          title={`${name} cannot be shown`}
          actions={<Button onClick={read}>Try again</Button>}
        >
          <ProblemBanner problem={failure} />
        </EmptyState>
      )}
      {task !== undefined && <Progress what={task.what} text={task.text} since={task.since} onCancel={task.stop} />}
    </div>
  );
}
