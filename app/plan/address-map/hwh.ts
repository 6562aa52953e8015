/**
 * The hardware handoff of a block design (`.hwh`), as Vivado writes it: XML, in which each master’s MODULE has a MEMORYMAP of
 * MEMRANGEs. AMD has no reference of it; the shape is that which the readers of AMD’s open tools rely on (fixtures/README.md).
 */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { AddressEntry, RawMap } from './address-map.ts';
import { addressMissing, checkEnd, numberAt, type Place, sizeMissing, sizeTo } from './number.ts';
import { cleanName } from './text.ts';
import { type Element, eachElement } from './xml.ts';

interface Module {
  readonly type: string;
  /** `axi_gpio 2.0` */
  readonly ip: string;
  readonly isProcessor: boolean;
}

interface Range {
  readonly instance: string;
  readonly block: string;
  readonly master: string;
  /** Instance of the master. */
  readonly of: string;
  readonly address: bigint;
  readonly size: bigint;
  readonly isMemory: boolean | undefined;
  readonly line: number;
}

/** Zynq-7000, Zynq UltraScale+, Versal: processor systems that run Linux, whatever soft processors stand beside them. */
const hardProcessor = /^(processing_system7|zynq_ultra_ps_e|versal_cips|ps_wizard|cips)/;

export interface Handoff extends RawMap {
  /** Ranges that a processor system, or without one a soft processor, sees. */
  readonly seenByProcessor: number;
}

/**
 * Throws `address-map.bad-xml`, `address-map.unknown-format` for XML of another kind, `address-map.address-missing`,
 * `address-map.size-missing`, `address-map.ends-before-start`, `address-map.bad-number`, `address-map.number-too-large`.
 */
export function readHwh(file: string, text: string): Handoff {
  const modules = new Map<string, Module>();
  const ranges: Range[] = [];
  const source: { tool?: string; design?: string; part?: string } = {};
  let root: string | undefined;
  let module: string | undefined;
  let instructionOnly = 0;
  eachElement(file, text, ({ name, attributes, line }, isOpen) => {
    if (!isOpen) {
      if (name === 'MODULE') module = undefined;
      return;
    }
    root ??= name;
    const said = (key: string) => cleanName(attributes[key] ?? '');
    switch (name) {
      case 'EDKSYSTEM':
        if (said('VIVADOVERSION') !== '') source.tool = `Vivado ${said('VIVADOVERSION')}`;
        break;
      case 'SYSTEMINFO':
        if (said('NAME') !== '') source.design = said('NAME');
        if (said('DEVICE') !== '') source.part = partOf(attributes);
        break;
      case 'MODULE':
        module = said('INSTANCE');
        modules.set(module, moduleOf(attributes));
        break;
      case 'MEMRANGE':
        if (said('IS_DATA').toUpperCase() === 'FALSE') instructionOnly += 1;
        else ranges.push(rangeOf(file, module ?? '', { name, attributes, line }));
    }
  });
  if (root !== 'EDKSYSTEM') {
    throw problem(
      'address-map.unknown-format',
      `${file} is XML, and no hardware handoff: its root is ${cleanName(root ?? '')}.`,
      {
        hint: 'Give the .xsa or .hwh of a Vivado design, or a CSV or JSON file of addresses.',
        data: { file },
      },
    );
  }
  const notes =
    instructionOnly === 0
      ? []
      : [
          `${instructionOnly === 1 ? 'One range is' : `${instructionOnly} ranges are`} left out: of instructions alone.`,
        ];
  const processors = linuxProcessors(modules);
  return {
    source,
    entries: entriesOf(file, ranges, modules, processors),
    notes,
    seenByProcessor: ranges.filter(({ of }) => processors.has(of)).length,
  };
}

/** `xc7z020clg400-1`; the first letters are left out for the 7 series. */
function partOf({ DEVICE = '', PACKAGE = '', SPEEDGRADE = '' }: Readonly<Record<string, string>>): string {
  return cleanName(`${/^x/i.test(DEVICE) ? '' : 'xc'}${DEVICE}${PACKAGE}${SPEEDGRADE}`);
}

