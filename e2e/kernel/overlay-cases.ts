/** Overlays for the board with overlay-base.dtso: what the kernel takes, each way to be refused, and what the driver says. */
import { textBytes } from '../../app/devicetree/property.ts';
import type { DeviceTree } from '../../app/devicetree/tree.ts';

export interface OverlayCase {
  readonly name: string;
  /** After `/dts-v1/; /plugin/;`. */
  readonly text: string;
  /** Built without the overlay's own labels. */
  readonly withoutLabels?: boolean;
  /** What no compiler writes. */
  readonly edit?: (overlay: DeviceTree) => DeviceTree;
}

const uiomem = (name: string, ...content: string[]) => `${name} { compatible = "ikwzm,uiomem"; ${content.join(' ')} };`;
const inBus = (...nodes: string[]) => `&judge_bus { ${nodes.join(' ')} };`;
const inRoot = (...nodes: string[]) => `&{/} { ${nodes.join(' ')} };`;
const range = (address: string, size = '0x1000') => `reg = <${address} ${size}>;`;
const wide = (address: string, size = '0x1000') => `reg = <0x0 ${address} 0x0 ${size}>;`;
const reserved = (address: string, more = 'no-map;') =>
  `&{/reserved-memory} { kept: kept@${address.slice(2)} { ${wide(address, '0x100000')} ${more} }; };`;

const taken: readonly OverlayCase[] = [
  { name: 'properties set, added and emptied', text: '&judge_plain { value = <7 8>; text; more = "new"; };' },
  { name: 'nodes of several levels', text: '&judge_plain { a { b { c = <1>; }; }; d { }; };' },
  {
    name: 'references inside and to the tree',
    text: '&judge_plain { own: own { }; user { to = <1 &own>, <&judge_on 2>; text = "t", [00]; }; };',
  },
  { name: 'several fragments', text: '&judge_plain { a; }; &judge_bus { b; }; &{/chosen} { c; };' },
  { name: 'a child in another case', text: inBus('UNLABELLED@820000 { a; };') },
  { name: 'a phandle for a node that keeps none', text: inBus('l: unlabelled@820000 { a; };', 'user { to = <&l>; };') },
  { name: 'the same cells again', text: '&judge_bus { #address-cells = <1>; #size-cells = <1>; };' },
  { name: 'a label for the root’s own', text: inRoot('judge_new: judge-new { };') },
  {
    name: 'a fixup for a node that is not there',
    text: '&judge_plain { a = <&judge_on>; };',
    edit: withFixup('judge_on', '/gone:a:0', '/fragment@0/__overlay__:a:0'),
  },
];

const refused: readonly OverlayCase[] = [
  { name: 'an unknown label', text: '&judge_nothing { a; };' },
  { name: 'an unknown label in a value', text: '&judge_plain { a = <&judge_nothing>; };' },
  { name: 'a path that is not there', text: '&{/judge-nothing} { a; };' },
  { name: 'a path without its unit address', text: '&{/judge-bus/unlabelled} { a; };' },
  { name: 'a path with a slash at the end', text: '/ { f { target-path = "/judge-bus/"; __overlay__ { a; }; }; };' },
  { name: 'a phandle that is not there', text: '/ { f { target = <0x9999>; __overlay__ { a; }; }; };' },
  {
    name: 'a target that the overlay itself adds',
    text: '/ { f { target = <&judge_plain>; __overlay__ { l: n { }; }; }; g { target = <&l>; __overlay__ { a; }; }; };',
  },
  { name: 'a target path that another fragment adds', text: '&judge_plain { n { }; }; &{/judge-plain/n} { a; };' },
  { name: 'no target', text: '/ { f { __overlay__ { a; }; }; };' },
  { name: 'no fragment', text: '/ { f { a; }; };' },
  { name: 'other address cells', text: '&judge_bus { #address-cells = <2>; };' },
  { name: 'other size cells of a child', text: inRoot('judge-bus { #size-cells = <2>; };') },
  { name: 'a second phandle', text: inBus('l: on@800000 { a; };') },
  { name: 'a node twice', text: '&judge_plain { n { a; }; }; &{/judge-plain} { n { b; }; };' },
  { name: 'a property twice', text: '&judge_plain { a; }; &{/judge-plain} { a; };' },
  { name: 'a property of a child twice', text: '&judge_on { a; }; &judge_bus { on@800000 { a; }; };' },
  { name: 'a label again', text: '&judge_plain { judge_on: n { }; };' },
  { name: 'a label on a fragment', text: '/ { l: f { target-path = "/judge-plain"; __overlay__ { a; }; }; };' },
  {
    name: 'a fixup without an offset',
    text: '&judge_plain { a = <&judge_on>; };',
    edit: withFixup('judge_on', '/fragment@0/__overlay__:a'),
  },
  {
    name: 'a fixup with a hex offset',
    text: '&judge_plain { a = <&judge_on>; };',
    edit: withFixup('judge_on', '/fragment@0/__overlay__:a:0x0'),
  },
  {
    name: 'a fixup outside of the value',
    text: '&judge_plain { a = <&judge_on>; };',
    edit: withFixup('judge_on', '/fragment@0/__overlay__:a:1'),
  },
  {
    name: 'a fixup of no property',
    text: '&judge_plain { a = <&judge_on>; };',
    edit: withFixup('judge_on', '/fragment@0/__overlay__:b:0'),
  },
];

