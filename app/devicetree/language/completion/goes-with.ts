/** Whether a name is one that somebody may be typing. */

/** Whether the letters that were typed are all in a name, in their order. */
export function goesWith(label: string, typed: string): boolean {
  let at = 0;
  const name = label.toLowerCase();
  for (const letter of typed.toLowerCase()) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
