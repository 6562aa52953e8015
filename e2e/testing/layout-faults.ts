/** What is wrong with how a page is laid out: text that is cut, things that lie on each other, targets too small to hit. */
import type { Page } from 'playwright-core';

/** All in CSS pixels. */
const limits = {
  /** Of a target (WCAG 2.2, 2.5.8). */
  least: 24,
  /** Of a window in which nothing that is pressed needs scrolling sideways. */
  narrowest: 960,
  /** Of a button, beside what is drawn. */
  padding: 6,
} as const;

/** Each fault in a line, in the window as it is now. */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(async ({ least, narrowest, padding }) => {
    // The workbench is told of a new size in the frame after it.
    for (let frames = 0; frames < 3; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    const faults: string[] = [];
    const called = (element: Element) => {
      const text = element.getAttribute('aria-label') ?? element.textContent ?? '';
      const names = typeof element.className === 'string' ? element.className.split(' ').join('.') : '';
      return `${element.tagName.toLowerCase()}.${names} "${text.trim().slice(0, 40)}"`;
    };
    /** Of others' making: Monaco and xterm draw their own, at sizes of their own. */
    const foreign = '.monaco-editor, .xterm, .unseen, .dv-live-region, .dv-live-region-assertive';
    const isOurs = (element: Element) => element.closest(foreign) === null;

    /** The part of an element that is not scrolled or cut away by what it is in. */
    const seenBox = (element: Element) => {
      let { left, top, right, bottom } = element.getBoundingClientRect();
      for (let around = element.parentElement; around !== null; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around);
        if (overflowX === 'visible' && overflowY === 'visible') continue;
        const box = around.getBoundingClientRect();
        left = Math.max(left, box.left);
        right = Math.min(right, box.right);
        top = Math.max(top, box.top);
        bottom = Math.min(bottom, box.bottom);
      }
      left = Math.max(left, 0);
      top = Math.max(top, 0);
      right = Math.min(right, innerWidth);
      bottom = Math.min(bottom, innerHeight);
      return { left, top, right, bottom, width: right - left, height: bottom - top };
    };
    const isShown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && isOurs(element);

    // Targets: as large as a finger or a shaky hand needs them.
    const targets = [
      ...document.querySelectorAll(
        'button, a[href], input, select, textarea, [role=tab], [role=switch], [role=option], [role=menuitem], [role=radio]',
      ),
    ].filter((element) => isShown(element));
    for (const target of targets) {
      // A control inside of its label is pressed by the label, too.
      const { width, height } = (target.closest('label') ?? target).getBoundingClientRect();
      // The form's own copies of controls that are drawn otherwise.
      const isDrawn = target.getBoundingClientRect().width > 1;
      if (isDrawn && (width < least - 0.5 || height < least - 0.5)) {
        faults.push(`small: ${called(target)} is ${Math.round(width)} × ${Math.round(height)} px`);
      }
    }

    // Overlap: what is pressed in the middle of the part that is seen must be the thing itself.
    for (const target of targets) {
      const box = seenBox(target);
      if (box.width < 4 || box.height < 4) continue;
      const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
      if (hit === null || target.contains(hit) || hit.contains(target)) continue;
      // A dialog and its scrim are in front on purpose.
      if (hit.closest('.dialog-scrim, [role=dialog], .popup-layer') !== null) continue;
      // A label that is drawn over its own control.
      if (hit.closest('label')?.contains(target) === true) continue;
      faults.push(`covered: ${called(target)} by ${called(hit)}`);
    }

    // Down is where people scroll; a button beside the edge of a table is one that nobody finds. A narrower window has no way out.
    for (const target of innerWidth < narrowest ? [] : targets) {
      const { left, right, width } = target.getBoundingClientRect();
      // What a cell tells is scrolled to with the rest of its row; what is done with the row is not.
      if (width <= 1 || (target.closest('td') !== null && target.closest('.table-actions') === null)) continue;
      for (let around = target.parentElement; around !== null; around = around.parentElement) {
        if (!/auto|scroll/.test(getComputedStyle(around).overflowX)) continue;
        const box = around.getBoundingClientRect();
        // A field is drawn to its edges, and one that is too wide is cut as it is.
        const isField = target.matches('select, input, textarea');
        const beyond = isField ? 1 : padding;
        if ((isField || width <= box.width) && (right > box.right + beyond || left < box.left - beyond)) {
          faults.push(`out of sight at the side: ${called(target)} in ${called(around).slice(0, 60)}`);
        }
        break;
      }
    }

    // What floats in front of the page is in the window whole: nobody can scroll to the rest of it.
    for (const popup of document.querySelectorAll('[role=dialog], [role=menu], [role=listbox], .tooltip')) {
      // A list in the body of a dialog floats nowhere: it is scrolled with it.
      if (!isShown(popup) || popup.closest('.dialog-body') !== null) continue;
      const { left, top, right, bottom } = popup.getBoundingClientRect();
      const isOut = left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
      if (isOut && popup.closest('.dialog, .popup-layer') !== null) faults.push(`out of the window: ${called(popup)}`);
    }

    // What is read and not shown is placed in what scrolls it, or it lengthens what stands around that, and the two scroll.
    for (const unseen of document.querySelectorAll('.unseen')) {
      let around = unseen.parentElement;
      while (around !== null && !/auto|scroll/.test(getComputedStyle(around).overflowY)) around = around.parentElement;
      const home = unseen instanceof HTMLElement ? unseen.offsetParent : null;
      if (around === null || home === null || around.contains(home)) continue;
      faults.push(`placed out of what scrolls it: ${called(unseen)} of ${called(around).slice(0, 60)}`);
    }

    // Text: what is cut must be told whole elsewhere (a title, a name), and nothing is cut from below.
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const judged = new Set<Element>();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element === null || judged.has(element) || (node.textContent ?? '').trim() === '' || !isShown(element))
        continue;
      judged.add(element);
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      if (text.width === 0) continue;
      for (let around: Element | null = element; around !== null; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (style.display === 'inline') continue;
        const box = around.getBoundingClientRect();
        // There for screen readers alone.
        if (box.width <= 1) break;
        const cutsX = style.overflowX === 'hidden' || style.overflowX === 'clip';
        const cutsY = style.overflowY === 'hidden' || style.overflowY === 'clip';
        const scrolls = /auto|scroll/.test(style.overflowX) || /auto|scroll/.test(style.overflowY);
        if (cutsX && (text.right > box.right + 1 || text.left < box.left - 1)) {
          const whole = element.closest('[title], [aria-label]') !== null && style.textOverflow === 'ellipsis';
          if (!whole) faults.push(`cut: ${called(element)} by ${called(around).slice(0, 60)}`);
          break;
        }
        if (cutsY && (text.bottom > box.bottom + 2 || text.top < box.top - 2)) {
          faults.push(`cut from below: ${called(element)} by ${called(around).slice(0, 60)}`);
          break;
        }
        // What scrolls is there to be scrolled to.
        if (scrolls) break;
      }
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} px wide, the window ${clientWidth}`);
    return [...new Set(faults)];
  }, limits);
}
