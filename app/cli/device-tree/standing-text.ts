/** What stands on a board's tree, what would be brought to it, and by which ways, as text. */
import type { StandingTree, TreePreview, TreeWay } from '../../contract/device-tree.ts';
import { visible } from '../../plan/visible.ts';
import { table } from '../table.ts';

const states: Readonly<Record<StandingTree['state'], string>> = {
  applied: 'in the kernel',
  'next-boot': 'from the next boot on',
  booted: 'this boot came by it',
  changed: 'files changed since',
  gone: 'files are gone',
  unfinished: 'cut off half way',
};

export function standingText(standing: readonly StandingTree[]): string {
  if (standing.length === 0) return 'nothing was brought to the board’s device tree';
  const rows = standing.map(({ name, way, state, ours, devices, arguments: words = [] }) => [
    name,
    way,
    states[state],
    ours ? '' : 'of somebody else',
    [...devices, ...words].join(' '),
  ]);
  const blocked = standing.flatMap(({ name, blocked: each }) =>
    each.map((why) => `${name} cannot be removed now: ${why}`),
  );
  return visible([table(['NAME', 'WAY', 'STATE', '', 'DEVICES'], rows).trimEnd(), ...blocked].join('\n'), '\n');
}

export function waysText(ways: readonly TreeWay[]): string {
  const rows = ways.map(({ id, possible, recommended, because }) => [
    id,
    possible ? (recommended ? 'recommended' : 'possible') : 'not possible',
    because,
  ]);
  return visible(table(['WAY', '', 'BECAUSE'], rows).trimEnd(), '\n');
}

/** Files with their differences, then what has to be known, then the way back. */
export function previewText({ changes, notes, recovery, backup }: TreePreview): string {
  const files = changes.map(({ path, kind, before, after, difference }) => {
    const what =
      after === undefined ? 'is removed' : before === undefined ? `is made, ${after.bytes} bytes` : 'is changed';
    const lines = difference.trimEnd();
    return `${path} (${kind}) ${what}${lines === '' ? '' : `:\n${lines}`}`;
  });
  return visible(
    [
      ...files,
      ...notes.map((each) => `note: ${each}`),
      ...(backup === undefined ? [] : [`what was there before is kept in ${backup}`]),
      ...recoveryLines(recovery),
    ].join('\n'),
    '\n\t',
  );
}

export function recoveryLines(recovery: readonly string[]): string[] {
  return recovery.length === 0
    ? []
    : ['If the board does not come back:', ...recovery.map((each, index) => `  ${index + 1}. ${each}`)];
}
