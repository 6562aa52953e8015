/** Values of `__fixups__`: where an overlay uses a label (drivers/of/resolver.c, update_usages_of_a_phandle_reference). */

export interface Use {
  readonly path: string;
  readonly property: string;
  readonly offset: number;
}

/** Entries of `path:property:offset`; `rest` is the first that is none, and the kernel reads no further. */
export function usesOf(bytes: Uint8Array): { readonly uses: readonly Use[]; readonly rest: string | undefined } {
  const text = new TextDecoder().decode(bytes);
  if (text === '') return { uses: [], rest: undefined };
  const uses: Use[] = [];
  for (const entry of (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0')) {
    const [, path, property, offset] = /^([^:]*):([^:]*):([+-]?[0-9]+)\n?$/.exec(entry) ?? [];
    if (path === undefined || property === undefined || !(Math.abs(Number(offset)) < 2 ** 31))
      return { uses, rest: entry };
    uses.push({ path, property, offset: Number(offset) });
  }
  return { uses, rest: undefined };
}
