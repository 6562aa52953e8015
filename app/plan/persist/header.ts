/** The first lines of every file that a plan renders: whose it is, and how to change it or be rid of it. */

/** Longer names of plans are cut: readers of such files have limits for a line. */
const longestName = 120;

/**
 * Comment lines for modprobe.d, modules-load.d, udev rules and dkms.conf. A name is one line of plain ASCII here, and never the
 * end of a line: a backslash there would join the next line to the comment.
 */
export function header(plan: { readonly name?: string | undefined }, what: string): string {
  const name = [...(plan.name ?? '')]
    .map((each) => (/^[ -~]$/.test(each) ? each : '?'))
    .join('')
    .trim()
    .slice(0, longestName);
  const whose = name === '' ? 'a plan without a name' : `the plan "${name}"`;
  return `# Written by uiomem studio for ${whose}: ${what}.
# It is replaced when the plan is applied again, and removed by: uiomem-studio persist remove
`;
}
