/** kernel/module/main.c: check_modinfo(), set_license(); Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const loaderOutOfTree: Message = {
  id: 'loader.out-of-tree',
  weight: 'note',
  lines: [line('%s: loading out-of-tree module taints kernel.', 'module')],
  explain: ({ module = '' }) => ({
    meaning: `${module} does not come with the kernel, which the kernel notes (taint O). Nothing is wrong by that.`,
  }),
};

export const loaderLicence: Message = {
  id: 'loader.licence',
  weight: 'note',
  lines: [
    line("%s: module license '%s' taints kernel.", 'module', 'licence'),
    line('%s: module license taints kernel.', 'module'),
  ],
  explain: ({ module = '', licence = '' }) => ({
    meaning: `The licence of ${module}${licence === '' ? '' : ` (${licence})`} is not one that the kernel counts as GPL-compatible: symbols that are for GPL modules only are then unknown to it.`,
    hint: 'The driver of this tool is Dual MIT/GPL, which is compatible.',
  }),
};
