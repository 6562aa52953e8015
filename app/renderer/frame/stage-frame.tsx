/** A stage of what is on its way: its head says what it is about and what can be done, and what it shows scrolls below. */
import type { ReactNode } from 'react';
import { BoardSwatch } from '../dock/board-swatch.tsx';
import './stage-frame.css';

/** `label` names all of it, `name` the part that scrolls. */
export function StageFrame({
  label,
  name,
  head,
  children,
}: {
  label: string;
  name: string;
  head: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="stage-frame" aria-label={label}>
      {head}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className="stage-body" tabIndex={0} aria-label={name}>
        {children}
      </section>
    </section>
  );
}

/** `begin`: what it is about; `told`: where it is now, in a line; `children`: how to stop it; `actions` stand at the end. */
export function StageHead({
  begin,
  told,
  children,
  actions,
}: {
  begin: ReactNode;
  told: string;
  children?: ReactNode;
  actions: ReactNode;
}) {
  return (
    <header className="stage-head">
      {begin}
      <span role="status" className="small muted">
        {told}
      </span>
      {children}
      <span className="row stage-actions">{actions}</span>
    </header>
  );
}

export function StageTitle({ board, children }: { board: string; children: ReactNode }) {
  return (
    <span className="row stage-title">
      <BoardSwatch board={board} />
      <h3 className="truncate">{children}</h3>
    </span>
  );
}
