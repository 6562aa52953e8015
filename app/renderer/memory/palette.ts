/** Colours and fonts of the painted view, from the design tokens; told anew when the theme changes. */

export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly faint: string;
  readonly border: string;
  readonly control: string;
  readonly focus: string;
  readonly selected: string;
  readonly mark: string;
  readonly markBackground: string;
  /** Of the sign beside a row that changed: seen on the ground itself. */
  readonly sign: string;
  readonly bad: string;
  readonly badBackground: string;
  /** As `ctx.font` takes it. */
  readonly font: string;
  readonly rowHeight: number;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    background: token('bg'),
    text: token('text'),
    muted: token('text-muted'),
    faint: token('text-faint'),
    border: token('border'),
    control: token('border-control'),
    focus: token('focus'),
    selected: token('bg-selected'),
    mark: token('mark'),
    markBackground: token('mark-bg'),
    sign: token('warn'),
    bad: token('bad'),
    badBackground: token('bad-bg'),
    font: `${token('text-normal') || '13px'} ${token('font-mono') || 'monospace'}`,
    rowHeight: Number.parseFloat(token('line')) || 20,
  };
}

/** Calls when the theme, or what the system wants of it, has changed. Returns what ends it. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style', 'class'] });
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'].map((query) =>
    matchMedia(query),
  );
  for (const query of queries) query.addEventListener('change', changed);
  void document.fonts.ready.then(changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', changed);
  };
}
