/** Entry of the page, in both shells. */
import './no-eval.ts';
import { browserShell } from './host/browser-shell.ts';
import { electronShell } from './host/electron-shell.ts';
import { takeSessionKey } from './host/session-key.ts';
import { start } from './start.tsx';

if (window.uiomemShell === undefined) {
  takeSessionKey();
  start(browserShell());
} else {
  start(electronShell(window.uiomemShell));
}
