/** kernel/bpf/btf.c: btf_module_notify(); Linux 6.1 and 6.12 (CONFIG_DEBUG_INFO_BTF_MODULES). */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const loaderBtf: Message = {
  id: 'loader.btf',
  weight: 'cause',
  lines: [line('failed to validate module [%s] BTF: %d', 'module', 'errno')],
  explain: ({ module = '' }) => ({
    meaning: `The type information (BTF) in ${module} was made against another vmlinux than the one that runs; this kernel refuses such a module (CONFIG_MODULE_ALLOW_BTF_MISMATCH is off).`,
    hint: 'Build without it: make … CONFIG_DEBUG_INFO_BTF_MODULES= modules, as this tool does; strip --remove-section=.BTF uiomem.ko takes it out of a file that is there.',
  }),
};
