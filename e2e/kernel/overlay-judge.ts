/**
 * Rehearsals of overlays held against a kernel that takes them at run time, with our driver loaded: what the kernel
 * answers and logs, the live tree while the overlay is on and after it is gone, and each device with its class files.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readFdt } from '../../app/devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../../app/devicetree/fdt/write-fdt.ts';
import { type Rehearsal, rehearse } from '../../app/devicetree/rehearse/rehearse.ts';
import { built, sortedTree } from '../../app/devicetree/testing/built.ts';
import type { DeviceTree } from '../../app/devicetree/tree.ts';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { emulatedBoard } from '../../app/plan/testing/emulated-facts.ts';
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { parseIomem } from '../../remote-helper/facts/iomem.ts';
import type { TestBoard } from './conformance.ts';
import type { OverlayCase } from './overlay-cases.ts';

const live = '/sys/firmware/devicetree/base';
const folders = '/sys/kernel/config/device-tree/overlays';

/** What a device is, as text: of the driver's files, or predicted. */
type DeviceText = string;

export interface Agreement {
  readonly name: string;
  /** `taken`, or `refused: EINVAL`. */
  readonly rehearsed: string;
  readonly kernel: string;
  /** Sentences; none where they agree in all. */
  readonly differs: readonly string[];
}

export class OverlayJudge {
  readonly #board: TestBoard;
  readonly #folder: string;
  readonly base: DeviceTree;
  readonly #liveBase: Record<string, string>;
  readonly #facts: BoardFacts;
  readonly #idle: readonly DeviceText[];

  private constructor(
    board: TestBoard,
    folder: string,
    known: { base: DeviceTree; liveBase: Record<string, string>; facts: BoardFacts; idle: readonly DeviceText[] },
  ) {
    this.#board = board;
    this.#folder = folder;
    this.base = known.base;
    this.#liveBase = known.liveBase;
    this.#facts = known.facts;
    this.#idle = known.idle;
  }

  /** Loads the driver (its path on the workstation) and looks at what is there. */
  static async on(board: TestBoard, driver: string, folder: string): Promise<OverlayJudge> {
    await mkdir(folder, { recursive: true });
    await board.copy(driver, '/run/uiomem.ko');
    await board.run('insmod /run/uiomem.ko; mkdir -p /lib/firmware');
    const base = treeIn(Buffer.from(await board.run('base64 /sys/firmware/fdt'), 'base64'));
    const first = join(folder, 'base');
    await intoFolder(board, `cd /tmp && tar -C ${live} -cf live.tar . && tar -cf - live.tar`, first);
    const liveBase = await liveTreeIn(join(first, 'live.tar'));
    const devices = await board.run(listDevices);
    const facts = factsOf(await board.run('cat /proc/iomem'), deviceWords(devices));
    return new OverlayJudge(board, folder, { base, liveBase, facts, idle: deviceTexts(devices) });
  }

