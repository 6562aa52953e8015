/** What a kernel that guards itself asks of modules, told by its facts; and what a person can do about it. */
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';

type Kernel = BoardFacts['kernel'];

/** security/lockdown: signatures of modules and parameters that name hardware are of the level integrity. */
export function lockedDown({ lockdown }: Pick<Kernel, 'lockdown'>): boolean {
  return lockdown === 'integrity' || lockdown === 'confidentiality';
}

/** Why unsigned modules are refused; undefined: they are not, as far as is known. */
export function signatureForcedBy(kernel: Kernel): string | undefined {
  if (lockedDown(kernel)) return `lockdown is ${kernel.lockdown}`;
  if (kernel.signatureEnforced) return 'module.sig_enforce is on';
  return kernel.config?.MODULE_SIG_FORCE === 'y' ? 'CONFIG_MODULE_SIG_FORCE' : undefined;
}

export const withoutLockdown =
  'boot without lockdown (lockdown= on the kernel’s command line; secure boot switches it on too)';

/** How to come by a signed module, or to do without one; the tool does nothing of it. `tree`: a kernel tree with scripts/sign-file. */
export function waysToSign(kernel: Kernel, tree: string | undefined, file: string): string {
  const program = tree === undefined ? 'scripts/sign-file' : `${tree}/scripts/sign-file`;
  const hash = kernel.config?.MODULE_SIG_HASH ?? 'sha256';
  const sign = `Sign it with a key that the kernel knows (certs/signing_key.pem and .x509 of its own build): ${program} ${hash} KEY.pem CERT.x509 ${file}`;
  const enrol = 'a key of your own can be enrolled on UEFI boards: mokutil --import KEY.der, then boot';
  const off = lockedDown(kernel)
    ? withoutLockdown
    : kernel.config?.MODULE_SIG_FORCE === 'y'
      ? 'take a kernel without CONFIG_MODULE_SIG_FORCE'
      : 'boot without module.sig_enforce=1 on the kernel’s command line';
  return `${sign}; ${enrol}; or ${off}.`;
}
