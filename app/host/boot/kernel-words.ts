/**
 * Which words the tool adds to a kernel's command line, and what speaks against one on a board: nobody shall cut off the memory that
 * the running system needs (Linux Documentation/admin-guide/kernel-parameters.txt). Pure.
 */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';

/** Why a word is refused: an id of its own, and a sentence. */
export interface WordRefusal {
  readonly id: string;
  readonly argument: string;
  readonly message: string;
  readonly hint: string;
}

/** Bytes. A kernel with its initramfs and an SSH server; below it most boards do not come up. */
const leastMemory = 128n << 20n;

const suffixes: Readonly<Record<string, bigint>> = { '': 1n, k: 1n << 10n, m: 1n << 20n, g: 1n << 30n };

/** As memparse of lib/cmdline.c: decimal or 0x, K, M or G behind it. */
function bytesOf(text: string): bigint | undefined {
  const match = /^(0x[0-9a-f]+|[0-9]+)([kmg]?)$/i.exec(text);
  const [, number, suffix = ''] = match ?? [];
  return number === undefined ? undefined : BigInt(number) * (suffixes[suffix.toLowerCase()] ?? 1n);
}

/** Undefined: it may be added. */
export function judgeWord(argument: string, board: BoardFacts): WordRefusal | undefined {
  const no = (id: string, message: string, hint: string): WordRefusal => ({
    id: `kernel-argument.${id}`,
    argument,
    message,
    hint,
  });
  if (!/^[!-~]+$/.test(argument) || /["'`\\;|&<>]/.test(argument))
    return no('form', `${JSON.stringify(argument)} is no word of a kernel’s command line.`, 'Such as mem=768M.');
  const [name = '', value = ''] = argument.split(/=(.*)/s);
  if (board.kernel.commandLine.split(/\s+/).includes(argument))
    return no('there-already', `The kernel was booted with ${argument} already.`, 'It comes from somewhere else.');
  switch (name) {
    case 'mem':
      return memRefusal(value, board, no);
    case 'memmap':
      return memmapRefusal(value, board, no);
    case 'cma':
    case 'coherent_pool': {
      const bytes = bytesOf(value);
      if (bytes === undefined) return no('form', `${argument} says no size.`, `Such as ${name}=64M.`);
      if (bytes > ramSize(board) / 2n && ramSize(board) > 0n)
        return no('too-much', `${argument} takes more than half of the board’s RAM.`, 'Take less.');
      return undefined;
    }
    default:
      return no(
        'not-allowed',
        `The tool does not add ${name}= to a kernel’s command line.`,
        'It adds mem=, memmap=, cma= and coherent_pool=; whatever else is up to whoever looks after the board.',
      );
  }
}

type No = (id: string, message: string, hint: string) => WordRefusal;

function ramOf({ iomem = [] }: BoardFacts) {
  return iomem.filter(({ depth, name }) => depth === 0 && name === 'System RAM');
}

function ramSize(board: BoardFacts): bigint {
  return ramOf(board).reduce((sum, { start, end }) => sum + end - start + 1n, 0n);
}

/** Where the kernel itself lies. */
function kernelParts({ iomem = [] }: BoardFacts) {
  return iomem.filter(({ name }) => /^Kernel (?:code|data|bss|rodata)$/.test(name));
}

function memRefusal(value: string, board: BoardFacts, no: No): WordRefusal | undefined {
  const [size = '', start] = value.split('@');
  const bytes = bytesOf(size);
  if (bytes === undefined || (start !== undefined && bytesOf(start) === undefined))
    return no('form', `mem=${value} says no size.`, 'Such as mem=768M.');
  if (start !== undefined && !/^arm(?!64)|^mips/.test(board.kernel.machine))
    return no('form', 'mem=SIZE@START is for 32-bit ARM.', 'Leave @START out.');
  const ram = ramOf(board);
  if (ram.length === 0)
    return no('unknown-memory', 'What is RAM on this board is not known.', 'Only root sees it in /proc/iomem.');
  if (bytes < leastMemory)
    return no('too-little', `mem=${value} leaves Linux less than ${leastMemory >> 20n} MiB.`, 'Leave it more.');
  // x86 takes it for the highest address, others for an amount from the lowest RAM on.
  const from = board.kernel.machine === 'x86_64' ? 0n : (ram[0]?.start ?? 0n);
  const cut = kernelParts(board).find(({ end }) => end >= from + bytes);
  if (cut !== undefined)
    return no('cuts-kernel', `mem=${value} cuts off ${cut.name} at ${hex(cut.start)}.`, 'The kernel would not start.');
  const top = ram.at(-1)?.end ?? 0n;
  const installed = (board.memory ?? []).reduce((sum, each) => sum + each.size, 0n);
  const most = installed > 0n ? installed : board.kernel.machine === 'x86_64' ? top + 1n : ramSize(board);
  if (bytes >= most)
    return no('no-effect', `mem=${value} is all that the board has, or more.`, 'Linux would keep nothing back.');
  return undefined;
}

function memmapRefusal(value: string, board: BoardFacts, no: No): WordRefusal | undefined {
  if (!/^x86_64$|^i[3-6]86$/.test(board.kernel.machine))
    return no(
      'other-machine',
      `Linux on ${board.kernel.machine} does not know memmap=.`,
      'Keep memory back by a no-map reservation of the device tree, or by mem=.',
    );
  const [size = '', at = ''] = value.split('$');
  const bytes = bytesOf(size);
  const start = bytesOf(at);
  if (bytes === undefined || start === undefined || !value.includes('$'))
    return no('form', `memmap=${value} is not SIZE$ADDRESS.`, 'Such as memmap=64M$0x70000000.');
  const page = BigInt(board.pageSize);
  if (bytes === 0n || bytes % page !== 0n || start % page !== 0n)
    return no('unaligned', `memmap=${value} does not begin and end at a page.`, `A page has ${hex(page)} bytes.`);
  const end = start + bytes - 1n;
  const cut = kernelParts(board).find((each) => each.start <= end && start <= each.end);
  if (cut !== undefined)
    return no('cuts-kernel', `memmap=${value} takes ${cut.name} at ${hex(cut.start)}.`, 'The kernel would not start.');
  const ram = ramOf(board);
  if (ram.length > 0 && !ram.some((each) => each.start <= start && end <= each.end))
    return no('no-memory', `memmap=${value} is not RAM of this board.`, 'board facts tells what is, as iomem.');
  if (ram.length > 0 && ramSize(board) - bytes < leastMemory)
    return no('too-little', `memmap=${value} leaves Linux less than ${leastMemory >> 20n} MiB.`, 'Leave it more.');
  return undefined;
}
