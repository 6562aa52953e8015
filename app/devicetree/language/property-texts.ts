/** What the Devicetree Specification and the kernel's bindings say of the properties that nodes of any kind have. */
import type { BindingProperty } from '../lint/binding.ts';
import type { NodeKind } from './node-kind.ts';

export interface KnownProperty {
  readonly about: string;
  /** As bindings have it, and `cells` for numbers in a row. */
  readonly type: BindingProperty['type'] | 'cells' | 'reference';
  /** Usual ones; others are possible. */
  readonly values?: readonly number[];
  readonly words?: readonly string[];
  readonly texts?: readonly { readonly text: string; readonly about: string }[];
  /** Kinds of nodes where it is first thought of; absent: any. */
  readonly of?: readonly NodeKind[];
}

const spec = (section: string) => `(Devicetree Specification 0.4, ${section})`;
const reserved = '(reserved-memory.yaml of dt-schema)';
const cellCounts = { type: 'cell', values: [1, 2] } as const;
const buses = ['root', 'bus', 'reserved-memory'] as const;

export const knownProperties: Readonly<Record<string, KnownProperty>> = {
  compatible: {
    type: 'texts',
    about: `Names by which a driver is found, the most particular first ${spec('2.3.1')}.`,
  },
  status: {
    type: 'text',
    about: `Whether the device is there to be used; without it, it is ${spec('2.3.4')}.`,
    texts: [
      { text: 'okay', about: 'It can be used.' },
      { text: 'disabled', about: 'It is not to be used now, and may be later; the kernel makes no device of it.' },
      { text: 'reserved', about: 'It can be used, and another than the kernel has it.' },
      { text: 'fail', about: 'A serious error was found in it.' },
    ],
  },
  reg: { type: 'ranges', about: `Addresses and sizes, in the cells of the parent ${spec('2.3.6')}.` },
  'reg-names': { type: 'texts', about: 'A name for each entry of reg.' },
  phandle: { type: 'cell', about: `A number that references have for this node; dtc gives it ${spec('2.3.3')}.` },
  model: { type: 'text', about: `Maker and model ${spec('2.3.2')}.`, of: ['root'] },
  'serial-number': { type: 'text', about: `The serial number of the board ${spec('3.2')}.`, of: ['root'] },
  '#address-cells': {
    ...cellCounts,
    about: `How many cells an address has in the reg of children ${spec('2.3.5')}.`,
    of: buses,
  },
  '#size-cells': {
    ...cellCounts,
    about: `How many cells a size has in the reg of children ${spec('2.3.5')}.`,
    of: buses,
  },
  ranges: {
    type: 'ranges',
    about: `Which addresses of the children are which of the parent, with the size; empty: all are the same ${spec('2.3.8')}. Without it the children cannot be reached by the CPU.`,
    of: ['bus', 'reserved-memory'],
  },
  'dma-ranges': {
    type: 'ranges',
    about: `Which addresses that devices put out are which of the parent, with the size ${spec('2.3.9')}.`,
    of: ['bus'],
  },
  'dma-coherent': {
    type: 'flag',
    about: `What the device reads and writes goes through the CPU’s caches ${spec('2.3.10')}.`,
  },
  'dma-noncoherent': {
    type: 'flag',
    about: `What the device reads and writes goes past the CPU’s caches ${spec('2.3.11')}.`,
  },
  device_type: {
    type: 'text',
    about: `Only for memory and cpu nodes, and for PCI ${spec('2.3.12')}.`,
    texts: [
      { text: 'memory', about: 'The node says where memory lies.' },
      { text: 'cpu', about: 'The node is a processor.' },
      { text: 'pci', about: 'The node is a PCI host.' },
    ],
    of: ['memory', 'cpu'],
  },
  interrupts: {
    type: 'cells',
    about: `Interrupts that the device raises, in the cells of their controller ${spec('2.4.1')}.`,
  },
  'interrupt-names': { type: 'texts', about: 'A name for each entry of interrupts.' },
  'interrupt-parent': {
    type: 'phandles',
    about: `The controller that interrupts of this node and those below it go to ${spec('2.4.1')}.`,
  },
  'interrupts-extended': {
    type: 'phandles',
    about: `Interrupts that go to different controllers, each behind its controller ${spec('2.4.1')}.`,
  },
  '#interrupt-cells': {
    type: 'cell',
    values: [1, 2, 3],
    about: `How many cells an interrupt of this controller has ${spec('2.4.2')}.`,
    of: ['interrupt-controller'],
  },
  'interrupt-controller': { type: 'flag', about: `The node is an interrupt controller ${spec('2.4.2')}.` },
  'memory-region': {
    type: 'phandles',
    about: `Reservations of /reserved-memory that the device uses ${spec('3.5.3')}.`,
  },
  'memory-region-names': { type: 'texts', about: 'A name for each entry of memory-region.' },
  'no-map': {
    type: 'flag',
    about: `Linux does not map the memory; it is no System RAM. What uiomem needs ${spec('3.5.4')}.`,
    of: ['reservation'],
  },
  reusable: {
    type: 'flag',
    about: `Linux may use the memory until its owner wants it; not together with no-map ${spec('3.5.4')}.`,
    of: ['reservation'],
  },
  size: {
    type: 'ranges',
    about: `How much is reserved, where the kernel chooses the place ${spec('3.5.4')}.`,
    of: ['reservation'],
  },
  alignment: {
    type: 'ranges',
    about: `Where the kernel chooses the place: what its address is a multiple of ${spec('3.5.4')}.`,
    of: ['reservation'],
  },
  'alloc-ranges': {
    type: 'ranges',
    about: `Where the kernel chooses the place: the ranges that it chooses from ${spec('3.5.4')}.`,
    of: ['reservation'],
  },
  'linux,cma-default': {
    type: 'flag',
    about: `The pool that Linux takes contiguous memory from ${reserved}.`,
    of: ['reservation'],
  },
  'linux,dma-default': { type: 'flag', about: `The pool for devices that name none ${reserved}.`, of: ['reservation'] },
  bootargs: { type: 'text', about: `The kernel’s command line ${spec('3.6')}.`, of: ['chosen'] },
  'stdout-path': {
    type: 'text',
    about: `Where the kernel’s console is: a path or an alias ${spec('3.6')}.`,
    of: ['chosen'],
  },
  target: { type: 'phandles', about: 'The node that the fragment is put onto.', of: ['fragment'] },
  'target-path': { type: 'text', about: 'The path of the node that the fragment is put onto.', of: ['fragment'] },
  clocks: { type: 'phandles', about: 'Clocks of the device, each a provider with its cells.' },
  'clock-names': { type: 'texts', about: 'A name for each entry of clocks.' },
  'clock-frequency': { type: 'number', about: 'In hertz.' },
  '#clock-cells': {
    type: 'cell',
    values: [0, 1],
    about: 'How many cells follow a reference to this provider of clocks.',
  },
  resets: { type: 'phandles', about: 'Reset lines of the device.' },
  'reset-names': { type: 'texts', about: 'A name for each entry of resets.' },
  'power-domains': { type: 'phandles', about: 'Power domains of the device.' },
  iommus: { type: 'phandles', about: 'What translates the addresses that the device puts out.' },
  dmas: { type: 'phandles', about: 'Channels of DMA controllers that the device uses.' },
  'dma-names': { type: 'texts', about: 'A name for each entry of dmas.' },
  label: { type: 'text', about: 'A name for people.' },
};
