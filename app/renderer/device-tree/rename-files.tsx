/** A label called otherwise in files that no editor has open: shown first, then written on the host's machine, all of them or none. */
import { type ReactNode, useState } from 'react';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../../contract.ts';
import { applyTextEdits } from '../../devicetree/mend.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextChanges } from '../components/text-changes.tsx';
import type { FileChange, FilesRename } from '../editor/source-options.ts';
import { useHost } from '../host/host-context.tsx';
import { readAnew } from './read-anew.ts';
import './rename-files.css';
import { isUnsaved, useSources } from './source-store.ts';

interface Asked {
  readonly rename: FilesRename;
  answer(isDone: boolean): void;
}

/** `ask` answers whether the files were written: what is open here is changed behind that, and not at all otherwise. */
export function useRenameFiles(): { ask(rename: FilesRename): Promise<boolean>; readonly dialog: ReactNode } {
  const [asked, setAsked] = useState<Asked | undefined>();
  const ask = (rename: FilesRename) => new Promise<boolean>((answer) => setAsked({ rename, answer }));
  const close = (isDone: boolean) => {
    asked?.answer(isDone);
    setAsked(undefined);
  };
  return { ask, dialog: asked && <RenameDialog rename={asked.rename} onClose={close} /> };
}

function RenameDialog({
  rename: { from, to, closed, open },
  onClose,
}: {
  rename: FilesRename;
  onClose(isDone: boolean): void;
}) {
  const host = useHost();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Problem | undefined>();
  const count = closed.length + open.length;
  const run = async () => {
    setBusy(true);
    try {
      await writeFiles(host, closed);
      onClose(true);
    } catch (thrown) {
      setRefused(problemOf(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={`Rename ${from} to ${to}?`}
      wide
      about={
        <p>
          {closed.length === 1
            ? 'This file is not open here, and is written at once.'
            : `These ${closed.length} files are not open here, and are written at once, all of them or none.`}{' '}
          {openWords(open)}
        </p>
      }
      confirm={{
        label: count === 1 ? 'Rename in 1 file' : `Rename in ${count} files`,
        disabled: busy,
        run: () => void run(),
      }}
      onClose={() => busy || onClose(false)}
    >
      {closed.map(({ file, before, edits }) => (
        <section key={file} className="rename-file" aria-label={file}>
          <h4 className="mono truncate" title={file}>
            {file}
          </h4>
          <TextChanges label={`What changes in ${file}`} before={before} after={applyTextEdits(before, edits)} />
        </section>
      ))}
      {refused !== undefined && <ProblemBanner problem={refused} />}
    </Dialog>
  );
}

function openWords(open: readonly string[]): string {
  if (open.length === 0) return '';
  const names = open.map((file) => file.slice(file.lastIndexOf('/') + 1)).join(', ');
  return `${names} ${open.length === 1 ? 'changes in its editor, and is' : 'change in their editors, and are'} saved as usual.`;
}

/** Throws `device-tree.rename-unsaved`, `device-tree.changed-on-disk`, and as `text.saveAll` does. */
async function writeFiles(host: Client<HostContract>, closed: readonly FileChange[]): Promise<void> {
  const files = [];
  for (const { file, before, edits } of closed) {
    const known = useSources.getState().sources[file];
    if (known !== undefined && isUnsaved(known)) {
      throw problem('device-tree.rename-unsaved', `${file} has changes that are not saved.`, {
        hint: 'Open it and save it, then rename again.',
        data: { path: file },
      });
    }
    const { text, digest } = await host.call('text.open', { kind: 'device-tree', path: file });
    if (text !== before) {
      await readAnew([file]);
      throw problem('device-tree.changed-on-disk', `${file} was changed by another program since it was read.`, {
        hint: 'It has been read again: cancel, and rename again to see what changes now.',
        data: { path: file, digest },
      });
    }
    files.push({ path: file, text: applyTextEdits(before, edits), was: digest });
  }
  const written = await host.call('text.saveAll', { kind: 'device-tree', files });
  const { sources, put } = useSources.getState();
  for (const [at, { path, text }] of files.entries()) {
    const digest = written.files[at]?.digest;
    if (sources[path] !== undefined && digest !== undefined) put(path, { text, saved: { text, digest } });
  }
  await readAnew(files.map(({ path }) => path));
}
