/** A property, behind its name. */
import { isNameLetter } from './letters.ts';
import type { OpenNode } from './open-node.ts';
import type { Head } from './parsed-node.ts';
import type { Reading } from './reading.ts';
import { readValue } from './value.ts';

export const semicolonWhy = 'Each property and each node ends with a semicolon.';

export function readProperty(reading: Reading, parent: OpenNode, name: string, head: Head): void {
  const { scanner, value, byteFiles } = reading;
  propertyPosition(reading, parent, head.start, name);
  const table = value.cells;
  const from = table.length;
  let valueStart = -1;
  let valueEnd = -1;
  value.clear();
  let hasValue = scanner.take('=');
  if (!hasValue && startsValue(scanner.code)) {
    scanner.missing(' =', 'A value stands behind `=`.', '`=`');
    hasValue = true;
  }
  if (hasValue) {
    scanner.skip();
    valueStart = scanner.position;
    readValue(scanner, value, byteFiles);
    scanner.skip();
    valueEnd = Math.max(valueStart, scanner.behind);
  }
  let end = scanner.behind;
  if (scanner.take(';')) end = scanner.position;
  else missingSemicolon(reading, hasValue);
  parent.node.items.push({
    kind: 'property',
    name,
    head,
    bytes: value.taken(),
    markers: value.markers,
    valueLabels: value.labels,
    valueStart,
    valueEnd,
    end: Math.max(end, head.nameEnd),
    cells: { table, from, to: table.length },
  });
}

function startsValue(code: number): boolean {
  return code === 0x22 || code === 0x3c || code === 0x5b;
}

function missingSemicolon(reading: Reading, hasValue: boolean): void {
  const { scanner } = reading;
  const { code } = scanner;
  scanner.missing(';', hasValue ? semicolonWhy : 'A name is followed by `=` and a value, by `{` of a node, or by `;`.');
  // What can go on as a property or a node goes on; anything else on this line belongs to the mistake.
  if (scanner.atEnd || code === 0x7d || code === 0x2f || code === 0x26 || isNameLetter(code)) return;
  skipRest(reading);
}

/** dtc wants a node's properties before its nodes; also deletions of properties. */
export function propertyPosition(reading: Reading, parent: OpenNode, start: number, name: string): void {
  const { lastChild: child, node } = parent;
  if (child === undefined) return;
  reading.scanner.report({
    id: 'device-tree.property-after-node',
    message: `The property ${name} stands behind the node ${child.name}.`,
    why: 'dtc wants all properties of a node before the nodes in it (Devicetree Specification 0.4, 6.4).',
    hint: `Move it before the first node in ${node.name === '' ? 'this one' : node.name}.`,
    start,
    end: reading.scanner.position,
    other: { message: 'The last node before it', start: child.start, end: child.end },
  });
}

/** Goes to the end of the line, or to what ends a property or a node before it. At least one letter. */
export function skipRest({ scanner }: Reading): void {
  const { text } = scanner;
  let at = scanner.position;
  const first = at;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) break;
    if (code === 0x3b /* ; */) {
      at += 1;
      break;
    }
    if (code === 0x7d /* } */ && at > first) break;
  }
  scanner.position = Math.max(at, first + 1);
}
