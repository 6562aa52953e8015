/** Shows what is folded away below it, and folds it again. */
import type { ReactNode } from 'react';
import './fold-button.css';
import { Icon } from './icon.tsx';

/** `item`: one of a list that arrow keys go through. */
export function FoldButton({
  open,
  disabled = false,
  item = false,
  onToggle,
  children,
}: {
  open: boolean;
  disabled?: boolean;
  item?: boolean;
  onToggle(): void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      {...(item && { 'data-item': '' })}
      className="fold-button"
      aria-expanded={open}
      disabled={disabled}
      onClick={onToggle}
    >
      <Icon name={open ? 'chevron-down' : 'chevron-right'} />
      {children}
    </button>
  );
}
