/** kernel/module/signing.c: module_sig_check(), and kernel/module/main.c: load_module(); Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

const reasons: Readonly<Record<string, string>> = {
  'unsigned module': 'it is not signed',
  'module with unavailable key': 'it is signed with a key that the kernel does not know',
  'module with unsupported crypto': 'its signature is of a kind that the kernel cannot check',
};

export const loaderUnsigned: Message = {
  id: 'loader.unsigned-refused',
  weight: 'cause',
  lines: [line('Loading of %s is rejected', 'reason')],
  explain: ({ reason = '' }) => ({
    meaning: `This kernel takes only modules with a signature that it trusts (module.sig_enforce or CONFIG_MODULE_SIG_FORCE); of this one it says that ${reasons[reason] ?? reason}.`,
    hint: 'Sign the module with a key that the kernel trusts (scripts/sign-file of the kernel tree; with secure boot a key that mokutil enrolled), or boot a kernel that does not enforce signatures.',
  }),
};

export const loaderSignatureMissing: Message = {
  id: 'loader.signature-missing',
  weight: 'note',
  lines: [line('%s: module verification failed: signature and/or required key missing - tainting kernel', 'module')],
  explain: ({ module = '' }) => ({
    meaning: `${module} is not signed with a key of this kernel. It was loaded all the same: the kernel only notes it (taint E).`,
  }),
};
