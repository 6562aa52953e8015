/** The way of the focus through the parts of the window (`data-region`), and back when what had it is gone. */

/** Moves the focus to the next of the parts, where it was there before. */
export function cycleRegions(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions.at((now < 0 && step > 0 ? 0 : now + step) % regions.length);
  if (next === undefined) return;
  const before = lastFocus.get(next);
  if (before !== undefined && next.contains(before)) before.focus();
  else {
    const first =
      next.querySelector<HTMLElement>('[data-region-start]') ??
      next.querySelector<HTMLElement>(
        'button:not(:disabled):not([tabindex="-1"]), [href], input, select, textarea, [tabindex="0"]',
      );
    (first ?? next).focus();
  }
}

const lastFocus = new WeakMap<HTMLElement, HTMLElement>();

/** Remembers where the focus was in each part, and keeps it in the part when what had it is taken away, or can take it no more. */
export function rememberFocus(): () => void {
  /** What has the focus, and what it is in, from the inside out. */
  let way: readonly HTMLElement[] = [];
  /** The same of what had it last in a part: a dialog is in none. */
  let inPart: readonly HTMLElement[] = [];
  let frame = 0;
  const onFocus = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return;
    way = [...around(target)];
    const region = target.closest<HTMLElement>('[data-region]');
    if (region === null) return;
    inPart = way;
    if (region !== target) lastFocus.set(region, target);
  };
  const isGone = (element: HTMLElement) => !element.isConnected || element.matches(':disabled');
  const isLost = () => document.activeElement === document.body;
  const observer = new MutationObserver(() => {
    // A browser takes the focus from what was disabled with the next frame, and not before.
    if (way[0] === undefined || !isGone(way[0])) return;
    cancelAnimationFrame(frame);
    // A dialog that closes gives it back by itself, in the frame after this one.
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        if (!isLost()) return;
        // What was disabled for a moment has it again.
        const left = [...way, ...inPart].find(
          (each) => !isGone(each) && (each === way[0] || each.hasAttribute('tabindex')),
        );
        // Where the whole part is gone, it begins anew.
        if (left === undefined) cycleRegions(1);
        else left.focus();
      });
    });
  });
  addEventListener('focusin', onFocus);
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  return () => {
    removeEventListener('focusin', onFocus);
    cancelAnimationFrame(frame);
    observer.disconnect();
  };
}

function* around(element: HTMLElement): Generator<HTMLElement> {
  for (let at: HTMLElement | null = element; at !== null; at = at.parentElement) yield at;
}
