/** What a kernel that guards itself says to a module: signature, lockdown, type information. */
import type { PreflightRow } from '../../contract/module.ts';
import { signatureForcedBy, waysToSign } from '../../plan/module-guards.ts';
import type { JudgedModule } from './judged-module.ts';

export function signatureRow({ module, kernel, tree }: JudgedModule): PreflightRow {
  const forced = signatureForcedBy(kernel);
  const base = {
    id: 'module.signature',
    title: 'signature',
    wanted: forced === undefined ? 'none needed' : `one of a key that the kernel knows (${forced})`,
    found: module.signer === undefined ? 'not signed' : `signed by ${module.signer}`,
  };
  if (module.signer !== undefined) {
    return forced === undefined
      ? { ...base, ok: true }
      : {
          ...base,
          ok: true,
          hint: `Whether the kernel knows that key is told by keyctl list %:.builtin_trusted_keys on the board, and by the load.`,
        };
  }
  if (forced !== undefined) return { ...base, ok: false, hint: waysToSign(kernel, tree, 'uiomem.ko') };
  return kernel.config?.MODULE_SIG === 'y'
    ? { ...base, ok: true, hint: 'An unsigned module taints this kernel (E), and is taken.' }
    : { ...base, ok: true };
}

/**
 * btf_module_notify() of kernel/bpf/btf.c: type information of a module that does not fit the kernel's own is refused with
 * `failed to validate module [uiomem] BTF: -22`, or ignored where CONFIG_MODULE_ALLOW_BTF_MISMATCH is set.
 */
export function btfRow({ module, kernel }: JudgedModule): PreflightRow {
  const option = kernel.config?.DEBUG_INFO_BTF_MODULES;
  const base = { id: 'module.btf', title: 'type information (BTF)' };
  if (module.btf === 'none') return { ...base, ok: true, wanted: 'none needed', found: 'none' };
  const found = module.btf === 'with-base' ? 'with a base of its own' : 'for one build of the kernel';
  if (option !== 'y') return { ...base, ok: true, wanted: 'none needed: this kernel does not look at it', found };
  if (module.btf === 'with-base') return { ...base, ok: true, wanted: 'any', found };
  if (kernel.config?.MODULE_ALLOW_BTF_MISMATCH === 'y') {
    return { ...base, ok: true, wanted: 'any: what does not fit is ignored', found };
  }
  const sameRelease = module.release === kernel.release;
  return {
    ...base,
    ok: sameRelease,
    wanted: 'that of this very build (no CONFIG_MODULE_ALLOW_BTF_MISMATCH)',
    found: sameRelease ? found : `for a build of ${module.release}`,
    hint: 'If the kernel says “failed to validate module BTF”, take it out: objcopy --remove-section .BTF uiomem.ko, or build with module build, which leaves it out.',
  };
}
