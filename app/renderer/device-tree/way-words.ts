/** How ways to a board are called where it is said already when they count. */

/** Pure: `Next boot: a merged tree` is *A merged tree*. */
export function withoutMoment(title: string): string {
  const rest = title.replace(/^(?:Now|Next boot): /, '');
  return `${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}`;
}
