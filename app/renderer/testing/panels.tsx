/** Parts of the window to be looked at by themselves: `?panel=NAME` instead of the frame. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export const panels: Readonly<Record<string, LazyExoticComponent<ComponentType>>> = {
  start: lazy(() => import('./start-panel.tsx')),
};
