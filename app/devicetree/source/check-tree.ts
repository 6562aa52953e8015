/** What dtc refuses in a tree that its text said well: names, repetitions, labels. */
import { childPath } from '../tree.ts';
import { type LiveLabel, type LiveNode, type LiveProperty, mergeNodes } from './live-tree.ts';
import type { Reading } from './reading.ts';

/** Devicetree Specification 0.4, 2.2.1 and 2.2.4.1. */
const longestName = 31;

/** The live nodes, parents before children, with their paths; what is wrong with them is reported and mended. */
export function checkTree(reading: Reading): LiveNode[] {
  const nodes: LiveNode[] = [];
  const labels = new Map<string, LiveLabel>();
  reading.root.path = '/';
  const waiting: LiveNode[] = reading.root.deleted ? [] : [reading.root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    if (!isKnown(node)) checkNode(reading, node, labels);
    checkLabels(reading, node.labels, labels);
    for (let index = node.children.length - 1; index >= 0; index -= 1) {
      const child = node.children[index];
      if (child === undefined || child.deleted) continue;
      child.path = childPath(node.path, child.name);
      waiting.push(child);
    }
  }
  return nodes;
}

/** Whether there is nothing to say of it but of its own labels, as an earlier reading of the same text found. */
function isKnown({ parsed, hasMore }: LiveNode): boolean {
  return !hasMore && parsed?.isChecked === true;
}

function checkNode(reading: Reading, node: LiveNode, labels: Map<string, LiveLabel>): void {
  const { scanner } = reading;
  // Of more findings than are told `reports` alone knows.
  const told = () => scanner.findings.length + scanner.reports;
  const before = told();
  mergeTwins(reading, node);
  checkName(reading, node);
  checkProperties(reading, node, labels);
  const { parsed, hasMore, properties } = node;
  if (parsed === undefined || hasMore || told() > before) return;
  parsed.isChecked = !properties.some((each) => each.name === 'name' || each.labels || each.valueLabels);
}

/** Nodes of one name between the same braces. dtc refuses them; here the second adds to the first, so that the rest makes a tree. */
function mergeTwins(reading: Reading, { children }: LiveNode): void {
  if (children.length < 2) return;
  const first = new Map<string, LiveNode>();
  let twins: { old: LiveNode; node: LiveNode }[] | undefined;
  for (const child of children) {
    const old = first.get(child.name);
    if (old === undefined) {
      if (!child.deleted) first.set(child.name, child);
      continue;
    }
    reading.scanner.report({
      id: 'device-tree.duplicate-node',
      message: child.deleted
        ? `${child.name} is made and deleted between the same braces.`
        : `There are two nodes ${child.name} between the same braces.`,
      why: 'dtc refuses both; what is said later of a node belongs into `&label { … };` or another `/ { … };`.',
      start: child.nameStart,
      end: child.nameEnd,
      other: { message: 'The first', start: old.nameStart, end: old.nameEnd },
    });
    twins ??= [];
    if (!child.deleted) twins.push({ old, node: child });
  }
  for (const { old, node } of twins ?? []) {
    mergeNodes(old, node);
    node.deleted = true;
  }
}

function checkName(reading: Reading, { name, nameStart, nameEnd }: LiveNode): void {
  const at = name.indexOf('@');
  const base = at < 0 ? name.length : at;
  const { scanner } = reading;
  if (at >= 0 && name.includes('@', at + 1)) {
    scanner.report({
      id: 'device-tree.name',
      message: `The node ${name} has more than one \`@\` in its name.`,
      why: 'A name is node-name@unit-address (Devicetree Specification 0.4, 2.2.1).',
      start: nameStart,
      end: nameEnd,
    });
  }
  if (base > longestName) {
    scanner.report({
      id: 'device-tree.name-length',
      severity: 'info',
      message: `The name ${name.slice(0, base)} has ${base} letters.`,
      why: `The specification allows ${longestName} before the \`@\` (2.2.1); Linux and dtc take more.`,
      start: nameStart,
      end: nameEnd,
    });
  }
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    if (code !== 0x23 && code !== 0x2a && code !== 0x3f) continue;
    scanner.report({
      id: 'device-tree.name',
      message: `The node ${name} has a \`${name[index]}\` in its name.`,
      why: "A node's name is made of letters, digits and `,._+-` (Devicetree Specification 0.4, table 2.1); dtc refuses others.",
      start: nameStart,
      end: nameEnd,
    });
    return;
  }
}

