/** What is wrong with a device tree, as compilers print it, so that editors find the place. */
import type { SourcePlace, TreeFinding } from '../../devicetree/finding.ts';
import { visible } from '../../plan/visible.ts';
import type { Context } from '../command.ts';
import type { TreeInput } from './tree-input.ts';

/** `texts`: of the files that places are in. `shown`: for findings without a place. */
function findingText(
  { id, severity, message, why, hint, path, property, place, related = [], fix }: TreeFinding,
  shown: string,
  texts: ReadonlyMap<string, string>,
): string {
  const node = path === undefined ? '' : ` ${path}${property === undefined ? '' : ` ${property}`}:`;
  const at = place === undefined ? `${shown}:${node}` : `${placeText(place, texts)}:`;
  return visible(
    [
      `${at} ${severity}: ${message} [${id}]`,
      `    ${why}`,
      ...(hint === undefined ? [] : [`    ${hint}`]),
      ...related.map((each) => `    ${placeText(each.place, texts)}: ${each.message}`),
      ...(fix === undefined ? [] : [`    --fix: ${fix.title}`]),
    ].join('\n'),
    '\n',
  );
}

/** `FILE:LINE:COLUMN`, from 1. */
function placeText({ file, start }: SourcePlace, texts: ReadonlyMap<string, string>): string {
  const before = (texts.get(file) ?? '').slice(0, start);
  const line = before.split('\n').length;
  return `${file}:${line}:${start - before.lastIndexOf('\n')}`;
}

/** A file that is something else has a mistake a line, and nobody reads a hundred of them. */
const mostFindings = 20;

/** A text for each of the first, errors before others where not all are told; then how many there are besides. */
export function findingTexts({ shown, source }: TreeInput, findings: readonly TreeFinding[]): string[] {
  const texts = source?.files ?? new Map<string, string>();
  const rank = { error: 0, warning: 1, info: 2 } as const;
  const told =
    findings.length <= mostFindings
      ? findings
      : findings.toSorted((a, b) => rank[a.severity] - rank[b.severity]).slice(0, mostFindings);
  const left = findings.length - told.length;
  return [
    ...told.map((each) => findingText(each, shown, texts)),
    ...(left === 0 ? [] : [`${shown}: and ${left} more, which --json has`]),
  ];
}

/** Tells what is wrong beside a result: lines on stderr, none where nothing is. */
export function notedFindings({ note }: Pick<Context, 'note'>, input: TreeInput): void {
  for (const text of findingTexts(input, input.findings)) note(text);
}
