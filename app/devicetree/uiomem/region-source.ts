/** Device-tree sources that make uiomem devices of a plan's regions. */
import type { Region } from '../../plan/schema.ts';
import { endOf, hull, overlaps, type Span } from '../../plan/span.ts';
import type { TreeFinding } from '../finding.ts';
import { cellsText } from '../lint/cells.ts';
import type { NodePath } from '../tree.ts';
import { freeName, labelOf, nodeBase } from './node-names.ts';
import { nodeLines } from './node-text.ts';

interface Cells {
  readonly address: number;
  readonly size: number;
}

export interface RegionForm {
  /**
   * - `overlay`: a .dtso
   * - `system-user`: PetaLinux's `project-spec/meta-user/recipes-bsp/device-tree/files/system-user.dtsi`
   * - `tree`: a .dts of its own
   */
  readonly form: 'overlay' | 'system-user' | 'tree';
  /** The node below which they stand. Absent: a bus of their own below the root, which needs to know no cells. */
  readonly below?: ({ readonly path: NodePath } | { readonly label: string }) & { readonly cells: Cells };
  /** Keeps the ranges from Linux by reservations with no-map, in the cells of the root. */
  readonly reserve?: { readonly cells: Cells };
}

const wide: Cells = { address: 2, size: 2 };

/**
 * The text; undefined where a range does not go into the cells that it must be written in. With reservations a region that has
 * one for itself names it (memory-region); those that share one have their part of it by reg.
 */
export function regionSource(
  regions: readonly Region[],
  { form, below, reserve }: RegionForm,
): { readonly text: string | undefined; readonly findings: readonly TreeFinding[] } {
  const reserved = reserve === undefined ? [] : reservations(regions);
  const cells = below?.cells ?? wide;
  const findings = [
    ...(reserve === undefined ? [] : reserved.flatMap((each) => beyond(each, each.name, reserve.cells))),
    ...regions.flatMap((each) => (wholeOf(each, reserved) === undefined ? beyond(each, each.device, cells) : [])),
  ];
  if (findings.length > 0) return { text: undefined, findings };
  const taken = new Set<string>();
  const nodes = regions.map((region) => {
    const whole = wholeOf(region, reserved);
    const base = nodeBase(region.device);
    if (whole !== undefined) {
      return nodeLines(freeName(base, taken), region, `memory-region = <&${whole.label}>;`);
    }
    const name = freeName(base, taken, `@${region.address.toString(16)}`);
    return nodeLines(name, region, `reg = <${regText(region, cells)}>;`);
  });
  const kept = reserve === undefined || reserved.length === 0 ? [] : [reservedMemory(reserved, reserve.cells)];
  const text = whole(form, kept, nodes, below);
  return { text, findings };
}

/**
 * An overlay whose nodes stand below a bus of their own, so that their cells do not depend on those of the board's root. An empty
 * `ranges` passes addresses on as they are (drivers/of/address.c, of_translate_one).
 */
export function overlaySource(regions: readonly Region[]): string {
  return regionSource(regions, { form: 'overlay' }).text ?? '';
}

function whole(
  form: RegionForm['form'],
  kept: readonly (readonly string[])[],
  nodes: readonly (readonly string[])[],
  below: RegionForm['below'],
): string {
  const root = below === undefined ? [...kept, ownBus(nodes)] : kept;
  const isRoot = below !== undefined && 'path' in below && below.path === '/';
  const blocks = [
    ...(root.length > 0 || isRoot
      ? [
          block(form === 'overlay' ? '&{/}' : '/', [
            ...(form === 'tree' ? [rootLines(below)] : []),
            ...root,
            ...(isRoot ? nodes : []),
          ]),
        ]
      : []),
    ...(below === undefined || isRoot ? [] : [block('path' in below ? `&{${below.path}}` : `&${below.label}`, nodes)]),
  ];
  return `${head[form]}\n${blocks.join('\n')}`;
}