function checkProperties(reading: Reading, node: LiveNode, labels: Map<string, LiveLabel>): void {
  const { properties } = node;
  for (let index = 0; index < properties.length; index += 1) {
    const property = properties[index];
    if (property === undefined || property.deleted) continue;
    const { name } = property;
    if (name.includes('@')) {
      report(reading, property, {
        id: 'device-tree.name',
        severity: 'error',
        message: `The property ${name} has an \`@\` in its name.`,
        why: 'dtc refuses it: only names of nodes have one (Devicetree Specification 0.4, table 2.2).',
      });
    }
    if (name.length > longestName) {
      report(reading, property, {
        id: 'device-tree.name-length',
        severity: 'info',
        message: `The name ${name} has ${name.length} letters.`,
        why: `The specification allows ${longestName} (2.2.4.1); Linux and dtc take more.`,
      });
    }
    if (name === 'name') checkNameProperty(reading, node, property);
    if (property.labels !== undefined) checkLabels(reading, property.labels, labels);
    if (property.valueLabels !== undefined) checkLabels(reading, property.valueLabels, labels);
  }
  reportTwins(reading, node);
}

/** Properties of one name between the same braces, of which the last counts here. */
function reportTwins(reading: Reading, { properties }: LiveNode): void {
  if (!hasTwins(properties)) return;
  const first = new Map<string, LiveProperty>();
  for (const property of properties) {
    if (property.deleted) continue;
    const old = first.get(property.name);
    if (old === undefined) {
      first.set(property.name, property);
      continue;
    }
    report(
      reading,
      property,
      {
        id: 'device-tree.duplicate-property',
        severity: 'error',
        message: `${property.name} is said twice between the same braces.`,
        why: 'dtc refuses that. A later `&label { … };` may say it again.',
      },
      old,
    );
    old.deleted = true;
  }
}

function hasTwins(properties: LiveNode['properties']): boolean {
  const { length } = properties;
  if (length > 24) return new Set(properties.map(({ name }) => name)).size < length;
  for (let later = 1; later < length; later += 1) {
    const name = properties[later]?.name;
    for (let index = 0; index < later; index += 1) if (properties[index]?.name === name) return true;
  }
  return false;
}

/** A `name` that says what the node is called is left out, as dtc does; another one is refused. */
function checkNameProperty(reading: Reading, node: LiveNode, property: LiveProperty): void {
  const base = node.name.split('@', 1)[0] ?? '';
  property.deleted = true;
  if (new TextDecoder().decode(property.bytes) === `${base}\0`) return;
  report(reading, property, {
    id: 'device-tree.name-property',
    severity: 'error',
    message: `The property \`name\` of ${node.path} is not the name of its node, ${base}.`,
    why: 'It is deprecated (Devicetree Specification 0.4, 2.3.11); the kernel takes the name of the node.',
    hint: 'Leave it out.',
  });
}

function report(
  reading: Reading,
  property: LiveProperty,
  finding: { id: string; severity: 'error' | 'info'; message: string; why: string; hint?: string },
  first?: LiveProperty,
): void {
  const place = reading.nameOf(property);
  const other = first && reading.nameOf(first);
  reading.scanner.findings.push({
    ...finding,
    ...(place === undefined ? {} : { place }),
    ...(other === undefined ? {} : { related: [{ message: 'The first', place: other }] }),
  });
}

function checkLabels(reading: Reading, here: readonly LiveLabel[], seen: Map<string, LiveLabel>): void {
  for (const label of here) {
    if (label.deleted) continue;
    const other = seen.get(label.name);
    if (other === undefined) {
      seen.set(label.name, label);
      continue;
    }
    const [first, second] = other.start <= label.start ? [other, label] : [label, other];
    reading.scanner.report({
      id: 'device-tree.duplicate-label',
      message: `There are two labels ${label.name}.`,
      why: 'A reference could mean either; dtc refuses it.',
      start: second.start,
      end: second.end,
      other: { message: 'The first', start: first.start, end: first.end },
    });
  }
}
