/** A part of the page's code that is loaded when it is first wanted. */
import { useEffect, useState } from 'react';

/** Undefined until it is there. `load` is the same function each time, of a module. */
export function useLate<Part>(wanted: boolean, load: () => Promise<Part>): Part | undefined {
  const [part, setPart] = useState<{ readonly part: Part }>();
  useEffect(() => {
    if (!wanted) return;
    let asked = true;
    load().then((loaded) => asked && setPart({ part: loaded }), undefined);
    return () => {
      asked = false;
    };
  }, [wanted, load]);
  return part?.part;
}
