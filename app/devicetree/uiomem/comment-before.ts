/** What somebody wrote before a node, in a comment of its own. */
import type { SourceTree } from '../source-tree.ts';
import type { NodePath } from '../tree.ts';

/** In one line; undefined where nothing but white space, or something else, stands right before the node. */
export function commentBefore(source: SourceTree, path: NodePath): string | undefined {
  const origin = source.nodes.find((each) => each.path === path);
  const text = origin === undefined ? undefined : source.files.get(origin.whole.file);
  if (origin === undefined || text === undefined) return undefined;
  const end = endBefore(text, origin.whole.start);
  const block = text.startsWith('*/', end - 2) ? text.lastIndexOf('/*', end - 4) : -1;
  if (block >= 0) return oneLine(text.slice(block + 2, end - 2));
  const lines: string[] = [];
  for (let at = end; at > 0; ) {
    const begin = text.lastIndexOf('\n', at - 1) + 1;
    const line = text.slice(begin, at).trim();
    if (!line.startsWith('//') || line.startsWith('// SPDX-')) break;
    lines.unshift(line.slice(2));
    at = begin - 1;
  }
  return lines.length === 0 ? undefined : oneLine(lines.join(' '));
}

function endBefore(text: string, start: number): number {
  let end = start;
  while (end > 0 && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return end;
}

/** Without the stars that lines of a longer comment begin with. */
function oneLine(comment: string): string {
  return comment
    .split('\n')
    .map((line, index) => (index === 0 ? line : line.trim().replace(/^\*+\s?/, '')))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
