/** The real page against a scripted host: `?state=NAME&theme=dark|light|contrast`, and `&panel=NAME` for one part of it. For tests and pictures; never shipped. */
import '../no-eval.ts';
import { Suspense } from 'react';
import { useTheme } from '../design/theme.ts';
import { useLayout } from '../frame/layout-store.ts';
import { rootFolder, useTexts } from '../plan/text-store.ts';
import { start } from '../start.tsx';
import { breakPanel } from './broken-state.ts';
import { panels } from './panels.tsx';
import { scenarios } from './scenarios.ts';
import { ScriptedHost } from './scripted-host.ts';

declare global {
  interface Window {
    /** For tests that look at what was asked of the host, or change the state under the window. */
    scripted?: ScriptedHost;
    breakPanel?: typeof breakPanel;
  }
}

const wanted = new URLSearchParams(location.search);
const scenario = scenarios[wanted.get('state') ?? 'devices'];
if (scenario === undefined) {
  document.body.textContent = `There is no such state; there are: ${Object.keys(scenarios).join(', ')}`;
} else {
  const theme = wanted.get('theme');
  if (theme === 'dark' || theme === 'light' || theme === 'contrast') useTheme.getState().choose(theme);
  const script = scenario();
  const { show } = script;
  const shown = show?.board ?? script.state.boards[0]?.board.name;
  if (shown !== undefined) useLayout.getState().chooseBoard(shown);
  if (shown !== undefined && show?.device !== undefined) useLayout.getState().openDevice(shown, show.device);
  if (shown !== undefined && show?.plan === true) useLayout.getState().openPlan(shown);
  if (shown !== undefined && show?.log === true) useLayout.getState().openLog(shown);
  if (shown !== undefined && show?.text !== undefined) {
    useTexts.getState().put(shown, { text: show.text, name: 'bringup.yaml', folder: rootFolder });
  }
  const host = new ScriptedHost(script);
  window.scripted = host;
  window.breakPanel = breakPanel;
  const Panel = panels[wanted.get('panel') ?? ''];
  if (Panel === undefined) start(host.shell());
  else
    start(
      host.shell(),
      <Suspense fallback={null}>
        <Panel />
      </Suspense>,
    );
}
