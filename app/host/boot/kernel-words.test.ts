/** Words for the kernel's command line: which are refused, by an id each, so that nobody cuts off the running system. */
import { expect, test } from 'vitest';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { emulatedBoard } from '../../plan/testing/emulated-facts.ts';
import { judgeWord } from './kernel-words.ts';

const mib = 1n << 20n;
const at = (start: bigint, size: bigint, name: string, depth = 0) => ({ start, end: start + size - 1n, name, depth });
const ram = 0x4000_0000n;
const board: BoardFacts = {
  ...emulatedBoard,
  kernel: { ...emulatedBoard.kernel, machine: 'aarch64', commandLine: 'root=/dev/vda cma=16M' },
  memory: [{ path: '/memory@40000000', address: ram, size: 1024n * mib }],
  iomem: [at(ram, 1024n * mib, 'System RAM'), at(ram + 256n * mib, 16n * mib, 'Kernel code', 1)],
};
const pc: BoardFacts = {
  ...board,
  kernel: { ...board.kernel, machine: 'x86_64' },
  memory: undefined,
  iomem: [
    at(0n, 640n * 1024n, 'System RAM'),
    at(mib, 1023n * mib, 'System RAM'),
    at(16n * mib, 16n * mib, 'Kernel code', 1),
  ],
};

test.each([
  ['mem=768M', board],
  ['mem=0x30000000', board],
  ['cma=64M', board],
  ['coherent_pool=2M', board],
  ['memmap=64M$0x30000000', pc],
  ['mem=768M', pc],
])('%s may be added', (word, facts) => {
  expect(judgeWord(word, facts)).toBeUndefined();
});

test.each([
  ['form', 'mem=', board],
  ['form', 'mem=lots', board],
  ['form', 'mem=768M quiet', board],
  ['form', 'mem=$(reboot)', board],
  ['form', 'mem=512M@0x40000000', board],
  ['form', 'memmap=64M', pc],
  ['not-allowed', 'init=/bin/sh', board],
  ['not-allowed', 'quiet', board],
  ['there-already', 'cma=16M', board],
  ['too-little', 'mem=64M', board],
  ['cuts-kernel', 'mem=264M', board],
  ['no-effect', 'mem=1G', board],
  ['no-effect', 'mem=2G', board],
  ['unknown-memory', 'mem=768M', { ...board, iomem: undefined }],
  ['too-much', 'cma=600M', board],
  ['other-machine', 'memmap=64M$0x70000000', board],
  ['unaligned', 'memmap=64M$0x30000100', pc],
  ['unaligned', 'memmap=0$0x30000000', pc],
  ['cuts-kernel', 'memmap=64M$0x1000000', pc],
  ['no-memory', 'memmap=64M$0x70000000', pc],
  ['too-little', 'memmap=960M$0x4000000', pc],
])('kernel-argument.%s: %s', (id, word, facts) => {
  const refusal = judgeWord(word, facts);
  expect(refusal?.id).toBe(`kernel-argument.${id}`);
  expect(refusal?.argument).toBe(word);
  expect(refusal?.message).not.toBe('');
  expect(refusal?.hint).not.toBe('');
});
