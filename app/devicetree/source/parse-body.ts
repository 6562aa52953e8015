/** What stands between the braces of a node: properties, nodes, deletions. */
import { isNameLetter, isWordStart } from './letters.ts';
import { closeNode, noteChild, type OpenNode, openNode, putNode } from './open-node.ts';
import { propertyPosition, readProperty, semicolonWhy, skipRest } from './parse-property.ts';
import type { Head, ParsedLabel, ParsedNode, PlacedNode } from './parsed-node.ts';
import type { Reading } from './reading.ts';
import { readReference } from './reference.ts';

/** Nodes within one another. The kernel takes 64 (drivers/of/fdt.c, FDT_MAX_DEPTH); paths grow with it. */
const deepest = 1_024;

/** Reads a node of the outermost level from behind its `{` to behind its `;`. */
export function readBody(reading: Reading, name: string, head: Head): PlacedNode {
  const { scanner } = reading;
  const before = reading.before?.outermostAt(head.start);
  if (before !== undefined) {
    scanner.position = before.node.end + before.shift;
    return before;
  }
  const outermost = openNode(reading, { name, head, isOutermost: true });
  const open: OpenNode[] = [outermost];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    scanner.skip();
    const { code, position } = scanner;
    if (code === 0x7d /* } */) {
      scanner.position += 1;
      const bodyEnd = position;
      scanner.skip();
      if (!scanner.take(';')) scanner.missing(';', semicolonWhy);
      close(
        reading,
        open,
        bodyEnd,
        code === 0x7d && scanner.text[scanner.position - 1] === ';' ? scanner.position : position + 1,
      );
    } else if (scanner.atEnd || startsDefinition(reading)) {
      unclosed(reading, open);
    } else if (code === 0x26 /* & */) {
      readMisplaced(reading, open, top);
    } else if (code === 0x2f /* / */) {
      readDirective(reading, open, top);
    } else if (takeBefore(reading, open, top)) {
      // Read there.
    } else if (isNameLetter(code) || (code === 0x5c /* \ */ && isNameLetter(scanner.text.charCodeAt(position + 1)))) {
      readNamed(reading, open, top, false, position, []);
    } else {
      readUnknown(reading);
    }
  }
  return { kind: 'node', node: outermost.node, shift: 0 };
}

/** A node that stood in the text as it was before is as it was read then. False: there is none. */
function takeBefore({ scanner, before }: Reading, open: readonly OpenNode[], top: OpenNode): boolean {
  const found = before?.innerAt(scanner.position);
  if (found === undefined || open.length + found.node.height > deepest) return false;
  putNode(top, found);
  scanner.position = found.node.end + found.shift;
  return true;
}

function openIn(reading: Reading, open: OpenNode[], top: OpenNode, start: Parameters<typeof openNode>[1]): void {
  const inner = openNode(reading, start);
  putNode(top, { kind: 'node', node: inner.node, shift: 0 });
  open.push(inner);
}

function close(reading: Reading, open: OpenNode[], bodyEnd: number, end: number): void {
  const top = open.pop();
  if (top !== undefined) closeNode(reading, top, bodyEnd, end);
}

