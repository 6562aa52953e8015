/** kernel/module/main.c: early_mod_check() and load_module(); Linux 6.1 and 6.12 (module_blacklist= on the command line). */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const loaderBlacklisted: Message = {
  id: 'loader.blacklisted',
  weight: 'cause',
  lines: [line('Module %s is blacklisted', 'module')],
  explain: ({ module = '' }) => ({
    meaning: `The kernel’s command line forbids ${module} (module_blacklist=).`,
    hint: 'Take it out of module_blacklist= where the boot loader keeps the command line, and boot.',
  }),
};
