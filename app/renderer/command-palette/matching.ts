/** Which commands a text asks for, the likeliest first. Pure. */

/** Each word of the text in the title, in any order; whole words and beginnings before what lies within. */
export function matching<Entry extends { readonly title: string }>(entries: readonly Entry[], text: string): Entry[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return entries
    .map((entry, index) => ({ entry, index, score: score(entry.title.toLowerCase(), words) }))
    .filter(({ score: own }) => own !== undefined)
    .sort((a, b) => (a.score ?? 0) - (b.score ?? 0) || a.index - b.index)
    .map(({ entry }) => entry);
}

/** 0 for each word that begins one of the title's, 1 for each that lies within; undefined where one is missing. */
function score(title: string, words: readonly string[]): number | undefined {
  let sum = 0;
  for (const word of words) {
    if (!title.includes(word)) return undefined;
    if (!title.split(/[^\p{L}\p{N}]+/u).some((each) => each.startsWith(word))) sum += 1;
  }
  return sum;
}
