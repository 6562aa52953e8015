/**
 * Which cache instructions the driver runs, and how many, counted by QEMU while it emulates them (the plugin
 * kernel/tests/cache-instructions.c). An emulated board has no caches: what the instructions would do there is the
 * processor's affair, that the right ones run once a line is the driver's.
 */
import { readFile } from 'node:fs/promises';
import type { TestBoard } from './conformance.ts';
import type { TapTest } from './tap.ts';

/** Lines that were cleaned, invalidated, or both in one. */
export interface Counts {
  readonly clean: number;
  readonly invalidate: number;
  readonly flush: number;
}

interface Row {
  readonly name: string;
  /** Option bits that uiomem0, 1 MiB, is loaded with. */
  readonly option: 2 | 6 | 0;
  /** A root shell command; `$d` is the folder of class files, `$n` the node. */
  readonly command: string;
  /** In lines of 64 bytes. */
  readonly wanted: Partial<Counts>;
}

const command = (cpuOrDevice: 'cpu' | 'device', text: string): string => `echo ${text} > $d/sync_for_${cpuOrDevice}`;
const whole = (direction: number): string => `echo ${direction} > $d/sync_direction; `;

const rows: readonly Row[] = [
  // The table of directions, over the whole 1 MiB.
  { name: 'for CPU, both', option: 2, command: whole(0) + command('cpu', '1'), wanted: { invalidate: 16384 } },
  { name: 'for CPU, CPU writes', option: 2, command: whole(1) + command('cpu', '1'), wanted: {} },
  { name: 'for CPU, device writes', option: 2, command: whole(2) + command('cpu', '1'), wanted: { invalidate: 16384 } },
  { name: 'for device, both', option: 2, command: whole(0) + command('device', '1'), wanted: { clean: 16384 } },
  { name: 'for device, CPU writes', option: 2, command: whole(1) + command('device', '1'), wanted: { clean: 16384 } },
  {
    name: 'for device, device writes',
    option: 2,
    command: whole(2) + command('device', '1'),
    wanted: { invalidate: 16384 },
  },
  // Packed: offset in bits 63..32, size in 31..4, direction in 3..2.
  { name: 'whole lines', option: 2, command: command('cpu', '0x0000004000001000'), wanted: { invalidate: 64 } },
  {
    name: 'cut at both ends',
    option: 2,
    command: command('cpu', '0x0000001000000100'),
    wanted: { invalidate: 3, flush: 2 },
  },
  {
    name: 'cut at the start',
    option: 2,
    command: command('cpu', '0x00000010000000f0'),
    wanted: { invalidate: 3, flush: 1 },
  },
  {
    name: 'cut at the end',
    option: 2,
    command: command('cpu', '0x0000000000000050'),
    wanted: { invalidate: 1, flush: 1 },
  },
  { name: 'inside one line', option: 2, command: command('cpu', '0x0000001000000010'), wanted: { flush: 1 } },
  {
    name: 'over a border of two lines',
    option: 2,
    command: command('cpu', '0x0000fff000000020'),
    wanted: { flush: 2 },
  },
  {
    name: 'for device, device writes, cut at both ends',
    option: 2,
    command: command('device', '0x0000001000000108'),
    wanted: { invalidate: 3, flush: 2 },
  },
  {
    name: 'a clean cut at both ends',
    option: 2,
    command: command('device', '0x0000001000000100'),
    wanted: { clean: 5 },
  },
  { name: 'size 0', option: 2, command: command('cpu', '0x0000001000000004'), wanted: {} },
  { name: 'command 0', option: 2, command: command('cpu', '0'), wanted: {} },
  {
    name: 'a range outside',
    option: 2,
    command: `${command('cpu', '0x0010000000000010')} 2>/dev/null || true`,
    wanted: {},
  },
  {
    name: 'one byte by stored offset and size',
    option: 2,
    command: `echo 63 > $d/sync_offset; echo 1 > $d/sync_size; echo 0 > $d/sync_direction; ${command('cpu', '1')}`,
    wanted: { flush: 1 },
  },
  // read: invalidate, copy, invalidate. write: cut lines cleaned and invalidated, copy, clean.
  { name: 'read a page', option: 2, command: 'dd if=$n of=/dev/null bs=4096 count=1', wanted: { invalidate: 128 } },
  { name: 'read 4 bytes', option: 2, command: 'dd if=$n of=/dev/null bs=4 count=1 skip=3', wanted: { flush: 2 } },
  {
    name: 'write a page',
    option: 2,
    command: 'dd if=/dev/zero of=$n bs=4096 count=1 conv=notrunc',
    wanted: { clean: 64 },
  },
  {
    name: 'write 100 bytes at 100',
    option: 2,
    command: 'dd if=/dev/zero of=$n bs=100 count=1 seek=1 conv=notrunc',
    wanted: { clean: 3, flush: 2 },
  },
  // Others maintain nothing.
  { name: 'coherent: for CPU', option: 6, command: command('cpu', '1'), wanted: {} },
  { name: 'coherent: for device', option: 6, command: command('device', '1'), wanted: {} },
  { name: 'coherent: read and write', option: 6, command: 'dd if=$n of=$n bs=4096 count=2 conv=notrunc', wanted: {} },
  { name: 'not cached: for CPU', option: 0, command: command('cpu', '1'), wanted: {} },
  { name: 'not cached: for device', option: 0, command: command('device', '1'), wanted: {} },
  { name: 'not cached: read and write', option: 0, command: 'dd if=$n of=$n bs=4096 count=2 conv=notrunc', wanted: {} },
];

