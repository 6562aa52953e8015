/** What made the running kernel: linux_proc_banner of init/version.c, `Linux version RELEASE (BY@HOST) (COMPILER, LINKER) BUILD`. */
export function parseCompiler(version: string | undefined): string | undefined {
  const made = /^Linux version \S+ \([^)]*\) \((.*)\) #/.exec(version ?? '')?.[1];
  // Before Linux 5.8 there was no linker; its name is the last part that says ld or LLD.
  return made?.replace(/, [^,]*\bL?LD\b[^,]*$/i, '').trim() || undefined;
}
