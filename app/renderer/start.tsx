/** The page in its shell: theme, connection, frame. */
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './design/tokens.css';
import './design/base.css';
import { PanelBoundary } from './components/panel-boundary.tsx';
import { followTheme } from './design/theme.ts';
import { Frame } from './frame/frame.tsx';
import { BeforeHost } from './frame/host-notice.tsx';
import { listenForShortcuts } from './frame/shortcuts.ts';
import { HostProvider } from './host/host-context.tsx';
import { keepLink } from './host/link.ts';
import type { Shell } from './host/shell.ts';

/** For the life of the page. `window`: what is shown in place of the frame. */
export function start(shell: Shell, window: ReactNode = <Frame />): void {
  followTheme();
  listenForShortcuts(shell.mac);
  void keepLink(shell, new AbortController().signal);
  const root = document.getElementById('root');
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <HostProvider shell={shell} before={<BeforeHost />}>
        <PanelBoundary what="The window">{window}</PanelBoundary>
      </HostProvider>
    </StrictMode>,
  );
}
