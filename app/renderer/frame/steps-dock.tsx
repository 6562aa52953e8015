/** The place of the steps below the middle: its height, and whether it is there. */
import type { KeyboardEvent, PointerEvent } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { PanelBoundary } from '../components/panel-boundary.tsx';
import { leastSteps, useLayout } from './layout-store.ts';
import { StepsPanel } from './steps-panel.tsx';

/** Pixels a key press. */
const keyStep = 24;

export function StepsDock({ state }: { state: BoardState }) {
  const { open, height } = useLayout((layout) => layout.steps);
  const setSteps = useLayout((layout) => layout.setSteps);
  if (!open) return null;
  const most = Math.max(leastSteps, Math.floor(innerHeight * 0.6));
  const resize = (wanted: number) => setSteps({ height: Math.round(Math.min(most, Math.max(leastSteps, wanted))) });
  const onKey = (event: KeyboardEvent) => {
    const to = { ArrowUp: height + keyStep, ArrowDown: height - keyStep, Home: leastSteps, End: most }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    resize(to);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const from = event.clientY;
    event.currentTarget.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => resize(height + from - moved.clientY);
    const handle = event.currentTarget;
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no <hr>. */}
      <div
        className="steps-handle"
        role="separator"
        aria-orientation="horizontal"
        aria-label="Height of the steps"
        aria-valuenow={height}
        aria-valuemin={leastSteps}
        aria-valuemax={most}
        tabIndex={0}
        onKeyDown={onKey}
        onPointerDown={onPointerDown}
      />
      <div style={{ height: Math.min(height, most), flex: 'none', overflow: 'auto' }}>
        <PanelBoundary key={state.board.name} what={`The list of steps on ${state.board.name}`}>
          <StepsPanel state={state} onClose={() => setSteps({ open: false })} />
        </PanelBoundary>
      </div>
    </>
  );
}
