/** Lists of words in a line, such as overlays or kernel arguments: added at the end, taken out again, all else as it was. Pure. */

export function wordsOf(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}

/** Those that are there already stay where they are. */
export function withWords(list: string, words: readonly string[]): string {
  const there = wordsOf(list);
  return words
    .filter((word) => !there.includes(word))
    .reduce((all, word) => (all === '' ? word : `${all} ${word}`), list);
}

/** Each with the one space that {@link withWords} puts before it. */
export function withoutWords(list: string, words: readonly string[]): string {
  return words.reduce((all, word) => {
    const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const behind = new RegExp(`\\s${escaped}(?=\\s|$)(?!.*\\s${escaped}(?=\\s|$))`, 's');
    if (behind.test(all)) return all.replace(behind, '');
    return all.replace(new RegExp(`^${escaped}(?:\\s|$)`), '');
  }, list);
}
