/** Where the focus goes when something in front of the page is taken away while it is open: to what had it before. */
import { useEffect, useRef } from 'react';

/** Base UI gives the focus back when a dialog closes by itself, and to nobody when it is unmounted. */
export function useFocusBack(): void {
  const opener = useRef(document.activeElement);
  useEffect(() => {
    const before = opener.current;
    return () => {
      requestAnimationFrame(() => {
        const lost = document.activeElement === document.body && document.querySelector('.dialog') === null;
        if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
      });
    };
  }, []);
}
