/** Putting a plan's text where a board's plan is kept; what is there already is asked for first. */
import { useState } from 'react';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { type TextKind, textKinds } from '../../contract/text-file.ts';
import { Dialog } from '../components/dialog.tsx';
import { useHost } from '../host/host-context.tsx';
import { useLink } from '../host/link.ts';
import { forgetFailure, runTask } from '../host/tasks.ts';
import { isUnsaved, type PlanText, planOfFile, rootFolder, useTexts } from '../plan/text-store.ts';
import { useRecent } from './recent-store.ts';

/** What opening failed with is the failure of this task. */
export const openPlanKey = 'start:open-plan';

interface Waiting {
  readonly board: string;
  readonly plan: PlanText;
  /** Of the host's machine; absent for one that was dropped, of which no window is told where it lies. */
  readonly path?: string;
}

/** `asking`: to be drawn by whoever uses it. */
export function useOpenPlan(onOpenPlan: (board: string) => void) {
  const host = useHost();
  const home = useLink(({ link }) => (link.state === 'open' ? link.info.home : rootFolder));
  const [waiting, setWaiting] = useState<Waiting | undefined>();
  const put = ({ board, plan, path }: Waiting) => {
    useTexts.getState().put(board, plan);
    if (path !== undefined) void useRecent.getState().note(host, path, board);
    onOpenPlan(board);
  };
  const open = (next: Waiting) => {
    const before = useTexts.getState().texts[next.board];
    if (before === undefined || !isUnsaved(before) || before.text === next.plan.text) put(next);
    else setWaiting(next);
  };
  return {
    openFile(path: string, board: string) {
      void runTask(openPlanKey, `Open ${path}`, async (signal) => {
        try {
          const found = await host.call('text.open', { kind: 'plan', path }, { signal });
          open({ board, plan: planOfFile(found), path: found.path });
        } catch (thrown) {
          // It may have gone since it was listed.
          void useRecent.getState().load(host);
          throw thrown;
        }
      });
    },
    openText(name: string, text: string, board: string) {
      open({ board, plan: { name, folder: home, text } });
    },
    asking: waiting !== undefined && (
      <Dialog
        title={`Replace the plan of ${waiting.board}?`}
        about={
          <p>
            {waiting.board} has a plan in this window, which is lost unless it was saved. {waiting.plan.name} takes its
            place.
          </p>
        }
        confirm={{
          label: 'Replace',
          kind: 'danger',
          run() {
            setWaiting(undefined);
            put(waiting);
          },
        }}
        onClose={() => setWaiting(undefined)}
      />
    ),
  };
}

/** A file that was dropped: its text. Throws `….file-too-large`, `….not-text`, of the kind. */
export async function droppedText(kind: TextKind, file: File): Promise<string> {
  const { called, largest, wanted } = textKinds[kind];
  if (file.size > largest) {
    throw problem(`${kind}.file-too-large`, `${file.name} has ${file.size} bytes; ${called} has at most ${largest}.`, {
      hint: wanted,
      data: { name: file.name, size: file.size, largest },
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch (thrown) {
    throw problem(`${kind}.not-text`, `${file.name} holds no text: ${problemOf(thrown).message}`, {
      hint: `${wanted} A folder cannot be opened.`,
      data: { name: file.name },
    });
  }
}

export function forgetOpenFailure(): void {
  forgetFailure(openPlanKey);
}
