/** The one line on stdout before the frames. A login shell's greeting may come before it, nothing else after it. */

/** `uiomem-studio-helper ready VERSION MARKER\n`, without ` MARKER` when there was none. */
export function readyLine(version: string, marker: string | undefined): string {
  return `${['uiomem-studio-helper', 'ready', version, ...(marker === undefined ? [] : [marker])].join(' ')}\n`;
}
