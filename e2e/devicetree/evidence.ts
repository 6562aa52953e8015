/** docs/evidence/devicetree.md, as text. Pure. */
import { type Outcome, type Way, ways } from './check-tree.ts';

export interface PackageEvidence {
  readonly package: string;
  readonly trees: number;
  readonly outcomes: readonly (Outcome & { readonly file: string })[];
}

/** `commit` is what was tested, as git names it. `leftOut`: a sentence for each kernel whose trees could not be had. */
export function evidence(
  packages: readonly PackageEvidence[],
  leftOut: readonly string[],
  commit: string,
  date: Date,
): string {
  const row = (...cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const count = (outcomes: PackageEvidence['outcomes'], way: Way, result: Outcome['result']) =>
    outcomes.filter((each) => each.way === way && each.result === result).length;
  const rows = packages.flatMap(({ package: name, trees, outcomes }) =>
    ways.flatMap((way) => {
      const all = outcomes.filter((each) => each.way === way).length;
      if (all === 0) return [];
      const counts = (['identical', 'equal', 'different'] as const).map((result) => count(outcomes, way, result));
      return [row(way === ways[0] ? `${name} (${trees})` : '', way, all, ...counts)];
    }),
  );
  const reasons = new Map<string, number>();
  for (const { outcomes } of packages)
    for (const { way, result, reason } of outcomes)
      if (reason !== undefined) {
        const key = `${way}: ${result}: ${reason}`;
        reasons.set(key, (reasons.get(key) ?? 0) + 1);
      }
  const list = [...reasons].map(([reason, number]) => `- ${number} × ${reason}`);
  return `# Device trees of Debian's kernels

Made by \`make test-devicetree\` on ${date.toISOString().slice(0, 10)} from commit ${commit}: each .dtb and .dtbo of the packages
is read, written, printed and compiled again, and compared with what it was.

*Identical*: byte by byte what dtc writes of that tree (for *read and written*: what the file holds). *Equal*: the same tree when
both are normalised, for the reasons below. *Different*: there are to be none. Of *judged*, in the same order: nothing was found, nothing
that is an error, or an error, though kernels boot with all of these trees.

${row('package (trees)', 'what was done', 'trees', 'identical', 'equal', 'different')}
${row('---', '---', '---', '---', '---', '---')}
${rows.join('\n')}

${leftOut.length === 0 ? '' : `What is not among them:\n\n${leftOut.map((each) => `- ${each}`).join('\n')}\n\n`}What is not identical:

${list.length === 0 ? 'nothing' : list.join('\n')}
`;
}
