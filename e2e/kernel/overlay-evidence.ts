/** docs/evidence/overlays.md, as text. Pure. */
import type { OverlayPair } from '../devicetree/overlay-pairs.ts';
import type { Agreement } from './overlay-judge.ts';

export interface OverlayEvidence {
  readonly rows: readonly Agreement[];
  readonly pairs: readonly OverlayPair[];
  /** As `uname -r` on the board says. */
  readonly release: string;
  /** What was tested, as git names it. */
  readonly commit: string;
  readonly date: Date;
}

export function overlayEvidence({ rows, pairs, release, commit, date }: OverlayEvidence): string {
  const classes = new Map<string, number>();
  for (const { beforeBoot, runTime } of pairs) {
    const late =
      typeof runTime === 'string' ? runTime : `refused by the kernel alone: ${[...new Set(runTime)].join(', ')}`;
    const key = `before boot ${beforeBoot}, at run time ${late}`;
    classes.set(key, (classes.get(key) ?? 0) + 1);
  }
  const agree = rows.map(
    ({ name, rehearsed, kernel, differs }) =>
      `| ${name} | ${rehearsed} | ${kernel} | ${differs.length === 0 ? 'yes' : 'no'} |`,
  );
  return `# Overlays

Made by \`make test-overlays\` on ${date.toISOString().slice(0, 10)} from commit ${commit}.

## Overlays of Debian's kernels

Each put onto trees beside it that have the labels it wants, before boot and as the kernel does it at run time, and held against
fdtoverlay: ${pairs.length} pairs.

${[...classes].map(([key, count]) => `- ${count} × ${key}`).join('\n')}

## The kernel as the judge

Linux ${release} with overlays at run time and PROVE_LOCKING, our driver loaded. Each overlay is rehearsed on the board's
/sys/firmware/fdt, then put on and taken off. To agree: the kernel's answer and its line in the log, the live tree while the overlay
is on and after it, each node of /dev with its class files, and the driver's line for each node that it refuses.

| overlay | rehearsed | the kernel | agree |
| --- | --- | --- | --- |
${agree.join('\n')}
`;
}
