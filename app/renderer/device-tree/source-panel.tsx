/** A device-tree source: its text, as its file has it or not yet, and saving it. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Progress } from '../components/progress.tsx';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, runTask, useFailure, useTask } from '../host/tasks.ts';
import { saveText } from '../plan/save-text.ts';
import './source.css';
import { includeReader } from './include-reader.ts';
import { isUnsaved, readSource, type Source, useSources } from './source-store.ts';
import { readIncludesBy } from './worker/include-source.ts';

const TextEditor = lazy(() => import('../editor/text-editor.tsx'));

const kind = 'device-tree';

export default function SourcePanel({ name }: { name: string }) {
  const host = useHost();
  useEffect(() => readIncludesBy(includeReader(host)), [host]);
  const source = useSources(({ sources }) => sources[name]);
  const key = `source:${name}`;
  const task = useTask(key);
  const failure = useFailure(key);
  const read = () => void runTask(key, `Read ${name}`, async (signal) => void (await readSource(host, name, signal)));
  const isMissing = source === undefined && task === undefined && failure === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: that it is missing alone starts it.
  useEffect(() => {
    if (isMissing) read();
  }, [isMissing]);
  if (source !== undefined) return <Written name={name} source={source} />;
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

function Written({ name, source }: { name: string; source: Source }) {
  const host = useHost();
  const { put, change } = useSources.getState();
  const { text, saved } = source;
  const unsaved = isUnsaved(source);
  const saveKey = `source-save:${name}`;
  const failure = useFailure(saveKey);
  const saving = useTask(saveKey) !== undefined;
  const [asking, setAsking] = useState(false);
  /** `over`: the digest of what another program wrote; absent: what was read. */
  const save = (over?: string) => {
    if (saved === undefined) return saveText(name, text);
    void runTask(saveKey, `Save ${name}`, async (signal) => {
      const was = over ?? saved.digest;
      const { digest } = await host.call('text.save', { kind, path: name, text, was }, { signal });
      // What was typed meanwhile is not saved yet.
      put(name, { text: useSources.getState().sources[name]?.text ?? text, saved: { text, digest } });
    });
  };
  const readAgain = () => {
    setAsking(false);
    void runTask(saveKey, `Read ${name}`, async (signal) => {
      const { text: now, digest } = await host.call('text.open', { kind, path: name }, { signal });
      put(name, { text: now, saved: { text: now, digest } });
    });
  };
  const changedTo = failure?.id === `${kind}.changed-on-disk` ? failure.data?.digest : undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of its parts, as they come up.
    <div
      className="source"
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== 's' || event.altKey || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        if (unsaved && !saving) save();
      }}
    >
      <div className="source-bar" role="toolbar" aria-label="Device-tree source">
        <span className="mono truncate" title={name}>
          {name}
        </span>
        <span className="small muted" role="status">
          {saving ? 'Saving…' : unsaved ? (saved === undefined ? 'Has no file yet' : 'Not saved') : 'As in the file'}
        </span>
        <span className="grow" />
        {saved !== undefined && (
          <Button icon="refresh" disabled={saving} onClick={() => (unsaved ? setAsking(true) : readAgain())}>
            Read again
          </Button>
        )}
        <Button
          kind={saved === undefined ? 'plain' : 'primary'}
          icon="save"
          title="Ctrl+S"
          disabled={!unsaved || saving}
          onClick={() => save()}
        >
          {saved === undefined ? 'Save as…' : 'Save'}
        </Button>
      </div>
      {failure !== undefined && (
        <ProblemBanner
          problem={failure}
          actions={
            <>
              {typeof changedTo === 'string' && <Button onClick={() => save(changedTo)}>Write over it</Button>}
              <Button onClick={() => forgetFailure(saveKey)}>Dismiss</Button>
            </>
          }
        />
      )}
      <Suspense
        fallback={
          <p role="status" className="source-loading muted">
            Loading the editor…
          </p>
        }
      >
        <TextEditor
          label={`Source ${name}`}
          text={text}
          language="dts"
          findings={[]}
          source={{ file: name }}
          reveal={undefined}
          onRevealed={() => {}}
          onText={(typed) => change(name, typed)}
        />
      </Suspense>
      {asking && (
        <Dialog
          title={`Read ${name} again?`}
          about={<p>What was typed since it was saved is lost.</p>}
          confirm={{ label: 'Read again', kind: 'danger', run: readAgain }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
