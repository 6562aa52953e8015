/** What an overlay is called on a board, by the name of its source. */

/** Pure: small letters, digits and dashes, as `treeName` of the contract wants it. */
export function nameOf(source: string): string {
  const base = source.slice(source.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  const name = base
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 49)
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'overlay' : name;
}