function moduleOf({ MODTYPE = '', MODCLASS = '', VLNV = '' }: Readonly<Record<string, string>>): Module {
  const version = VLNV.split(':')[3];
  return {
    type: MODTYPE,
    ip: cleanName(version === undefined ? MODTYPE : `${MODTYPE} ${version}`),
    isProcessor: MODCLASS === 'PROCESSOR' || hardProcessor.test(MODTYPE),
  };
}

function rangeOf(file: string, of: string, { attributes, line }: Element): Range {
  const said = (key: string) => cleanName(attributes[key] ?? '');
  const instance = said('INSTANCE') || said('SLAVEBUSINTERFACE') || 'unnamed';
  const place: Place = { file, line, name: instance };
  const { BASEVALUE: base = '', HIGHVALUE: high = '' } = attributes;
  if (base.trim() === '') throw addressMissing(place);
  if (high.trim() === '') throw sizeMissing(place);
  const address = numberAt(place, 'BASEVALUE', base);
  const size = sizeTo(place, address, numberAt(place, 'HIGHVALUE', high));
  checkEnd(place, address, size);
  const type = said('MEMTYPE').toUpperCase();
  const master = [of, said('MASTERBUSINTERFACE')].filter((part) => part !== '').join('/');
  return {
    instance,
    block: said('ADDRESSBLOCK'),
    master,
    of,
    address,
    size,
    isMemory: type === 'MEMORY' ? true : type === 'REGISTER' ? false : undefined,
    line,
  };
}

function linuxProcessors(modules: ReadonlyMap<string, Module>): ReadonlySet<string> {
  const all = [...modules].filter(([, { isProcessor }]) => isProcessor);
  const hard = all.filter(([, { type }]) => hardProcessor.test(type));
  return new Set((hard.length > 0 ? hard : all).map(([name]) => name));
}

/** One for each slave and range; masters that see it alike share it. */
function entriesOf(
  file: string,
  ranges: readonly Range[],
  modules: ReadonlyMap<string, Module>,
  processors: ReadonlySet<string>,
): AddressEntry[] {
  const groups = Map.groupBy(ranges, ({ instance, address, size }) => `${address} ${size} ${instance}`);
  const blocks = new Map<string, Set<string>>();
  for (const { instance, block } of ranges) blocks.set(instance, (blocks.get(instance) ?? new Set()).add(block));
  return [...groups.values()].flatMap((group): AddressEntry[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { instance, block, address, size, line } = first;
    const module = modules.get(instance);
    const isMemory = group.every((each) => each.isMemory ?? false);
    const isHard = hardProcessor.test(module?.type ?? '');
    const ofProcessor = isHard && isMemory && /ddr|ocm/i.test(block);
    const isSeen = group.some(({ of }) => processors.has(of));
    const masters = [...new Set(group.map(({ master }) => master))].filter((master) => master !== '');
    const isOneOfSeveral = (blocks.get(instance)?.size ?? 0) > 1 && block !== '';
    return [
      {
        name: isOneOfSeveral ? cleanName(`${instance}/${block}`) : instance,
        address,
        size,
        kind: isMemory ? 'memory' : 'registers',
        masters,
        byProcessor: isSeen || processors.size === 0,
        ofProcessor,
        about: about(module, { isHard, ofProcessor, isSeen, block, processors }),
        path: `${file}, line ${line}`,
      },
    ];
  });
}

function about(
  module: Module | undefined,
  {
    isHard,
    ofProcessor,
    isSeen,
    block,
    processors,
  }: {
    isHard: boolean;
    ofProcessor: boolean;
    isSeen: boolean;
    block: string;
    processors: ReadonlySet<string>;
  },
): string {
  const sentences = [
    ofProcessor
      ? `Memory of the processor system (${block}), as logic sees it: Linux may use it.`
      : isHard
        ? `Of the processor system (${block}).`
        : module !== undefined && module.ip !== '' && `${module.ip}.`,
    // Its own memory a processor sees without being told of by the design.
    !isSeen &&
      !isHard &&
      processors.size > 0 &&
      `${[...processors].join(' and ')} does not see it: Linux may find something else at this address.`,
  ];
  return sentences.filter(Boolean).join(' ');
}