  /** The tree that the board was booted with, and the one that the kernel shows. */
  liveIsBase(): readonly string[] {
    return differences(sortedTree(this.base), this.#liveBase);
  }

  /** Puts each on and takes it off, one after the other, in one session: under emulation a session costs seconds. */
  async judge(cases: readonly OverlayCase[]): Promise<Agreement[]> {
    const rehearsed = cases.map((each, index) => ({
      ...this.#rehearse(each),
      name: each.name,
      id: `case${index + 1}`,
    }));
    const script = rehearsed.flatMap(({ overlay, id }) => [
      `mark='judge: ${id} begins'; echo "$mark" > /dev/kmsg; mkdir /tmp/judge/${id}; cd /tmp/judge/${id}`,
      `echo ${Buffer.from(writeFdt(overlay)).toString('base64')} | base64 -d > /lib/firmware/${id}.dtbo`,
      `mkdir ${folders}/${id}; { echo -n ${id}.dtbo > ${folders}/${id}/path; } > said 2>&1; cat ${folders}/${id}/status >> said`,
      `{ ${listDevices}; } > devices; tar -C ${live} -cf live.tar .; rmdir ${folders}/${id}`,
      `{ ${listDevices}; } > devices-after; tar -C ${live} -cf after.tar .`,
      'dmesg | sed "1,/$mark/d" > log',
    ]);
    const found = join(this.#folder, 'cases');
    const all = ['rm -rf /tmp/judge; mkdir /tmp/judge', ...script, 'cd /tmp/judge; tar -cf - .'];
    await intoFolder(this.#board, all.join('\n'), found);
    return Promise.all(rehearsed.map((each) => this.#agreement(each.name, each.rehearsal, join(found, each.id))));
  }

  #rehearse({ name, text, withoutLabels, edit = (tree) => tree }: OverlayCase) {
    const overlay = edit(built(`/dts-v1/; /plugin/; ${text}`, ...(withoutLabels === true ? [] : ['-@'])));
    const overlays = [{ name, tree: overlay }];
    return { overlay, rehearsal: rehearse({ base: this.base, overlays, board: this.#facts, runTime: true }) };
  }

  async #agreement(name: string, rehearsal: Rehearsal, found: string): Promise<Agreement> {
    const read = (file: string) => readFile(join(found, file), 'utf8');
    const kernel = answerIn(await read('said'));
    const log = await read('log');
    const devices = deviceTexts(await read('devices'));
    const back = deviceTexts(await read('devices-after'));
    const merged = await liveTreeIn(join(found, 'live.tar'));
    const after = await liveTreeIn(join(found, 'after.tar'));

    const refusal = rehearsal.applied[0]?.result.refused;
    const rehearsed = refusal === undefined ? 'taken' : `refused: ${refusal.errno}`;
    const differs: string[] = [];
    if (rehearsed !== kernel) differs.push(`rehearsed ${rehearsed}, the kernel says ${kernel}`);
    const { line } = refusal ?? {};
    if (line !== undefined && !log.split('\n').some((each) => each.endsWith(line)))
      differs.push(`not in the log: ${line}`);
    const expected = rehearsal.tree === undefined ? this.#liveBase : sortedTree(rehearsal.tree);
    differs.push(...differences(expected, merged).map((each) => `live tree: ${each}`));
    differs.push(...differences(this.#liveBase, after).map((each) => `live tree after its end: ${each}`));
    if (rehearsal.tree !== undefined) differs.push(...this.#deviceDifferences(rehearsal, devices, log));
    else if (!isDeepStrictEqual(devices, this.#idle)) differs.push('devices changed although it was refused');
    if (!isDeepStrictEqual(back, this.#idle)) differs.push(`devices after its end: ${back.join('; ')}`);
    for (const bad of faultsIn(log)) differs.push(`in the log: ${bad}`);
    return { name, rehearsed: `${rehearsed}${outcomesText(rehearsal)}`, kernel, differs };
  }

  #deviceDifferences({ predictions }: Rehearsal, found: readonly DeviceText[], log: string): string[] {
    const differs: string[] = [];
    const expected: DeviceText[] = [];
    for (const { path, now } of predictions) {
      if (now.kind === 'device') {
        const { device } = now;
        expected.push(deviceText({ ...device, path }));
        for (const warning of device.warnings)
          if (!log.includes(`uiomem ${device.name}: ${warning}`)) differs.push(`not in the log: ${warning}`);
      } else if (now.kind === 'as-before') {
        const same = this.#idle.find((each) => each.startsWith(`${path} `));
        if (same !== undefined) expected.push(same);
      } else if (now.kind === 'refused') {
        const lines = log.split('\n').filter((line) => line.endsWith(now.line));
        if (lines.length !== 1) differs.push(`${lines.length} times in the log: ${now.line}`);
      } else if (now.kind === 'unknown') differs.push(`${path}: ${now.why}`);
    }
    expected.sort();
    if (!isDeepStrictEqual(expected, found))
      differs.push(`devices: expected ${expected.join('; ')}`, `found ${found.join('; ')}`);
    return differs;
  }
}

/** What the kernel's own checks say, which makes a test fail whatever it is about. */
export function faultsIn(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => /BUG:|Oops|WARNING: CPU|possible .*deadlock|list_(add|del) corruption|KASAN/.test(line));
}

function outcomesText({ predictions }: Rehearsal): string {
  const said = predictions
    .filter(({ from }) => from !== undefined)
    .map(({ now }) =>
      now.kind === 'device' ? `/dev/${now.device.name}` : now.kind === 'refused' ? now.word : now.kind,
    );
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

const errnoOf: readonly (readonly [string, string])[] = [
  ['Invalid argument', 'EINVAL'],
  ['No such file or directory', 'ENOENT'],
  ['Cannot allocate memory', 'ENOMEM'],
  ['Out of memory', 'ENOMEM'],
];

function answerIn(said: string): string {
  const errno = errnoOf.find(([words]) => said.includes(words))?.[1];
  if (errno !== undefined) return `refused: ${errno}`;
  return said.trim() === 'applied' ? 'taken' : `unclear: ${said.trim()}`;
}

function treeIn(bytes: Uint8Array): DeviceTree {
  const { tree, findings } = readFdt(new Uint8Array(bytes));
  if (tree === undefined) throw new Error(findings.map(({ message }) => message).join('\n'));
  return tree;
}

/** What a script of the board writes as an archive, unpacked in a folder that is made for it. */
async function intoFolder(board: TestBoard, script: string, folder: string): Promise<void> {
  const words = [...board.ssh(), 'sh'].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  await mkdir(folder);
  await runProgram('sh', ['-c', `${words} | tar -C '${folder}' -xf -`], { input: script });
}

/** The tree that the kernel shows in sysfs, from an archive of its files, put together by dtc. */
async function liveTreeIn(archive: string): Promise<Record<string, string>> {
  const at = archive.replace(/\.tar$/, '');
  const script = `mkdir '${at}' && tar -C '${at}' -xf '${archive}' && dtc -q -q -I fs -O dtb -o '${at}.dtb' '${at}' && rm -r '${at}'`;
  await runProgram('sh', ['-c', script]);
  return sortedTree(treeIn(await readFile(`${at}.dtb`)));
}

/** Each node has a property `name` there, which the kernel made (drivers/of/fdt.c, populate_properties). */
function differences(expected: Record<string, string>, found: Record<string, string>): string[] {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])].filter((key) => !key.endsWith('/:name'));
  return keys
    .filter((key) => expected[key] !== found[key])
    .map((key) => `${key}: expected ${expected[key] ?? 'nothing'}, found ${found[key] ?? 'nothing'}`)
    .slice(0, 10);
}

interface DeviceWords {
  readonly path: string;
  readonly name: string;
  readonly minor: number;
  readonly address: bigint;
  readonly size: bigint;
  readonly cached: boolean;
  readonly coherent: boolean;
  readonly shareable: boolean;
  readonly sync: { readonly offset: bigint; readonly size: bigint; readonly direction: number; readonly mode: number };
}

function deviceText({ path, name, minor, address, size, cached, coherent, shareable, sync }: DeviceWords): DeviceText {
  const flags = [cached, coherent, shareable].map(Number).join('');
  return `${path} /dev/${name} ${minor} 0x${address.toString(16)} ${size} ${flags} ${sync.offset} ${sync.size} ${sync.direction} ${sync.mode}`;
}

/** A line for each device that has its class files and a character device under /dev. */
const listDevices = `(cd /sys/class/uiomem && for d in *; do [ -c /dev/$d ] || continue; echo $(readlink -f $d/device/of_node | sed s,^${live},,) $d $(cd $d && cat dev phys_addr size cached coherent shareable sync_offset sync_size sync_direction sync_mode); done)`;

function deviceWords(text: string): DeviceWords[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [path = '', name = '', dev = '', address = '0', size = '0', cached, coherent, shareable, ...sync] =
        line.split(' ');
      const [offset = '0', syncSize = '0', direction, mode] = sync;
      return {
        path,
        name,
        minor: Number(dev.split(':')[1]),
        address: BigInt(address),
        size: BigInt(size),
        cached: cached === '1',
        coherent: coherent === '1',
        shareable: shareable === '1',
        sync: { offset: BigInt(offset), size: BigInt(syncSize), direction: Number(direction), mode: Number(mode) },
      };
    });
}

function deviceTexts(text: string): DeviceText[] {
  return deviceWords(text).map(deviceText).sort();
}

/** What a rehearsal wants to know of a board, as far as it can be had without the helper. */
function factsOf(memory: string, devices: readonly DeviceWords[]): BoardFacts {
  const iomem = parseIomem(memory);
  return {
    ...emulatedBoard,
    ...(iomem === undefined ? {} : { iomem }),
    uiomem: { parameters: {} },
    devices: devices.map(({ path, sync, ...rest }) => ({
      ...rest,
      major: 0,
      syncOperation: 'ARM64 Native',
      driverVersion: '',
      ioctlVersion: 1,
      sync: {
        mode: 'non-cached',
        always: false,
        offset: sync.offset,
        size: sync.size,
        direction: 'both',
        owner: 'cpu',
      },
      origin: { kind: 'device-tree', path },
    })),
  };
}
