/** A line of text with suggestions that it need not follow. */
import { Autocomplete } from '@base-ui/react/autocomplete';
import { type ReactNode, useId, useState } from 'react';
import './field.css';
import './popup.css';

export interface Suggestion {
  /** What is taken. */
  readonly value: string;
  /** Beside it, in the list. */
  readonly about?: string | undefined;
}

/** `suggestions`: those that have the text in them are offered while one types, and all on arrow down. */
export function SuggestField({
  label,
  value,
  onValue,
  suggestions,
  placeholder,
  note,
  error,
}: {
  label: string;
  value: string;
  onValue(value: string): void;
  suggestions: readonly Suggestion[];
  placeholder?: string;
  note?: ReactNode;
  error?: string | undefined;
}) {
  const id = useId();
  const [wanted, setWanted] = useState(false);
  const typed = value.trim().toLowerCase();
  const fitting = suggestions.filter((each) => each.value.toLowerCase().includes(typed));
  const about = error !== undefined || note !== undefined ? `${id}-about` : undefined;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <Autocomplete.Root
        items={fitting}
        filter={null}
        // While it is open the rest is out of a screen reader's way, which an empty one must not do.
        open={wanted && fitting.length > 0}
        onOpenChange={setWanted}
        value={value}
        onValueChange={onValue}
        itemToStringValue={({ value: text }: Suggestion) => text}
      >
        <Autocomplete.Input
          id={id}
          // While the list is open the label is out of a screen reader's way.
          aria-label={label}
          className="input input-mono"
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={error !== undefined}
          aria-describedby={about}
        />
        <Autocomplete.Portal>
          <Autocomplete.Positioner sideOffset={4} align="start" className="popup-layer">
            <Autocomplete.Popup className="menu">
              <Autocomplete.List aria-label={label}>
                {(suggestion: Suggestion) => (
                  <Autocomplete.Item key={suggestion.value} value={suggestion} className="menu-item">
                    <span className="mono">{suggestion.value}</span>
                    {suggestion.about !== undefined && <span className="shortcut">{suggestion.about}</span>}
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      </Autocomplete.Root>
      {about !== undefined && (
        <span id={about} className={error === undefined ? 'field-note' : 'field-error'}>
          {error ?? note}
        </span>
      )}
    </div>
  );
}
