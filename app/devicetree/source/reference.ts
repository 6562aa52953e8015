/** References: `&label` and `&{/path}`. */
import { isNameLetter } from './letters.ts';
import type { Scanner } from './scanner.ts';

/** `&label` or `&{/path}`, at the `&`. Undefined: reported. */
export function readReference(scanner: Scanner): string | undefined {
  const { text, position: start } = scanner;
  scanner.position += 1;
  if (scanner.code !== 0x7b /* { */) {
    const label = scanner.word();
    if (label !== '') return label;
    scanner.report({
      id: 'device-tree.syntax',
      message: `A label is missing behind \`&\`, before ${scanner.words(scanner.position)}.`,
      why: 'A reference is &label or &{/path/of/node}.',
      start,
      end: scanner.position,
    });
    return undefined;
  }
  let end = start + 2;
  while (isNameLetter(text.charCodeAt(end)) || text.charCodeAt(end) === 0x2f) end += 1;
  const path = scanner.cut(start + 2, end);
  scanner.position = end;
  if (!scanner.take('}')) {
    scanner.report({
      id: 'device-tree.syntax',
      message: '`}` is missing behind the path.',
      why: 'A reference by path is &{/path/of/node}.',
      start,
      end,
      fix: { title: 'Insert `}`', edits: [{ start: end, end, text: '}' }] },
    });
  }
  if (path.startsWith('/')) return path;
  scanner.report({
    id: 'device-tree.syntax',
    message: 'The path of a reference starts with `/`.',
    why: 'A reference by path is &{/path/of/node}; one by label has no braces: &label.',
    start,
    end: scanner.position,
    ...(/^[A-Za-z_]\w*$/.test(path)
      ? { fix: { title: `Write &${path}`, edits: [{ start, end: scanner.position, text: `&${path}` }] } }
      : {}),
  });
  return undefined;
}
