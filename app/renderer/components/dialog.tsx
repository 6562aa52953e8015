/** A question in front of everything else. Escape, and a click beside it, mean the same as *Cancel*. */
import { Dialog as Base } from '@base-ui/react/dialog';
import { type FormEvent, type ReactNode, useRef } from 'react';
import { Button, type ButtonKind } from './button.tsx';
import { useFocusBack } from './focus-back.ts';
import './popup.css';

export interface DialogProps {
  readonly title: string;
  /** A sentence that says what it is about. */
  readonly about?: ReactNode;
  readonly children?: ReactNode;
  /** `widest`: for tables. */
  readonly wide?: boolean | 'widest';
  /** What Enter does. Absent: the dialog only tells, and has *Close* alone. */
  readonly confirm?: { readonly label: string; readonly kind?: ButtonKind; readonly disabled?: boolean; run(): void };
  readonly cancel?: string;
  /** In front of the buttons. */
  readonly extra?: ReactNode;
  onClose(): void;
}

const takesFocus = 'input, select, textarea, button, a[href], [tabindex="0"]';

export function Dialog({ title, about, children, wide = false, confirm, cancel, extra, onClose }: DialogProps) {
  useFocusBack();
  const body = useRef<HTMLDivElement>(null);
  const leave = useRef<HTMLButtonElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (confirm?.disabled !== true) confirm?.run();
  };
  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Backdrop className="dialog-scrim" />
        <Base.Popup
          className={`dialog ${wide === 'widest' ? 'dialog-widest' : wide ? 'dialog-wide' : ''}`}
          render={<form onSubmit={submit} />}
          // A question begins at the way out of it, not at what stands in front of the buttons.
          initialFocus={() => body.current?.querySelector(takesFocus) != null || leave.current}
        >
          <Base.Title className="dialog-title">{title}</Base.Title>
          {about !== undefined && <Base.Description render={<div />}>{about}</Base.Description>}
          {children !== undefined && (
            <div ref={body} className="dialog-body">
              {children}
            </div>
          )}
          <div className="dialog-actions">
            {extra}
            {extra !== undefined && <span className="grow" />}
            <Button ref={leave} onClick={onClose}>
              {cancel ?? (confirm === undefined ? 'Close' : 'Cancel')}
            </Button>
            {confirm !== undefined && (
              <Button submit kind={confirm.kind ?? 'primary'} disabled={confirm.disabled === true}>
                {confirm.label}
              </Button>
            )}
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
