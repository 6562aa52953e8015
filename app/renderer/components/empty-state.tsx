/** Nothing is here, why, and what to do. */
import type { ReactNode } from 'react';
import { CommandLine } from './command-line.tsx';
import './empty-state.css';
import { Icon } from './icon.tsx';

export function EmptyState({
  icon,
  title,
  children,
  command,
  actions,
}: {
  icon: string;
  title: string;
  children?: ReactNode;
  /** The command that does the same. */
  command?: string;
  actions?: ReactNode;
}) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children !== undefined && <div className="empty-text muted">{children}</div>}
      {actions !== undefined && <div className="row row-wrap empty-actions">{actions}</div>}
      {command !== undefined && <CommandLine command={command} />}
    </div>
  );
}
