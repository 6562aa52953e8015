/** Buttons: with words, or with a sign alone and its words in a tooltip. */
import type { ComponentProps, ReactNode } from 'react';
import './button.css';
import { Icon } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';

export type ButtonKind = 'plain' | 'primary' | 'danger' | 'quiet';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'type'> {
  /** `primary`: what one most likely wants here, once a place. `danger`: what cannot be taken back. `quiet`: no frame. */
  kind?: ButtonKind;
  icon?: string;
  children: ReactNode;
  submit?: boolean;
}

export function Button({ kind = 'plain', icon, submit = false, className = '', children, ...rest }: ButtonProps) {
  return (
    <button {...rest} type={submit ? 'submit' : 'button'} className={`button button-${kind} ${className}`}>
      {icon !== undefined && <Icon name={icon} />}
      <span className="truncate">{children}</span>
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'type' | 'children' | 'aria-label'> {
  icon: string;
  /** What it does: its name, and the tooltip. */
  label: string;
  /** Shown behind the label, as in `Ctrl+J`. */
  shortcut?: string;
}

export function IconButton({ icon, label, shortcut, className = '', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={shortcut === undefined ? label : `${label} (${shortcut})`}>
      <button {...rest} type="button" aria-label={label} className={`button button-icon ${className}`}>
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}
