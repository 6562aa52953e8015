/** mm/vmalloc.c: alloc_vmap_area(), __vmalloc_area_node() through warn_alloc(); Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const loaderNoVmalloc: Message = {
  id: 'loader.no-address-space',
  weight: 'cause',
  lines: [
    line('vmap allocation for size %lu failed: use vmalloc=<size> to increase size', 'size'),
    line('%s: vmalloc error: size %lu, %s', 'program', 'size', 'what'),
    line('vmalloc_node_range for size %lu failed: Address range restricted to %s', 'size', 'what'),
  ],
  explain: ({ size = '' }) => ({
    meaning: `The kernel has no piece of ${size} bytes left in the address space in which it maps devices and modules (vmalloc).`,
    hint: 'Make regions smaller; on 32-bit boards vmalloc=SIZE on the kernel’s command line (240 MiB by default on ARM) gives more room.',
  }),
};

export const loaderNoMemory: Message = {
  id: 'loader.no-memory',
  weight: 'cause',
  lines: [line('%s: page allocation failure: order:%u, %s', 'program', 'order', 'what')],
  explain: ({ program = '', order = '' }) => ({
    meaning: `The kernel had no ${1 << Math.min(Number(order), 20)} pages side by side left for ${program}.`,
    hint: 'Free memory on the board (free, ps), or do it soon after a boot.',
  }),
};
