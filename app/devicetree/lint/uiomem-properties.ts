/** Each property of a uiomem node by the binding (uiomem-binding.ts), as the driver reads it (kernel/properties.c). */
import { nearest } from '../../plan/nearest.ts';
import type { TreeFinding } from '../finding.ts';
import { textsOf } from '../property.ts';
import type { BindingProperty } from './binding.ts';
import { cellAt, hasText, numberOfCells } from './cells.ts';
import { foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';
import { uiomemBinding } from './uiomem-binding.ts';
import { cacheFlags, type UiomemNode } from './uiomem-nodes.ts';
import { meantCells } from './written-cells.ts';

/**
 * `device-tree.uiomem-type`, `device-tree.uiomem-range`, `device-tree.uiomem-flag-value`, `device-tree.uiomem-unknown`,
 * `device-tree.uiomem-no-range`, `device-tree.uiomem-two-ranges`, `device-tree.cache-flags`.
 */
export const uiomemProperties: TreeRule = {
  about: 'properties of uiomem nodes',
  check(input) {
    return input.uiomem.flatMap((uiomem) => [
      ...[...uiomem.node.node.properties].flatMap(([name, bytes]) => property(input, uiomem, name, bytes)),
      ...ranges(input, uiomem),
      ...flags(input, uiomem),
    ]);
  },
};

const binding: Readonly<Record<string, BindingProperty>> = uiomemBinding.properties;

/** Properties of any node (Devicetree Specification 0.4, 2.3; dt-schema: dt-core.yaml), and of what the kernel itself does for a device. */
const ofAnyNode = new Set([
  'status',
  'phandle',
  'linux,phandle',
  'name',
  'label',
  '#address-cells',
  '#size-cells',
  'ranges',
  'dma-ranges',
  'dma-coherent',
  'dma-noncoherent',
  'iommus',
  'clocks',
  'clock-names',
  'resets',
  'power-domains',
  'interrupts',
  'interrupt-parent',
  'secure-status',
]);

const refused = 'The driver refuses the node with EINVAL and a line in the log that names the property.';

function property(input: TreeRuleInput, uiomem: UiomemNode, name: string, bytes: Uint8Array): TreeFinding[] {
  const said = Object.hasOwn(binding, name) ? binding[name] : undefined;
  if (said === undefined) return unknown(input, uiomem, name);
  const { node } = uiomem;
  const wrongType = (wanted: string): TreeFinding[] => [
    foundAt(input, node, {
      id: 'device-tree.uiomem-type',
      severity: 'error',
      property: name,
      message: `${name} of ${nodeName(node)} must be ${wanted}, not ${shape(bytes)}.`,
      why: refused,
      hint: said.about,
    }),
  ];
  switch (said.type) {
    case 'flag':
      return bytes.length === 0 ? [] : [flagValue(input, uiomem, name, bytes)];
    case 'cell':
      return bytes.length === 4 ? inRange(input, uiomem, name, said) : wrongType('one cell, as <1>');
    case 'number':
      return bytes.length === 4 || bytes.length === 8 ? [] : wrongType('one number of one or two cells');
    case 'text': {
      const texts = textsOf(bytes);
      if (texts?.length !== 1) return wrongType('a text, as "name"');
      return deviceName(input, uiomem, name, texts[0] ?? '');
    }
    case 'phandles':
      return bytes.length >= 4 && bytes.length % 4 === 0 ? [] : wrongType('a reference, as <&label>');
    case 'texts':
    case 'ranges':
      return [];
  }
}

function inRange(input: TreeRuleInput, { node }: UiomemNode, name: string, said: BindingProperty): TreeFinding[] {
  const value = cellAt(node.node.properties.get(name), 0) ?? 0;
  const isIn =
    value >= (said.minimum ?? 0) && value <= (said.maximum ?? value) && (said.values?.includes(value) ?? true);
  if (isIn) return [];
  const wanted = said.values === undefined ? `${said.minimum ?? 0} to ${said.maximum}` : said.values.join(', ');
  return [
    foundAt(input, node, {
      id: 'device-tree.uiomem-range',
      severity: 'error',
      property: name,
      message: `${name} of ${nodeName(node)} is ${value}, and there are ${wanted}.`,
      why: refused,
      hint: said.about,
    }),
  ];
}

function deviceName(input: TreeRuleInput, { node }: UiomemNode, property: string, name: string): TreeFinding[] {
  if (new RegExp(binding[property]?.pattern ?? '').test(name) && name !== '.' && name !== '..') return [];
  return [
    foundAt(input, node, {
      id: 'device-tree.uiomem-range',
      severity: 'error',
      property,
      message: `${property} of ${nodeName(node)} is ${JSON.stringify(name)}, which is no file’s name.`,
      why: `The device becomes a file of /dev and a folder of /sys/class/uiomem. ${refused}`,
      hint: 'A name is not empty, has no slash, and is neither . nor ..',
    }),
  ];
}

function flagValue(input: TreeRuleInput, { node }: UiomemNode, name: string, bytes: Uint8Array): TreeFinding {
  const isNo = bytes.every((byte) => byte === 0) || hasText(bytes, 'false') || hasText(bytes, 'no');
  return foundAt(input, node, {
    id: 'device-tree.uiomem-flag-value',
    severity: 'warning',
    property: name,
    message: `${name} of ${nodeName(node)} has a value, ${shape(bytes)}.`,
    why: `It is a flag: that it is there is what counts, and ${isNo ? 'this does not switch it off' : 'its value says nothing'} (of_property_read_bool).`,
    fix: isNo
      ? { title: `Take ${name} away`, edits: input.places.remove(node.path, name) }
      : { title: `Write ${name};`, edits: withoutValue(input, node.path, name) },
  });
}

function withoutValue({ places }: TreeRuleInput, path: string, name: string) {
  const origin = places.propertyAt(path, name);
  return origin?.value && [{ file: origin.name.file, start: origin.name.end, end: origin.value.end, text: '' }];
}

function unknown(input: TreeRuleInput, { node }: UiomemNode, name: string): TreeFinding[] {
  if (ofAnyNode.has(name) || name.includes(',') || /^(pinctrl|assigned-clock|power-domain)(-|s$)/.test(name)) return [];
  // Of a reservation that is a device too another rule speaks.
  if (node.parent?.becomes === '/reserved-memory') return [];
  const said = node.node.properties;
  const meant = nearest(name, Object.keys(binding));
  const isFree = meant !== undefined && !said.has(meant);
  return [
    foundAt(input, node, {
      id: 'device-tree.uiomem-unknown',
      severity: 'warning',
      property: name,
      message: `uiomem nodes have no property ${name}${meant === undefined ? '' : `; ${meant} is one`}.`,
      why: 'The driver looks for the properties of its binding and passes over others without a word: what this one says does not come to be.',
      hint:
        meant === undefined
          ? `There are ${Object.keys(binding).join(', ')}.`
          : `${meant}: ${binding[meant]?.about ?? ''}`,
      ...(isFree && { fix: { title: `Write ${meant}`, edits: input.places.renameProperty(node.path, name, meant) } }),
    }),
  ];
}

function ranges(input: TreeRuleInput, { node }: UiomemNode): TreeFinding[] {
  const { properties } = node.node;
  if (!uiomemBinding.oneOf.some((name) => properties.has(name))) {
    return [
      foundAt(input, node, {
        id: 'device-tree.uiomem-no-range',
        severity: 'error',
        message: `${nodeName(node)} says no range: it has neither ${uiomemBinding.oneOf.join(' nor ')}.`,
        why: refused,
        hint: 'reg = <address size>; in the cells of the parent, or memory-region = <&label>; of a no-map reservation.',
      }),
    ];
  }
  const found: TreeFinding[] = [];
  const two = (property: string, message: string, why: string) =>
    found.push(
      foundAt(input, node, { id: 'device-tree.uiomem-two-ranges', severity: 'warning', property, message, why }),
    );
  if (properties.has('reg') && properties.has('memory-region')) {
    two(
      'memory-region',
      `${nodeName(node)} has reg and memory-region.`,
      'The driver takes reg and passes over memory-region.',
    );
  }
  const more = 'The driver takes the first entry alone: a device has one range.';
  const step = node.cells && (node.cells.address + node.cells.size) * 4;
  const length = properties.get('reg')?.length ?? 0;
  if (step !== undefined && step > 0 && length > step && length % step === 0 && meantCells(node) === undefined) {
    two('reg', `reg of ${nodeName(node)} has ${length / step} entries.`, more);
  }
  if (!properties.has('reg') && (properties.get('memory-region')?.length ?? 0) > 4) {
    two(
      'memory-region',
      `memory-region of ${nodeName(node)} names ${(properties.get('memory-region')?.length ?? 0) / 4} nodes.`,
      more,
    );
  }
  return found;
}

function flags(input: TreeRuleInput, { node }: UiomemNode): TreeFinding[] {
  const [winner, ...losers] = cacheFlags.map(([name]) => name).filter((name) => node.node.properties.has(name));
  if (winner === undefined || losers.length === 0) return [];
  const edits = losers.flatMap((name) => input.places.remove(node.path, name) ?? []);
  return [
    foundAt(input, node, {
      id: 'device-tree.cache-flags',
      severity: 'warning',
      property: losers[0],
      message: `${nodeName(node)} has ${[winner, ...losers].join(' and ')}: ${winner} wins.`,
      why: `The first of ${cacheFlags.map(([name]) => name).join(', ')} that is there counts.`,
      fix: { title: `Leave ${winner} alone`, edits },
    }),
  ];
}

/** What a value is, in few words. */
function shape(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing';
  const texts = textsOf(bytes);
  if (texts?.every((text) => /^[\x20-\x7e]+$/.test(text)) === true)
    return texts.map((text) => JSON.stringify(text)).join(', ');
  const cells = bytes.length / 4;
  if (cells === 1) return `<${numberOfCells(bytes, 0, 1)}>`;
  return Number.isInteger(cells) ? `${cells} cells` : `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`;
}
