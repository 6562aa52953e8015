/**
 * WCAG 2.2 A and AA by axe. What axe cannot decide is decided here, rule by rule: contrast is computed from the colours that
 * are in force, and the rest has a verdict with its reason; a result without one is a fault.
 */
import axe, { type RunOnly } from 'axe-core';
import type { Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Of results that axe calls incomplete, by rule: why they are no fault. */
const verdicts: Readonly<Record<string, string>> = {
  'aria-hidden-focus':
    'The page behind a modal dialog is hidden and inert: the dialog keeps the focus, which tests of dialogs press Tab for.',
};

/** Contrast of text (WCAG 1.4.3). */
const leastContrast = 4.5;

interface Count {
  pages: number;
  /** Results that axe left open, by rule. */
  readonly open: Map<string, number>;
  /** The least contrast among those computed here. */
  contrast: number;
}

const count: Count = { pages: 0, open: new Map(), contrast: Number.POSITIVE_INFINITY };

/** What was judged in this test file so far, as lines to print. */
export function accessibilityCount(): string[] {
  const lines = [...count.open].map(([rule, results]) => {
    const verdict =
      rule === 'color-contrast'
        ? `computed from the colours in force: at least ${count.contrast.toFixed(2)}:1`
        : (verdicts[rule] ?? 'no verdict');
    return `axe: ${rule}: ${results} results left open: ${verdict}`;
  });
  return [`axe: ${count.pages} pages judged by ${tags.join(', ')}`, ...lines];
}

/** Rules whose results another theme can change: the rest is about what the page is, and not about its colours. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * What is wrong with the page as it is now, each in a line. `within`: a selector of the part that is judged. `colours`: only what
 * another theme can change, where the rest was judged in one already.
 */
export async function accessibilityFaults(
  page: Page,
  { within, colours = false }: { readonly within?: string; readonly colours?: boolean } = {},
): Promise<string[]> {
  // By the debugger, since the page allows no script but its own.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const runOnly = colours ? { type: 'rule' as const, values: colourRules } : { type: 'tag' as const, values: tags };
  const { violations, open } = await page.evaluate(judge, { runOnly, within });
  count.pages += 1;
  const faults = [...violations];
  for (const { rule, target, contrast } of open) {
    count.open.set(rule, (count.open.get(rule) ?? 0) + 1);
    if (rule === 'color-contrast') {
      count.contrast = Math.min(count.contrast, contrast);
      if (contrast < leastContrast) faults.push(`color-contrast: ${target}: ${contrast.toFixed(2)}:1`);
    } else if (verdicts[rule] === undefined) {
      faults.push(`${rule}: ${target}: axe could not decide, and there is no verdict`);
    }
  }
  return faults;
}

/** In the page: axe's results, with the contrast of what it left open. */
async function judge({ runOnly, within }: { runOnly: RunOnly; within: string | undefined }) {
  const { axe: loaded } = globalThis as unknown as { axe: typeof import('axe-core') };
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  /** Any colour that CSS knows, as 0 to 255 and an alpha of 0 to 1. */
  const colourOf = (text: string): Colour => {
    if (canvas === null) throw new Error('no canvas');
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (front: Colour, back: Colour): Colour => {
    const mix = (at: 0 | 1 | 2) => front[at] * front[3] + back[at] * (1 - front[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  /** What an element stands on: the grounds of all that it is in, drawn over each other. */
  const groundOf = (element: Element | null): Colour => {
    if (element === null) return [255, 255, 255, 1];
    const own = colourOf(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, groundOf(element.parentElement));
  };
  /** WCAG 2.2, "relative luminance". */
  const luminance = ([red, green, blue]: Colour) => {
    const part = (value: number) => {
      const share = value / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const contrastOf = (element: Element) => {
    const ground = groundOf(element);
    const [one, other] = [luminance(ground), luminance(over(colourOf(getComputedStyle(element).color), ground))];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const { violations, incomplete } = await loaded.run(
    // Guards of the focus at the edges of a menu hand it on in the moment they get it: nobody is ever on them.
    { ...(within !== undefined && { include: [within] }), exclude: ['[data-base-ui-focus-guard]'] },
    { runOnly },
  );
  return {
    violations: violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    ),
    open: incomplete.flatMap(({ id, nodes }) =>
      nodes.flatMap(({ target }) => {
        const name = target.join(' ');
        const element = document.querySelector(name);
        // What has gone meanwhile, as work that ended, is nobody's to read; what Monaco and xterm have for screen readers is not drawn.
        if (element === null || element.matches(':root, .monaco-editor textarea, .xterm-accessibility *')) return [];
        return [{ rule: id, target: name, contrast: id === 'color-contrast' ? contrastOf(element) : 0 }];
      }),
    ),
  };
}