/** `/ {`, or `&label {` at the start of a line: the nodes that are open were not closed. */
function startsDefinition({ scanner }: Reading): boolean {
  const { text, position } = scanner;
  const code = scanner.code;
  if (code === 0x2f /* / */)
    return /^\/\s*\{/.test(text.slice(position, position + 16)) || text.startsWith('/dts-v1/', position);
  return code === 0x26 && (position === 0 || text[position - 1] === '\n');
}

function unclosed(reading: Reading, open: OpenNode[]): void {
  const { scanner } = reading;
  const top = open.at(-1);
  const bodyEnd = scanner.behind;
  const count = open.length;
  if (top !== undefined) {
    const { nameStart, nameEnd } = top.node.head;
    const name = scanner.text.slice(nameStart, nameEnd);
    const closing = '};\n'.repeat(count);
    scanner.report({
      id: 'device-tree.syntax',
      message: `${name} is not closed before ${scanner.words(scanner.position)}: \`};\` is missing${count > 1 ? `, ${count} times` : ''}.`,
      why: 'Each `{` of a node has its `};`.',
      start: nameStart,
      end: nameEnd,
      fix: {
        title: 'Close it',
        edits: [{ start: bodyEnd, end: bodyEnd, text: `\n${closing.trimEnd()}` }],
      },
    });
  }
  while (open.length > 0) close(reading, open, bodyEnd, bodyEnd);
}

/** `&label { … };` within a node, where dtc takes it only beside `/ { … };`. It is read as if it stood there. */
function readMisplaced(reading: Reading, open: OpenNode[], top: OpenNode): void {
  const { scanner } = reading;
  const start = scanner.position;
  const to = readReference(scanner);
  const end = scanner.position;
  scanner.skip();
  const isNode = scanner.take('{');
  if (to !== undefined) {
    scanner.report({
      id: 'device-tree.misplaced-reference',
      message: `${scanner.text.slice(start, end)} stands within a node.`,
      why: 'What is added to a node by its label stands at the outermost level, beside `/ { … };`.',
      hint: 'Move it behind the `};` of the outermost node.',
      start,
      end,
    });
  }
  if (!isNode) {
    if (scanner.take(';')) return;
    skipRest(reading);
    return;
  }
  const head = { start, nameStart: start, nameEnd: end, labels: [] };
  // Whose reference says nothing is part of nothing.
  const isLost = to === undefined;
  openIn(reading, open, top, { name: '', head, reference: to, isLost });
}

function readDirective(reading: Reading, open: OpenNode[], top: OpenNode): void {
  const { scanner } = reading;
  const start = scanner.position;
  if (scanner.take('/delete-property/')) {
    const name = directiveName(reading, start, '/delete-property/', 'a property');
    if (name === undefined) return;
    top.node.items.push({ kind: 'no-property', name, start, end: scanner.position });
    propertyPosition(reading, top, start, name);
  } else if (scanner.take('/delete-node/')) {
    const name = directiveName(reading, start, '/delete-node/', 'a node of this one');
    if (name === undefined) return;
    const end = scanner.position;
    top.node.items.push({ kind: 'no-node', name, start, end });
    noteChild(top, name, { nameStart: start, nameEnd: end }, 0);
  } else if (scanner.take('/omit-if-no-ref/')) {
    scanner.skip();
    if (isNameLetter(scanner.code)) {
      readNamed(reading, open, top, true, start, []);
      return;
    }
    scanner.missing(
      ' ',
      'Behind /omit-if-no-ref/ stands the node that is left out when nothing refers to it.',
      "A node's name",
    );
  } else {
    readUnknown(reading);
  }
}

/** The name behind a deletion, and its semicolon. */
function directiveName(reading: Reading, start: number, directive: string, what: string): string | undefined {
  const { scanner } = reading;
  scanner.skip();
  const from = scanner.position;
  if (scanner.code === 0x26 /* & */) {
    readReference(scanner);
    scanner.report({
      id: 'device-tree.misplaced-reference',
      message: `Within a node, \`${directive}\` takes a name, not a reference.`,
      why: 'dtc takes `/delete-node/ &label;` only at the outermost level.',
      start,
      end: scanner.position,
    });
    scanner.skip();
    scanner.take(';');
    return undefined;
  }
  const end = scanner.nameEnd(from);
  scanner.position = end;
  if (end === from) {
    scanner.report({
      id: 'device-tree.syntax',
      message: `A name is missing behind \`${directive}\`.`,
      why: `\`${directive}\` is followed by the name of ${what}.`,
      start,
      end: start + directive.length,
    });
  }
  scanner.skip();
  if (!scanner.take(';')) scanner.missing(';', semicolonWhy);
  return end === from ? undefined : scanner.cut(from, end);
}

/** Labels and a name, and then what makes it a node or a property. */
function readNamed(
  reading: Reading,
  open: OpenNode[],
  top: OpenNode,
  omit: boolean,
  start: number,
  labels: ParsedLabel[],
): void {
  const { scanner } = reading;
  for (;;) {
    const from = scanner.position;
    if (!isWordStart(scanner.code)) break;
    const name = scanner.word();
    if (scanner.code !== 0x3a /* : */) {
      scanner.position = from;
      break;
    }
    labels.push({ name, start: from, end: scanner.position });
    scanner.position += 1;
    scanner.skip();
  }
  if (scanner.text.startsWith('/omit-if-no-ref/', scanner.position)) {
    scanner.position += '/omit-if-no-ref/'.length;
    scanner.skip();
    readNamed(reading, open, top, true, start, labels);
    return;
  }
  const nameStart = scanner.position + (scanner.code === 0x5c ? 1 : 0);
  const nameEnd = scanner.nameEnd(nameStart);
  if (nameEnd === nameStart) {
    const label = labels.at(-1);
    if (label === undefined) {
      readUnknown(reading);
      return;
    }
    scanner.report({
      id: 'device-tree.syntax',
      message: `Behind the label ${label.name} a name is missing, before ${scanner.words(scanner.position)}.`,
      why: 'A label stands before the name of a node or of a property.',
      start: label.start,
      end: label.end + 1,
    });
    scanner.take(';');
    return;
  }
  const name = scanner.cut(nameStart, nameEnd);
  scanner.position = nameEnd;
  scanner.skip();
  const head = { start, nameStart, nameEnd, labels };
  if (scanner.take('{')) {
    readChild(reading, open, top, { name, head, omit });
  } else {
    if (omit) {
      scanner.report({
        id: 'device-tree.syntax',
        message: `Behind /omit-if-no-ref/ stands a node, and ${name} is a property.`,
        why: 'A property is never referred to, so that it could not be left out by that.',
        start: nameStart,
        end: nameEnd,
      });
    }
    readProperty(reading, top, name, head);
  }
}

function readChild(reading: Reading, open: OpenNode[], top: OpenNode, start: ChildStart): void {
  const { name, head } = start;
  if (open.length === deepest) {
    reading.scanner.report({
      id: 'device-tree.too-deep',
      message: `${name} is more than ${deepest} nodes deep; it is left out.`,
      why: 'That is a limit of this reader; the kernel takes 64 (drivers/of/fdt.c, FDT_MAX_DEPTH).',
      start: head.nameStart,
      end: head.nameEnd,
    });
  }
  // What is too deep is read for what is wrong in it.
  openIn(reading, open, top, { ...start, isLost: open.length >= deepest });
}

type ChildStart = Pick<ParsedNode, 'name' | 'head' | 'omit'>;

function readUnknown(reading: Reading): void {
  const { scanner } = reading;
  const start = scanner.position;
  scanner.report({
    id: 'device-tree.syntax',
    message: `${scanner.words(start)} can not stand here.`,
    why: 'In a node stand properties, nodes, /delete-property/, /delete-node/ and /omit-if-no-ref/.',
    start,
    end: Math.max(scanner.nextThing(), start + 1),
    ...(scanner.code === 0x3b ? { fix: { title: 'Take it away', edits: [{ start, end: start + 1, text: '' }] } } : {}),
  });
  if (scanner.code === 0x3b /* ; */) scanner.position += 1;
  else skipRest(reading);
}
