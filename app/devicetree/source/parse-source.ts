/** The outermost level of a device tree source: its version, reservations, the root, and what is added by reference. */
import { isNameLetter, isWordStart } from './letters.ts';
import { deleteNode } from './live-tree.ts';
import { readBody } from './parse-body.ts';
import { lateHeader, readReservation, readTarget, semicolon } from './parse-directive.ts';
import type { Head } from './parsed-node.ts';
import type { Reading } from './reading.ts';
import { readReference } from './reference.ts';
import { reportUnknown } from './unknown-reference.ts';

export function parseSource(reading: Reading): void {
  const { scanner } = reading;
  for (scanner.skip(); !scanner.atEnd; scanner.skip()) {
    const { code, position } = scanner;
    if (code === 0x2f /* / */) {
      readSlash(reading);
    } else if (code === 0x26 /* & */) {
      readAtReference(reading, position, []);
    } else if (isWordStart(code) && labelled(reading)) {
      // Read there.
    } else if (isNameLetter(code)) {
      readStray(reading);
    } else {
      readUnknown(reading);
    }
  }
  finish(reading);
}

function finish({ scanner, version, hasRoot, plugin }: Reading): void {
  if (hasRoot || scanner.incomplete) return;
  scanner.report({
    id: 'device-tree.no-root',
    message: 'This text makes no tree: `/ { … };` is missing.',
    why: plugin
      ? 'An overlay is made of `&label { … };` or `&{/path} { … };`, or of a root with fragments.'
      : 'A device tree has a root (Devicetree Specification 0.4, 6.4).',
    start: 0,
    end: version ? 0 : Math.min(1, scanner.text.length),
  });
}

/** Tells a missing `/dts-v1/;` once, before the first thing that needs it. */
function needVersion(reading: Reading): void {
  if (reading.version) return;
  reading.version = true;
  const { scanner } = reading;
  const at = scanner.position;
  scanner.report({
    id: 'device-tree.no-version',
    message: '`/dts-v1/;` is missing.',
    why: 'dtc wants it first in a text, before anything but comments (Devicetree Specification 0.4, 6.4).',
    start: at,
    end: scanner.nextThing(),
    fix: { title: 'Insert `/dts-v1/;`', edits: [{ start: at, end: at, text: '/dts-v1/;\n' }] },
  });
}

function readSlash(reading: Reading): void {
  const { scanner } = reading;
  const start = scanner.position;
  if (scanner.take('/dts-v1/')) {
    if (reading.hasRoot || reading.reservations.length > 0) {
      lateHeader(reading, '/dts-v1/', start);
    }
    reading.version = true;
    semicolon(reading);
    return;
  }
  if (scanner.take('/plugin/')) {
    scanner.position = start;
    needVersion(reading);
    scanner.position = start + '/plugin/'.length;
    if (reading.hasRoot || reading.reservations.length > 0) {
      lateHeader(reading, '/plugin/', start);
    }
    reading.plugin = true;
    semicolon(reading);
    return;
  }
  needVersion(reading);
  if (scanner.take('/memreserve/')) {
    readReservation(reading, start);
  } else if (scanner.take('/delete-node/')) {
    const node = readTarget(reading, start, '/delete-node/');
    if (node !== undefined) deleteNode(node);
    semicolon(reading);
  } else if (scanner.take('/omit-if-no-ref/')) {
    const node = readTarget(reading, start, '/omit-if-no-ref/');
    if (node !== undefined) node.omit = true;
    semicolon(reading);
  } else {
    readRoot(reading, start, []);
  }
}

function readRoot(reading: Reading, start: number, labels: Head['labels']): void {
  const { scanner } = reading;
  const slash = scanner.position;
  scanner.position += 1;
  scanner.skip();
  if (!scanner.take('{')) {
    scanner.position = slash;
    readUnknown(reading);
    return;
  }
  if (labels.length > 0) {
    scanner.report({
      id: 'device-tree.syntax',
      message: 'The root takes no label here.',
      why: 'dtc takes labels of the root only as `label: &{/} { };`.',
      start,
      end: slash + 1,
    });
  }
  const root = readBody(reading, '', { start, nameStart: slash, nameEnd: slash + 1, labels });
  reading.take(root, (node) => reading.defineRoot(node));
}

