/**
 * Plans that are in no file, kept by the host as they are written: a window that is closed loses none. Another one of this
 * board that has no plan yet goes on from there.
 */
import { useEffect } from 'react';
import { z } from 'zod';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../../contract.ts';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, useTasks } from '../host/tasks.ts';
import { isUnsaved, type PlanText, useTexts } from './text-store.ts';

/** Another version of the tool may have written it. */
const draft = z.object({
  version: z.literal(1),
  plan: z.object({
    text: z.string(),
    name: z.string(),
    folder: z.string(),
    file: z.object({ path: z.string(), text: z.string(), digest: z.string() }).optional(),
  }),
});

const writeDraft = (plan: PlanText): string => JSON.stringify({ version: 1, plan });

/** Undefined: it is none that can be read. */
function readDraft(text: string): PlanText | undefined {
  try {
    const { file, ...plan } = draft.parse(JSON.parse(text)).plan;
    return file === undefined ? plan : { ...plan, file };
  } catch {
    return undefined;
  }
}

/** Milliseconds without a key press. */
const pauseMs = 400;

/** Failures to keep one, by board, are the failures of this task. */
export const draftKey = (board: string): string => `plan-draft:${board}`;

type Texts = ReturnType<typeof useTexts.getState>['texts'];

async function restore(host: Client<HostContract>, signal: AbortSignal): Promise<void> {
  const { drafts } = await host.call('window.drafts', {}, { signal });
  const found = drafts.flatMap(({ board, draft }) => {
    const plan = readDraft(draft);
    return plan === undefined ? [] : [[board, plan] as const];
  });
  // What this window has goes first.
  useTexts.setState(({ texts }) => ({ texts: { ...Object.fromEntries(found), ...texts } }));
}

async function keep(host: Client<HostContract>, board: string, plan: PlanText | undefined): Promise<void> {
  const key = draftKey(board);
  try {
    const unsaved = plan !== undefined && isUnsaved(plan);
    await host.call('window.keepDraft', { board, ...(unsaved && { draft: writeDraft(plan) }) });
    forgetFailure(key);
  } catch (thrown) {
    // Said where it is written; the next change tries again.
    useTasks.setState(({ failed }) => ({ failed: { ...failed, [key]: problemOf(thrown) } }));
  }
}

/** Brings back what was not saved, and keeps each change from then on. */
export function useDrafts(): void {
  const host = useHost();
  useEffect(() => {
    const abort = new AbortController();
    const waiting = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      clearTimeout(timer);
      const { texts } = useTexts.getState();
      for (const board of waiting) void keep(host, board, texts[board]);
      waiting.clear();
    };
    const note = (texts: Texts, before: Texts) => {
      for (const board of new Set([...Object.keys(texts), ...Object.keys(before)])) {
        if (texts[board] !== before[board]) waiting.add(board);
      }
      if (waiting.size === 0) return;
      clearTimeout(timer);
      timer = setTimeout(flush, pauseMs);
    };
    let unsubscribe = () => {};
    restore(host, abort.signal)
      .catch(() => {})
      .finally(() => {
        if (abort.signal.aborted) return;
        unsubscribe = useTexts.subscribe(({ texts }, before) => note(texts, before.texts));
        // What was written while the host was asked, or before a reload could keep it.
        for (const [board, plan] of Object.entries(useTexts.getState().texts)) if (isUnsaved(plan)) waiting.add(board);
        flush();
      });
    addEventListener('pagehide', flush);
    return () => {
      abort.abort();
      unsubscribe();
      removeEventListener('pagehide', flush);
      flush();
    };
  }, [host]);
}
