/** Panels that the page can show alone, by the name that `?panel=` takes. */
import { type ComponentType, lazy } from 'react';

export const panels: Readonly<Record<string, ComponentType>> = {
  'bare-editor': lazy(() => import('./bare-editor.tsx')),
  serial: lazy(() => import('./serial-alone.tsx')),
  settings: lazy(() => import('../settings/settings-panel.tsx')),
  start: lazy(() => import('./start-panel.tsx')),
  terminal: lazy(() => import('./terminals-alone.tsx')),
};