const driver: readonly OverlayCase[] = [
  { name: 'a device by reg', text: inBus(uiomem('dev@0', range('0x0', '0x4000'))) },
  {
    name: 'a device with all its properties',
    text: inRoot(
      uiomem(
        'dev@7c010000',
        wide('0x7c010000', '0x4000'),
        'device-name = "judge"; minor-number = <77>; cache-off; shareable; sync-offset = <0x1000>; sync-size = <0x0 0x800>; sync-direction = <2>; sync-mode = <3>; sync-always;',
      ),
    ),
  },
  {
    name: 'two devices that share',
    text: inBus(
      uiomem('one@0', range('0x0'), 'shareable;'),
      uiomem('two@0', range('0x0'), 'shareable; cache-coherent;'),
    ),
  },
  {
    name: 'a device of a reservation of the boot',
    text: `${inRoot('judge-user { };')} &{/uiomem-buffer} { note = "still bound"; };`,
  },
  { name: 'a disabled node is enabled', text: '&judge_off { status = "okay"; };' },
  { name: 'a bus is enabled', text: '&judge_idle { status = "okay"; };' },
  { name: 'a device is disabled', text: '&judge_on { status = "disabled"; };' },
  { name: 'a bound node gets another name', text: '&judge_on { device-name = "later"; };' },
  { name: 'a disabled node', text: inBus(uiomem('dev@0', range('0x0'), 'status = "disabled";')) },
  {
    name: 'a node in a new bus',
    text: inRoot(
      `judge-new { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; ${uiomem('dev@7c000000', wide('0x7c000000'))} };`,
    ),
  },
  {
    name: 'a node in what is no bus',
    text: `&judge_plain { #address-cells = <2>; #size-cells = <2>; ranges; ${uiomem('dev@7c000000', wide('0x7c000000'))} };`,
  },
  {
    name: 'a node in /reserved-memory',
    text: `&{/reserved-memory} { ${uiomem('dev@7c000000', wide('0x7c000000'), 'no-map;')} };`,
  },
  {
    name: 'a reservation of RAM at run time',
    text: `${reserved('0x50000000')} ${inRoot(uiomem('dev', 'memory-region = <&kept>;'))}`,
  },
  {
    name: 'a reservation outside of RAM',
    text: `${reserved('0x7c000000')} ${inRoot(uiomem('dev', 'memory-region = <&kept>;'))}`,
  },
  { name: 'RAM', text: inRoot(uiomem('dev@50000000', wide('0x50000000'))) },
  { name: 'RAM at one end', text: inRoot(uiomem('dev@6ffff000', wide('0x6ffff000', '0x2000'))) },
  { name: 'another driver’s registers', text: inRoot(uiomem('dev@9010000', wide('0x9010000'))) },
  { name: 'another device’s range', text: inRoot(uiomem('dev@78800000', wide('0x78800000'))) },
  {
    name: 'a taken minor number',
    text: inBus(uiomem('dev@0', range('0x0'), 'minor-number = <1>; device-name = "another";')),
  },
  { name: 'a taken name', text: inBus(uiomem('dev@0', range('0x0'), 'device-name = "plmem";')) },
  { name: 'half a page', text: inBus(uiomem('dev@800', range('0x800'))) },
  { name: 'no bytes', text: inBus(uiomem('dev@0', range('0x0', '0x0'))) },
  {
    name: 'past the end of the address space',
    text: inRoot(uiomem('dev@fffffffffffff000', 'reg = <0xffffffff 0xfffff000 0x0 0x1000>;')),
  },
  { name: 'outside of the bus', text: inBus(uiomem('dev@2000000', range('0x2000000'))) },
  { name: 'no range', text: inRoot(uiomem('dev', 'cache-off;')) },
  {
    name: 'a bad sync range',
    text: inBus(uiomem('dev@0', range('0x0', '0x40000'), 'sync-offset = <0x10000>; sync-size = <0xF0000>;')),
  },
];

export const overlayCases: readonly OverlayCase[] = [...taken, ...refused, ...driver];

/** For a board whose tree has no `/__symbols__`. */
export const casesWithoutSymbols: readonly OverlayCase[] = [
  { name: 'a label, and no symbols', text: '&judge_plain { a; };' },
  { name: 'labels of its own, and no symbols', text: '&{/judge-plain} { own: own { }; user { to = <&own>; }; };' },
  {
    name: 'the same without its labels',
    text: '&{/judge-plain} { own: own { }; user { to = <&own>; }; };',
    withoutLabels: true,
  },
];

function withFixup(label: string, ...entries: string[]): (overlay: DeviceTree) => DeviceTree {
  return (overlay) => ({
    ...overlay,
    root: {
      ...overlay.root,
      children: overlay.root.children.map((child) =>
        child.name === '__fixups__'
          ? { ...child, properties: new Map([...child.properties, [label, textBytes(...entries)]]) }
          : child,
      ),
    },
  });
}
