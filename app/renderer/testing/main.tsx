/** The real page against a scripted host: `?state=NAME&theme=dark|light|contrast`, or one panel of it alone: `&panel=terminal`. For tests and pictures; never shipped. */
import '../no-eval.ts';
import type { ReactNode } from 'react';
import { useTheme } from '../design/theme.ts';
import { useLayout } from '../frame/layout-store.ts';
import { rootFolder, useTexts } from '../plan/text-store.ts';
import { start } from '../start.tsx';
import { breakPanel } from './broken-state.ts';
import { scenarios } from './scenarios.ts';
import { ScriptedHost } from './scripted-host.ts';
import { SerialAlone, TerminalsAlone } from './terminals-alone.tsx';

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
  const alone: Readonly<Record<string, ReactNode>> = {
    terminal: <TerminalsAlone board={shown ?? ''} />,
    serial: <SerialAlone />,
  };
  start(host.shell(), alone[wanted.get('panel') ?? '']);
}