const head: Readonly<Record<RegionForm['form'], string>> = {
  overlay: '/dts-v1/;\n/plugin/;\n',
  // What PetaLinux generates comes first.
  'system-user': '/include/ "system-conf.dtsi"\n',
  tree: '/dts-v1/;\n',
};

function rootLines(below: RegionForm['below']): string[] {
  const cells = below !== undefined && 'path' in below && below.path === '/' ? below.cells : wide;
  return cellLines(cells);
}

function cellLines({ address, size }: Cells): string[] {
  return [`#address-cells = <${address}>;`, `#size-cells = <${size}>;`];
}

/** Nodes in a node, with a line between them. */
function block(name: string, parts: readonly (readonly string[])[]): string {
  const lines = parts.map((part) => part.map((line) => `${`\t${line}`.trimEnd()}\n`).join(''));
  return `${name} {\n${lines.join('\n')}};\n`;
}

/**
 * `simple-bus`: a kernel that boots looks into it. `simple-pm-bus`: one that runs does, by that driver, for which an overlay is
 * enough (drivers/bus/simple-pm-bus.c; drivers/of/platform.c, of_platform_notify).
 */
function ownBus(nodes: readonly (readonly string[])[]): string[] {
  return [
    'uiomem-bus {',
    '\tcompatible = "simple-pm-bus", "simple-bus";',
    ...cellLines(wide).map((line) => `\t${line}`),
    '\tranges;',
    ...nodes.flatMap((node) => ['', ...node.map((line) => `\t${line}`)]),
    '};',
  ];
}

interface Reserved extends Span {
  readonly name: string;
  readonly label: string;
}

/** Of ranges that meet one: reservations must not overlap. */
function reservations(regions: readonly Region[]): Reserved[] {
  const groups: { span: Span; device: string }[] = [];
  for (const { address, size, device } of [...regions].sort((a, b) => (a.address < b.address ? -1 : 1))) {
    const last = groups.at(-1);
    if (last !== undefined && overlaps(last.span, { address, size })) {
      last.span = hull([last.span, { address, size }]) ?? last.span;
    } else groups.push({ span: { address, size }, device });
  }
  const names = new Set<string>();
  const labels = new Set<string>();
  return groups.map(({ span, device }) => ({
    ...span,
    name: freeName(nodeBase(device), names, `@${span.address.toString(16)}`),
    label: freeName(`${labelOf(nodeBase(device)).slice(0, 22)}_reserved`, labels).replaceAll('-', '_'),
  }));
}

/** The reservation that a region has for itself. */
function wholeOf(region: Span, reserved: readonly Reserved[]): Reserved | undefined {
  return reserved.find(({ address, size }) => address === region.address && size === region.size);
}

function reservedMemory(reserved: readonly Reserved[], cells: Cells): string[] {
  return [
    'reserved-memory {',
    ...cellLines(cells).map((line) => `\t${line}`),
    '\tranges;',
    ...reserved.flatMap((each) => [
      '',
      `\t${each.label}: ${each.name} {`,
      `\t\treg = <${regText(each, cells)}>;`,
      '\t\tno-map;',
      '\t};',
    ]),
    '};',
  ];
}

function regText({ address, size }: Span, cells: Cells): string {
  return `${cellsText(address, cells.address)} ${cellsText(size, cells.size)}`;
}

function beyond(span: Span, name: string, cells: Cells): TreeFinding[] {
  const isIn = (value: bigint, count: number) => value < 1n << BigInt(32 * count);
  if (isIn(span.address, cells.address) && isIn(span.size, cells.size)) return [];
  return [
    {
      id: 'device-tree.beyond-cells',
      severity: 'error',
      message: `${name}, 0x${span.address.toString(16)} to 0x${(endOf(span) - 1n).toString(16)}, does not go into addresses of ${cells.address} and sizes of ${cells.size} cells.`,
      why: 'What stands below a node is written in its cells, and this range has more bits.',
      hint: 'Below a bus of its own a node has cells of 64 bits.',
    },
  ];
}
