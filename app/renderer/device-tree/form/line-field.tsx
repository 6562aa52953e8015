/** A line of a node's field: given on with Enter or on leaving, since half a number is none. Escape takes back what was typed. */
import { type ComponentProps, useEffect, useState } from 'react';

export function LineField({
  value,
  onValue,
  ...rest
}: Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'onBlur' | 'onKeyDown'> & {
  value: string;
  onValue(value: string): void;
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const give = () => text.trim() !== value && onValue(text.trim());
  return (
    <input
      spellCheck={false}
      autoComplete="off"
      {...rest}
      className="input input-mono"
      value={text}
      onChange={({ target }) => setText(target.value)}
      onBlur={give}
      onKeyDown={(event) => {
        if (event.key === 'Enter') give();
        if (event.key === 'Escape') setText(value);
      }}
    />
  );
}
