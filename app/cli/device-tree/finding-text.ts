/** What is wrong with a device tree, as compilers print it, so that editors find the place. */
import type { SourcePlace, TreeFinding } from '../../devicetree/finding.ts';
import { visible } from '../../plan/visible.ts';
import type { Context } from '../command.ts';
import type { TreeInput } from './tree-input.ts';

/** `texts`: of the files that places are in. `shown`: for findings without a place. */
export function findingText(
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
export function placeText({ file, start }: SourcePlace, texts: ReadonlyMap<string, string>): string {
  const before = (texts.get(file) ?? '').slice(0, start);
  const line = before.split('\n').length;
  return `${file}:${line}:${start - before.lastIndexOf('\n')}`;
}

/** Tells what is wrong beside a result: lines on stderr, none where nothing is. */
export function notedFindings({ note }: Pick<Context, 'note'>, { shown, findings, source }: TreeInput): void {
  const texts = source?.files ?? new Map<string, string>();
  for (const finding of findings) note(findingText(finding, shown, texts));
}
