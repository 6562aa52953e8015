/** A button of the status bar. */
import type { ComponentProps, ReactNode } from 'react';

export function StatusButton({
  label,
  children,
  ...rest
}: { label: string; children: ReactNode } & Omit<ComponentProps<'button'>, 'children'>) {
  return (
    <button {...rest} type="button" className="status-button" title={label} aria-label={label}>
      {children}
    </button>
  );
}
