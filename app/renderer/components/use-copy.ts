/** A text on its way to the clipboard, and what there is to say of it for two seconds. */
import { useEffect, useState } from 'react';

export interface Copying {
  readonly state: 'no' | 'yes' | 'refused';
  /** Empty: nothing. */
  readonly said: string;
  copy(text: string): void;
}

const words = { no: '', yes: 'Copied', refused: 'The system did not let it be copied' } as const;

/** Milliseconds. */
const saidMs = 2000;

export function useCopy(): Copying {
  const [state, setState] = useState<Copying['state']>('no');
  useEffect(() => {
    if (state === 'no') return;
    const timer = setTimeout(() => setState('no'), saidMs);
    return () => clearTimeout(timer);
  }, [state]);
  return {
    state,
    said: words[state],
    copy(text) {
      navigator.clipboard.writeText(text).then(
        () => setState('yes'),
        () => setState('refused'),
      );
    },
  };
}
