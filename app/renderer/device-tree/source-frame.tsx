/** What a source is, as its file has it or not yet, and saving it: the head of whatever shows a source. */
import { type ReactNode, useState } from 'react';
import { ProblemBanner } from '../components/banner.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, runTask, useFailure, useTask } from '../host/tasks.ts';
import { saveText } from '../plan/save-text.ts';
import { readAnew } from './read-anew.ts';
import { isUnsaved, sourceText, useSources } from './source-store.ts';

const kind = 'device-tree';

/** `children`: its parts below the bar; Ctrl+S in any of them saves. `before` and `after` stand in the bar. */
export function SourceFrame({
  name,
  before,
  after,
  children,
}: {
  /** Of a source that is there. */
  name: string;
  before?: ReactNode;
  after?: ReactNode;
  children: ReactNode;
}) {
  const host = useHost();
  const { put } = useSources.getState();
  const saved = useSources(({ sources }) => sources[name]?.saved);
  const unsaved = useSources(({ sources }) => sources[name] !== undefined && isUnsaved(sources[name]));
  const saveKey = `source-save:${name}`;
  const failure = useFailure(saveKey);
  const saving = useTask(saveKey) !== undefined;
  const [asking, setAsking] = useState(false);
  /** `over`: the digest of what another program wrote; absent: what was read. */
  const save = (over?: string) => {
    const text = sourceText(name) ?? '';
    if (saved === undefined) return saveText(name, text, 'text/plain');
    void runTask(saveKey, `Save ${name}`, async (signal) => {
      const was = over ?? saved.digest;
      const { digest } = await host.call('text.save', { kind, path: name, text, was }, { signal });
      // What was typed meanwhile is not saved yet.
      put(name, { text: sourceText(name) ?? text, saved: { text, digest } });
      await readAnew([name]);
    });
  };
  const readAgain = () => {
    setAsking(false);
    void runTask(saveKey, `Read ${name}`, async (signal) => {
      const { text: now, digest } = await host.call('text.open', { kind, path: name }, { signal });
      put(name, { text: now, saved: { text: now, digest } });
      await readAnew([name]);
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
        {before}
        <span className="mono truncate" title={name}>
          {before === undefined ? name : name.slice(name.lastIndexOf('/') + 1)}
        </span>
        <span className="source-state small muted" role="status">
          {saving ? 'Saving…' : unsaved ? (saved === undefined ? 'Has no file yet' : 'Not saved') : 'As in the file'}
        </span>
        <span className="grow" />
        {saved !== undefined && (
          <IconButton
            icon="refresh"
            label="Read again"
            disabled={saving}
            onClick={() => (unsaved ? setAsking(true) : readAgain())}
          />
        )}
        <Button
          kind={saved === undefined || after !== undefined ? 'plain' : 'primary'}
          icon="save"
          title="Ctrl+S"
          disabled={!unsaved || saving}
          onClick={() => save()}
        >
          {saved === undefined ? 'Save as…' : 'Save'}
        </Button>
        {after}
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
      {children}
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