/** `label:` before a reservation, a reference or a root. False: the word is no label, and nothing was read. */
function labelled(reading: Reading): boolean {
  const { scanner } = reading;
  const start = scanner.position;
  const labels: { name: string; start: number; end: number }[] = [];
  for (;;) {
    const from = scanner.position;
    const name = scanner.word();
    if (name === '' || scanner.code !== 0x3a /* : */) {
      scanner.position = from;
      break;
    }
    labels.push({ name, start: from, end: scanner.position });
    scanner.position += 1;
    scanner.skip();
  }
  if (labels.length === 0) return false;
  if (scanner.code === 0x26 /* & */) {
    const second = labels[1];
    if (second !== undefined) {
      scanner.report({
        id: 'device-tree.syntax',
        message: `${second.name} is a second label before a reference.`,
        why: 'dtc takes one there. Further ones stand at the node itself, or before another `&label { };`.',
        start: second.start,
        end: second.end + 1,
      });
    }
    readAtReference(reading, start, labels);
  } else if (scanner.take('/memreserve/')) {
    needVersion(reading);
    readReservation(reading, start);
  } else if (scanner.code === 0x2f /* / */) {
    needVersion(reading);
    readRoot(reading, start, labels);
  } else {
    readStray(reading);
  }
  return true;
}

function readAtReference(reading: Reading, start: number, labels: Head['labels']): void {
  const { scanner } = reading;
  needVersion(reading);
  const nameStart = scanner.position;
  const to = readReference(scanner);
  const nameEnd = scanner.position;
  scanner.skip();
  if (!scanner.take('{')) {
    scanner.missing(' {', 'At the outermost level `&label { … };` adds to a node.', '`{`');
    if (scanner.take(';') || scanner.atEnd || scanner.code === 0x26 || scanner.code === 0x2f) return;
  }
  const head = { start, nameStart, nameEnd, labels };
  const definition = readBody(reading, '', head);
  if (to === undefined) {
    reading.take(definition, () => false);
    return;
  }
  if (reading.plugin && labels.length > 0 && reading.find(to) === undefined) {
    reportUnknown(
      reading,
      to,
      nameStart,
      'dtc takes no label on a fragment whose target is not in this text.',
      nameEnd,
    );
  }
  if (reading.take(definition, (node) => reading.defineAt(to, node, head)) || scanner.incomplete) return;
  reportUnknown(
    reading,
    to,
    nameStart,
    'What stands here can be added to nothing.',
    nameEnd,
    'add `/plugin/;` if this is an overlay',
  );
}

/** A node or a property outside of the root. Read for its own mistakes, and part of nothing. */
function readStray(reading: Reading): void {
  const { scanner } = reading;
  needVersion(reading);
  const start = scanner.position;
  const nameEnd = scanner.nameEnd(start);
  const name = scanner.cut(start, nameEnd);
  scanner.position = nameEnd;
  scanner.skip();
  const isNode = scanner.take('{');
  scanner.report({
    id: 'device-tree.outside-root',
    message: name === '' ? `${scanner.words(start)} can not stand here.` : `${name} stands outside of \`/ { … };\`.`,
    why: 'Nodes and properties stand within the root or within `&label { … };`.',
    hint: 'Perhaps a `};` before it is one too many.',
    start,
    end: Math.max(nameEnd, start + 1),
  });
  if (!isNode) {
    skipStatement(reading, start);
    return;
  }
  const definition = readBody(reading, name, { start, nameStart: start, nameEnd, labels: [] });
  reading.take(definition, () => false);
}

function readUnknown(reading: Reading): void {
  const { scanner } = reading;
  const start = scanner.position;
  const closing = /^\}\s*;?/.exec(scanner.text.slice(start, start + 64))?.[0];
  if (closing !== undefined) {
    scanner.position = start + closing.length;
    scanner.report({
      id: 'device-tree.syntax',
      message: 'This `}` closes nothing.',
      why: 'There is one `}` for each `{`.',
      hint: 'Perhaps a `};` before it is one too many.',
      start,
      end: scanner.position,
    });
    return;
  }
  scanner.report({
    id: 'device-tree.syntax',
    message: `${scanner.words(start)} can not stand here.`,
    why: 'At the outermost level stand /dts-v1/, /plugin/, /memreserve/, `/ { … };`, `&label { … };`, /delete-node/ and /omit-if-no-ref/.',
    start,
    end: Math.max(scanner.nextThing(), start + 1),
    ...(scanner.code === 0x3b ? { fix: { title: 'Take it away', edits: [{ start, end: start + 1, text: '' }] } } : {}),
  });
  needlessVersion(reading);
  skipStatement(reading, start);
}

/** After something that is not understood a missing version is not worth a finding of its own. */
function needlessVersion(reading: Reading): void {
  reading.version = true;
}

/** Goes behind the next `;`, or to the end of the line. */
function skipStatement({ scanner }: Reading, start: number): void {
  const { text } = scanner;
  let at = Math.max(scanner.position, start);
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) break;
    if (code === 0x3b /* ; */) {
      at += 1;
      break;
    }
  }
  scanner.position = Math.max(at, start + 1);
}
