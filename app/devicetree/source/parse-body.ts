/** What stands between the braces of a node: properties, nodes, deletions. */
import { isNameLetter, isWordStart } from './letters.ts';
import { addChild, addProperty, type LiveNode, liveNode, liveProperty } from './live-tree.ts';
import { propertyPosition, readProperty, semicolonWhy, skipRest } from './parse-property.ts';
import type { NodeHead, Reading } from './reading.ts';
import { readReference } from './reference.ts';

/** Nodes within one another. The kernel takes 64 (drivers/of/fdt.c, FDT_MAX_DEPTH); paths grow with it. */
const deepest = 1_024;

interface Open {
  readonly node: LiveNode;
  readonly head: NodeHead;
  readonly bodyStart: number;
  /** Set for `&label { … }` that stands within a node. */
  readonly reference: string | undefined;
  readonly origin: number;
}

/** Reads from behind the `{` of a node to behind its `;`. */
export function readBody(reading: Reading, node: LiveNode, head: NodeHead): void {
  const { scanner } = reading;
  const open: Open[] = [openNode(reading, node, head, undefined)];
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
      readMisplaced(reading, open);
    } else if (code === 0x2f /* / */) {
      readDirective(reading, open, top);
    } else if (isNameLetter(code) || (code === 0x5c /* \ */ && isNameLetter(scanner.text.charCodeAt(position + 1)))) {
      readNamed(reading, open, top, false, position, []);
    } else {
      readUnknown(reading);
    }
  }
}

function openNode(reading: Reading, node: LiveNode, head: NodeHead, reference: string | undefined): Open {
  const { scanner } = reading;
  const { map } = scanner;
  reading.labelNode(node, head.labels);
  const origin = reading.nodes.length;
  const name = map.place(head.nameStart, head.nameEnd);
  reading.nodes.push({
    node,
    origin: {
      path: '',
      labels: head.labels.map((label) => ({ name: label.name, place: map.place(label.start, label.end) })),
      name,
      whole: name,
      body: name,
    },
  });
  return { node, head, bodyStart: scanner.position, reference, origin };
}

function close(reading: Reading, open: Open[], bodyEnd: number, end: number): void {
  const top = open.pop();
  const entry = top === undefined ? undefined : reading.nodes[top.origin];
  if (top === undefined || entry === undefined) return;
  const { map } = reading.scanner;
  const places = { body: map.place(top.bodyStart, bodyEnd), whole: map.place(top.head.start, end) };
  Object.assign(entry.origin, places);
  if (top.reference !== undefined) reading.misplaced.push({ to: top.reference, node: top.node, head: top.head });
}

/** `/ {`, or `&label {` at the start of a line: the nodes that are open were not closed. */
function startsDefinition({ scanner }: Reading): boolean {
  const { text, position } = scanner;
  const code = scanner.code;
  if (code === 0x2f /* / */)
    return /^\/\s*\{/.test(text.slice(position, position + 16)) || text.startsWith('/dts-v1/', position);
  return code === 0x26 && (position === 0 || text[position - 1] === '\n');
}

function unclosed(reading: Reading, open: Open[]): void {
  const { scanner } = reading;
  const top = open.at(-1);
  const bodyEnd = scanner.behind;
  const count = open.length;
  if (top !== undefined) {
    const name = scanner.text.slice(top.head.nameStart, top.head.nameEnd);
    const closing = '};\n'.repeat(count);
    scanner.report({
      id: 'device-tree.syntax',
      message: `${name} is not closed before ${scanner.words(scanner.position)}: \`};\` is missing${count > 1 ? `, ${count} times` : ''}.`,
      why: 'Each `{` of a node has its `};`.',
      start: top.head.nameStart,
      end: top.head.nameEnd,
      fix: {
        title: 'Close it',
        edits: [{ start: bodyEnd, end: bodyEnd, text: `\n${closing.trimEnd()}` }],
      },
    });
  }
  while (open.length > 0) close(reading, open, bodyEnd, bodyEnd);
}

/** `&label { … };` within a node, where dtc takes it only beside `/ { … };`. It is read as if it stood there. */
function readMisplaced(reading: Reading, open: Open[]): void {
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
  open.push(openNode(reading, liveNode(''), head, to));
}

function readDirective(reading: Reading, open: Open[], top: Open): void {
  const { scanner } = reading;
  const start = scanner.position;
  if (scanner.take('/delete-property/')) {
    const name = directiveName(reading, start, '/delete-property/', 'a property');
    if (name === undefined) return;
    const property = liveProperty(name, new Uint8Array());
    property.deleted = true;
    addProperty(top.node, property);
    propertyPosition(reading, top.node, start, name);
  } else if (scanner.take('/delete-node/')) {
    const name = directiveName(reading, start, '/delete-node/', 'a node of this one');
    if (name === undefined) return;
    const node = liveNode(name, start, scanner.position);
    node.deleted = true;
    addChild(top.node, node);
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
  return end === from ? undefined : scanner.text.slice(from, end);
}

/** Labels and a name, and then what makes it a node or a property. */
function readNamed(
  reading: Reading,
  open: Open[],
  top: Open,
  omit: boolean,
  start: number,
  labels: { name: string; start: number; end: number }[],
): void {
  const { scanner } = reading;
  const { text } = scanner;
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
  const name = text.slice(nameStart, nameEnd);
  scanner.position = nameEnd;
  scanner.skip();
  const head = { start, nameStart, nameEnd, labels };
  if (scanner.take('{')) {
    readChild(reading, open, top, name, omit, head);
  } else {
    readProperty(reading, top.node, name, head);
  }
}

function readChild(reading: Reading, open: Open[], top: Open, name: string, omit: boolean, head: NodeHead): void {
  const { scanner } = reading;
  const node = liveNode(name, head.nameStart, head.nameEnd);
  node.omit = omit;
  if (open.length < deepest) {
    addChild(top.node, node);
  } else {
    if (open.length === deepest) {
      scanner.report({
        id: 'device-tree.too-deep',
        message: `${name} is more than ${deepest} nodes deep; it is left out.`,
        why: 'That is a limit of this reader; the kernel takes 64 (drivers/of/fdt.c, FDT_MAX_DEPTH).',
        start: head.nameStart,
        end: head.nameEnd,
      });
    }
    // Read for what is wrong in it, and part of nothing.
    node.deleted = true;
  }
  open.push(openNode(reading, node, head, undefined));
}

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
