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

/**
 * Remembers where the focus was in each part, and keeps it in the part when what had it is taken away, or can take it no more. What was
 * disabled while an answer came has it again when it can be used again, unless somebody went on meanwhile.
 */
export function rememberFocus(): () => void {
  /** What has the focus, and what it is in, from the inside out. */
  let way: readonly HTMLElement[] = [];
  /** The same of what had it last in a part: a dialog is in none. */
  let inPart: readonly HTMLElement[] = [];
  /** Whose focus something around it has for the time being. */
  let lent: { readonly of: HTMLElement; readonly to: HTMLElement } | undefined;
  let frame: number | undefined;
  const onFocus = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return;
    lent = undefined;
    way = [...around(target)];
    const region = target.closest<HTMLElement>('[data-region]');
    if (region === null) return;
    inPart = way;
    if (region !== target) lastFocus.set(region, target);
  };
  /** What was hidden is told by nothing else. A click beside everything takes it too, and leaves it there. */
  const onLost = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget === null) soon();
  };
  // What closes in front of the page gives it back by itself, in the next frame. What goes on changing meanwhile puts nothing off.
  const soon = () => {
    frame ??= requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        frame = undefined;
        if (way[0] !== undefined && !canHave(way[0])) giveBack();
      });
    });
  };
  const giveBack = () => {
    // A browser takes it from what was disabled with the next frame.
    if (document.activeElement !== document.body && document.activeElement !== way[0]) return;
    const owners = [way[0], inPart[0]];
    const left = [...way, ...inPart].find((each) => canHave(each) && (owners.includes(each) || each.matches(places)));
    // Where the whole part is gone, it begins anew.
    if (left === undefined) return cycleRegions(1);
    const of = owners.find((each) => each?.isConnected === true);
    takeFocus(left);
    if (of !== undefined && of !== left) lent = { of, to: left };
  };
  const observer = new MutationObserver(() => {
    if (lent !== undefined && canHave(lent.of) && document.activeElement === lent.to) return lent.of.focus();
    if (way[0] === undefined || !isGone(way[0])) return;
    if (way === inPart) return giveBack();
    soon();
  });
  addEventListener('focusin', onFocus);
  addEventListener('focusout', onLost);
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled', 'hidden'] });
  return () => {
    removeEventListener('focusin', onFocus);
    removeEventListener('focusout', onLost);
    if (frame !== undefined) cancelAnimationFrame(frame);
    observer.disconnect();
  };
}

/** What can stand for what was in it: near enough that Tab goes on from there. */
const places = '[tabindex], header, section, nav, form, fieldset, [role=toolbar], [role=group]';

/** Also what is no stop of its own, for as long as it has the focus. */
function takeFocus(element: HTMLElement): void {
  if (element.tabIndex < 0 && !element.hasAttribute('tabindex')) {
    element.tabIndex = -1;
    element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
  }
  element.focus();
}

function isGone(element: HTMLElement): boolean {
  return !element.isConnected || element.matches(':disabled') || element.closest('[hidden]') !== null;
}

const canHave = (element: HTMLElement): boolean => !isGone(element) && element.checkVisibility();

function* around(element: HTMLElement): Generator<HTMLElement> {
  for (let at: HTMLElement | null = element; at !== null; at = at.parentElement) yield at;
}
