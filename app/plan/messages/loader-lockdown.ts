/** security/lockdown/lockdown.c: lockdown_is_locked_down(), reasons of security/security.c; Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

const reasons: Readonly<Record<string, readonly [meaning: string, hint: string]>> = {
  'unsigned module loading': [
    'The kernel is locked down (lockdown=integrity or secure boot) and loads only signed modules.',
    'Sign the module with a key that the kernel trusts, or turn secure boot or lockdown= off; it cannot be loosened while the board runs.',
  ],
  'unsafe module parameters': [
    'The kernel is locked down and refuses hardware addresses as module parameters, which uiomemN_addr is.',
    'Make the regions by device-tree nodes (load: device-tree), or turn secure boot or lockdown= off.',
  ],
  '/dev/mem,kmem,port': [
    'The kernel is locked down and lets nobody read or write /dev/mem.',
    'Use a uiomem device instead of devmem, or turn lockdown= off.',
  ],
};

export const loaderLockdown: Message = {
  id: 'loader.lockdown',
  weight: 'cause',
  lines: [line('Lockdown: %s: %s is restricted; see man kernel_lockdown.7', 'program', 'what')],
  explain({ program = '', what = '' }) {
    const [meaning, hint] = reasons[what] ?? [
      `The kernel is locked down and refused ${program} this: ${what}.`,
      'kernel_lockdown(7) tells what is refused; it cannot be loosened while the board runs.',
    ];
    return { meaning, hint };
  },
};
