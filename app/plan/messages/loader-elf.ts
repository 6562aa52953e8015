/** kernel/module/main.c: elf_validity_check(); Linux 6.1 and 6.12. */
import { builtForBoard } from './built-for-board.ts';
import { line } from './format.ts';
import type { Message } from './message.ts';

/** e_machine (ELF specification; include/uapi/linux/elf-em.h). */
const machines: Readonly<Record<string, string>> = {
  '3': 'x86 (32 bits)',
  '40': 'ARM (32 bits)',
  '62': 'x86-64',
  '183': 'arm64',
  '243': 'RISC-V',
};

export const loaderArchitecture: Message = {
  id: 'loader.architecture',
  weight: 'cause',
  lines: [line('Invalid architecture in ELF header: %u', 'machine')],
  explain: ({ machine = '' }, context) => ({
    meaning: `The module is for ${machines[machine] ?? `the machine ${machine} of the ELF specification`}${
      context.facts === undefined ? ', not for this board' : `; the board is ${context.facts.board.kernel.machine}`
    }.`,
    ...builtForBoard(context),
  }),
};

export const loaderNoElf: Message = {
  id: 'loader.not-a-module',
  weight: 'cause',
  lines: [
    line('Invalid ELF header len %lu', 'length'),
    line('Invalid ELF header magic: != %s', 'magic'),
    line('Invalid ELF header type: %u != %u', 'type', 'wanted'),
    line('Invalid ELF section header size'),
    line('Invalid ELF section header overflow'),
  ],
  explain: () => ({
    meaning:
      'The file is no kernel module, or only a part of one: an upload that ended early, a compressed .ko, or another file.',
    hint: 'Send it again; modules in .xz, .gz or .zst have to be unpacked, or loaded by a kmod that can.',
  }),
};
