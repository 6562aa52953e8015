/** The small editor over a cell: a value as it is typed, what it is in other forms, and what Enter will do. */
import { useEffect, useId, useRef, useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Width } from '../../../remote-helper/contract/memory.ts';
import { formsOf, typedValue } from './typed-value.ts';

export interface CellEdit {
  readonly offset: bigint;
  /** What stands in the field at first. */
  readonly text: string;
  /** Bare digits are hex, as in the cell. */
  readonly digits: boolean;
}

export function CellEditor({
  edit,
  address,
  width,
  place,
  above,
  onWrite,
  onClose,
}: {
  edit: CellEdit;
  address: bigint;
  width: Width;
  place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** What is said about the value stands above the cell. */
  above: boolean;
  onWrite(value: bigint): void;
  onClose(): void;
}) {
  const [text, setText] = useState(edit.text);
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const about = useId();
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    // A value that was there is replaced by what is typed; a digit that was typed is not.
    if (!edit.digits) field.current?.select();
  }, [edit]);
  const typed = typedValue(text, width, edit.digits);
  const refused =
    typed.problem !== undefined && (tried || typed.problem.id !== 'value.empty') ? typed.problem : undefined;
  const forms = typed.value === undefined ? undefined : formsOf(typed.value, width);
  return (
    <div
      className={`cell-editor ${above ? 'cell-editor-above' : ''}`}
      style={{
        left: place.x,
        minWidth: place.width,
        ...(above ? { bottom: `calc(100% - ${place.y + place.height}px)` } : { top: place.y }),
      }}
    >
      <input
        ref={field}
        className="input input-mono cell-editor-field"
        style={{ height: place.height }}
        aria-label={`New value at ${hex(address)}, ${width} bits`}
        aria-describedby={about}
        aria-invalid={refused !== undefined}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={onClose}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') onClose();
          if (event.key !== 'Enter') return;
          if (typed.value === undefined) setTried(true);
          else onWrite(typed.value);
        }}
      />
      <div id={about} className="cell-editor-about small">
        {refused !== undefined ? (
          <p className="cell-editor-error" role="alert">
            {refused.message} <span className="muted">{refused.hint}</span>{' '}
            <span className="mono muted">{refused.id}</span>
          </p>
        ) : (
          forms !== undefined && (
            <p className="mono muted cell-editor-forms">
              <span>{forms.hex}</span> <span>{forms.decimal}</span>
              {forms.signed !== undefined && <span> {forms.signed}</span>} {width <= 32 && <span>{forms.binary}</span>}
            </p>
          )
        )}
        <p className="muted">
          <kbd>Enter</kbd> writes {width} bits at <span className="mono">{hex(address)}</span>, <kbd>Esc</kbd> leaves
          it.
        </p>
      </div>
    </div>
  );
}
