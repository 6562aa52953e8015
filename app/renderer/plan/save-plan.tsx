/** Saving a board's plan: to the file that it was read from, or to one that is named now. */
import { useState } from 'react';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/text-field.tsx';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, runTask, useFailure, useTask } from '../host/tasks.ts';
import { useRecent } from '../start-page/recent-store.ts';
import { saveText } from './save-text.ts';
import { type PlanText, useTexts } from './text-store.ts';

const kind = 'plan';

export interface SavePlan {
  readonly saving: boolean;
  /** Asks where when it has no file yet. */
  save(): void;
  saveAs(): void;
  /** What failed, and the dialog: to be drawn by whoever uses it. */
  readonly told: React.ReactNode;
  readonly asking: React.ReactNode;
}

export function useSavePlan(board: string, plan: PlanText): SavePlan {
  const host = useHost();
  const key = `plan-save:${board}`;
  const saving = useTask(key) !== undefined;
  const failure = useFailure(key);
  const [path, setPath] = useState<string | undefined>();
  /** `was`: the digest of what may be written over. */
  const write = (to: string, was: string | undefined) =>
    void runTask(key, `Save ${to}`, async (signal) => {
      const { text } = plan;
      const saved = await host.call(
        'text.save',
        { kind, path: to, text, ...(was !== undefined && { was }) },
        { signal },
      );
      useTexts.getState().saved(board, { ...saved, text });
      setPath(undefined);
      void useRecent.getState().note(host, saved.path, board);
    });
  /** Whatever is there gives way, since somebody said so. */
  const writeOver = (to: string) =>
    void runTask(key, `Read ${to}`, async (signal) => {
      const { digest } = await host.call('text.open', { kind, path: to }, { signal });
      setTimeout(() => write(to, digest));
    });
  const saveAs = () => {
    forgetFailure(key);
    setPath(plan.file?.path ?? `${plan.folder === '/' ? '' : plan.folder}/${plan.name}`);
  };
  const isThere = failure?.id === 'plan.file-exists' || failure?.id === 'plan.changed-on-disk';
  const mended = (to: string) => (
    <>
      {isThere && <Button onClick={() => writeOver(to)}>Write over it</Button>}
      <Button onClick={() => forgetFailure(key)}>Dismiss</Button>
    </>
  );
  return {
    saving,
    save: () => (plan.file === undefined ? saveAs() : write(plan.file.path, plan.file.digest)),
    saveAs,
    told: failure !== undefined && path === undefined && (
      <ProblemBanner problem={failure} actions={mended(plan.file?.path ?? '')} />
    ),
    asking: path !== undefined && (
      <Dialog
        title={`Save the plan of ${board}`}
        confirm={{
          label: 'Save',
          disabled: saving,
          run: () => write(path, path === plan.file?.path ? plan.file.digest : undefined),
        }}
        onClose={() => setPath(undefined)}
      >
        <TextField
          mono
          label="File"
          value={path}
          onValue={setPath}
          note="A whole path on the machine that the host runs on, such as /home/…/bringup.yaml."
        />
        {failure !== undefined && <ProblemBanner problem={failure} actions={mended(path)} />}
        <p className="row">
          <Button
            icon="cloud-download"
            onClick={() => {
              saveText(plan.name, plan.text);
              setPath(undefined);
            }}
          >
            Download it instead
          </Button>
        </p>
      </Dialog>
    ),
  };
}
