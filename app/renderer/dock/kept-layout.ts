/** How the workbench is laid out, and what was chosen in its panels for good, kept over a reload in this tab and over starts by the host. */
import type { DockviewApi, SerializedDockview } from 'dockview-react';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../../contract.ts';
import { keptChoices, restoreChoices, useChoices } from '../module/choice-store.ts';
import { panelRef } from './panel-ref.ts';

/** Grows when a layout cannot be read as before. */
const version = 2;

/** Of sessionStorage: this tab's own; and where one that could not be used is kept. */
const key = 'uiomem-layout';
const refusedKey = 'uiomem-layout-refused';

interface Kept {
  readonly version: number;
  readonly board?: string;
  readonly dock: SerializedDockview;
  /** By board, where its module is from; what is another thing is left out when it is read. */
  readonly modules?: unknown;
}

/** What was kept: of this tab, else of the window that was used last; undefined when there is none. */
export async function keptLayout(host: Client<HostContract>, signal: AbortSignal): Promise<string | undefined> {
  const own = sessionStorage.getItem(key);
  if (own !== null) return own;
  const { layout } = await host.call('window.layout', {}, { signal });
  return layout;
}

/** Lays the workbench out as it was. Answers why it could not be, and then nothing is open. */
export function restoreLayout(api: DockviewApi, text: string): { readonly board?: string; readonly refused?: Problem } {
  try {
    const kept = JSON.parse(text) as Kept;
    if (kept.version !== version) throw new RangeError(`it is of version ${kept.version}, this window’s is ${version}`);
    api.fromJSON(kept.dock);
    for (const { id, api: panel } of [...api.panels]) if (panelRef(id) === undefined) panel.close();
    restoreChoices(kept.modules);
    return kept.board === undefined ? {} : { board: kept.board };
  } catch (thrown) {
    // What it did before it failed.
    api.clear();
    sessionStorage.setItem(refusedKey, text);
    const refused = problem('window.layout-refused', `The kept layout cannot be used: ${problemOf(thrown).message}`, {
      hint: 'The window starts with the usual one; what was kept stays in its session under another name.',
      data: { keptAs: refusedKey, version },
    });
    return { refused: refused.problem };
  }
}

/** Milliseconds: a splitter that is dragged changes the layout with each move. */
const pauseMs = 400;

/** Keeps how it is, and each change from now on. What it answers ends that. */
export function keepLayout(api: DockviewApi, host: Client<HostContract>, board: () => string | undefined): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    const chosen = board();
    const modules = keptChoices();
    const kept: Kept = { version, ...(chosen !== undefined && { board: chosen }), modules, dock: api.toJSON() };
    const text = JSON.stringify(kept);
    if (text === sessionStorage.getItem(key)) return;
    sessionStorage.setItem(key, text);
    // Without the host this tab has it, and the next change is told again.
    host.call('window.keepLayout', { layout: text }).catch(() => {});
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, pauseMs);
  };
  soon();
  const change = api.onDidLayoutChange(soon);
  const endChoices = useChoices.subscribe(soon);
  const leave = () => timer !== undefined && keep();
  addEventListener('pagehide', leave);
  return () => {
    change.dispose();
    endChoices();
    clearTimeout(timer);
    removeEventListener('pagehide', leave);
  };
}
