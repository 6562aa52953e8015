/** The real page against a scripted host: `?state=NAME&theme=dark|light|contrast`; with `&panel=NAME` one panel alone, with `&late=800` answers come that many ms late. For tests and pictures; never shipped. */
import '../no-eval.ts';
import { Suspense } from 'react';
import { openImport } from '../address-import/import-store.ts';
import { takeTheme } from '../design/theme.ts';
import type { ThemeChoice } from '../design/theme-choice.ts';
import { useTreeWindows } from '../device-tree/tree-store.ts';
import { openPanel, runOnWorkstation } from '../dock/dock-store.ts';
import { openSource } from '../module/open-source.ts';
import { showPlanStage } from '../plan/plan-view.ts';
import { rootFolder, useTexts } from '../plan/text-store.ts';
import { keepShare, openShare } from '../share-wizard/share-store.ts';
import { start } from '../start.tsx';
import { breakPanel } from './broken-state.ts';
import { panels } from './panels.tsx';
import { scenarios } from './scenarios.ts';
import { ScriptedHost } from './scripted-host.ts';
import { showModule } from './show-module.ts';

declare global {
  interface Window {
    /** For tests that look at what was asked of the host, or change the state under the window. */
    scripted?: ScriptedHost;
    breakPanel?: typeof breakPanel;
    chooseTheme?: (theme: ThemeChoice) => void;
    writePlan?: (text: string) => void;
  }
}

const wanted = new URLSearchParams(location.search);
const scenario = scenarios[wanted.get('state') ?? 'devices'];
if (scenario === undefined) {
  document.body.textContent = `There is no such state; there are: ${Object.keys(scenarios).join(', ')}`;
} else {
  const script = scenario();
  const { show } = script;
  const shown = script.state.boards[0]?.board.name;
  for (const panel of show?.panels ?? []) openPanel(panel);
  if (show?.command !== undefined) runOnWorkstation(show.command);
  if (shown !== undefined && show?.text !== undefined) {
    useTexts.getState().put(shown, { text: show.text, name: 'bringup.yaml', folder: rootFolder });
  }
  if (shown !== undefined && show?.stage !== undefined) showPlanStage(shown, show.stage);
  if (shown !== undefined && show?.design !== undefined) {
    openImport(shown, new File([show.design.text], show.design.name));
  }
  if (shown !== undefined && show?.share !== undefined) {
    keepShare(shown, show.share);
    openShare(shown);
  }
  if (shown !== undefined && show?.tree !== undefined) useTreeWindows.getState().change(shown, show.tree);
  const host = new ScriptedHost(script);
  host.lateMs = Number(wanted.get('late') ?? 0);
  const theme = wanted.get('theme');
  if (theme === 'dark' || theme === 'light' || theme === 'contrast') {
    // As the host of a user who has chosen it, and as the page that was shown to them last.
    host.settings.store({ 'appearance.theme': theme });
    takeTheme(theme);
  }
  if (shown !== undefined && show?.module !== undefined) showModule(shown, show.module);
  if (show?.place !== undefined) openSource(show.place);
  window.scripted = host;
  window.breakPanel = breakPanel;
  window.chooseTheme = takeTheme;
  window.writePlan = (text) => shown !== undefined && useTexts.getState().change(shown, { text }, true);
  const Panel = panels[wanted.get('panel') ?? ''];
  const alone = Panel && (
    <main style={{ display: 'flex', height: '100%' }}>
      <Suspense>
        <Panel />
      </Suspense>
    </main>
  );
  start(host.shell(), alone);
}
