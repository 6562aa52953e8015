/** What a running kernel lets be loaded, and what the board has to build a module against. */
import type { BoardFiles } from '../board-files.ts';
import type { BoardFacts } from '../contract/facts.ts';

type Guards = Pick<BoardFacts['kernel'], 'signatureEnforced' | 'modulesDisabled' | 'headers'>;

/** What the kernel does not tell is absent. */
export async function readModuleGuards(files: BoardFiles, release: string): Promise<Guards> {
  // kernel/module/signing.c: the parameter is there on kernels with CONFIG_MODULE_SIG, and readable by everybody.
  const enforced = await files.text('/sys/module/module/parameters/sig_enforce');
  const disabled = await files.text('/proc/sys/kernel/modules_disabled');
  const headers = await readHeaders(files, release);
  return {
    ...(enforced === undefined ? {} : { signatureEnforced: /^[Y1]/i.test(enforced) }),
    ...(disabled === undefined ? {} : { modulesDisabled: disabled === '1' }),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** The folder as make wants it; absent where the link leads nowhere or to a tree that was never prepared. */
async function readHeaders(files: BoardFiles, release: string): Promise<string | undefined> {
  const folder = `/lib/modules/${release}/build`;
  if (!(await files.list(folder)).includes('Makefile')) return undefined;
  const generated = await files.text(`${folder}/include/generated/utsrelease.h`);
  return generated?.includes(`"${release}"`) ? folder : undefined;
}