/** A free MiB that no device-tree node names. */
const address = { arm64: '0x71000000', armhf: '0x71000000', 'x86-64': '0x31000000' } as const;
export type Counted = keyof typeof address;

/** Those that the plugin knows the instructions of. */
export const isCounted = (architecture: string): architecture is Counted => architecture in address;

/** x86 has no instruction that only invalidates; armv7 cleans a cut line before the outer cache is flushed, but for a device. */
function onMachine({ wanted, command }: Row, architecture: Counted, cleanFlushes: boolean): Counts {
  const { clean = 0, invalidate = 0, flush = 0 } = wanted;
  if (architecture === 'armhf') {
    return { clean: clean + (command.includes('sync_for_device') ? 0 : flush), invalidate, flush };
  }
  if (architecture === 'x86-64') return { clean, invalidate: 0, flush: invalidate + flush };
  return cleanFlushes ? { clean: 0, invalidate, flush: flush + clean } : { clean, invalidate, flush };
}

/**
 * 32-bit ARM flushes each page of a program when it is first mapped to be run (arch/arm/mm/flush.c, __sync_icache_dcache),
 * which is 64 lines; no row flushes so many. It does so once a page, so that another count has none of it.
 */
function hasPagesOfPrograms({ flush }: Counts, architecture: Counted): boolean {
  return architecture === 'armhf' && flush >= 64;
}

/** What the plugin has counted since the board's start. */
export async function readCounts(file: string): Promise<Counts> {
  const bytes = await readFile(file);
  const number = (index: number) => Number(bytes.readBigUInt64LE(index * 8));
  return { clean: number(0), invalidate: number(1), flush: number(2) };
}

/** What the counts say on a board of an architecture that is {@link isCounted}. `countsFile` is where the board's QEMU counts; `module` is uiomem.ko on the board, not loaded. */
export async function countCacheInstructions(board: TestBoard, module: string, countsFile: string): Promise<TapTest[]> {
  const { architecture } = board.board;
  if (!isCounted(architecture)) return [];
  // Some arm64 processors must not clean alone; the kernel says so at boot, and the driver obeys.
  const cleanFlushes = (await board.run('dmesg')).includes('ARM errata 826319, 827319, 824069, or 819472');
  const tests: TapTest[] = [];
  let loaded: number | undefined;
  for (const row of rows) {
    const { name, option, command } = row;
    if (loaded !== option) {
      await board.run(
        `rmmod uiomem 2>/dev/null; insmod ${module} uiomem0_addr=${address[architecture]} uiomem0_size=0x100000 uiomem0_option=${option}`,
      );
      loaded = option;
    }
    const count = async (): Promise<Counts> => {
      const before = await readCounts(countsFile);
      await board.run(`d=/sys/class/uiomem/uiomem0 n=/dev/uiomem0; { ${command}; } 2>/dev/null`);
      const after = await readCounts(countsFile);
      return {
        clean: after.clean - before.clean,
        invalidate: after.invalidate - before.invalidate,
        flush: after.flush - before.flush,
      };
    };
    let found = await count();
    for (let tries = 0; tries < 3 && hasPagesOfPrograms(found, architecture); tries += 1) found = await count();
    const expected = onMachine(row, architecture, cleanFlushes);
    const passed = JSON.stringify(found) === JSON.stringify(expected);
    const notes = passed ? [] : [`found ${JSON.stringify(found)}, wanted ${JSON.stringify(expected)}`];
    tests.push({ number: tests.length + 1, name: `cache instructions: ${name}`, passed, skipped: undefined, notes });
  }
  await board.run('rmmod uiomem');
  return tests;
}
