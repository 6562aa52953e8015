/** The names that `Host` lines of ssh_config(5) spell out. Pure. */
import { matchesList } from '../pattern.ts';
import type { ConfigItem } from './read-config.ts';

/**
 * In the order of the files, each once; patterns (`*`, `?`) and negations are left out. A name within an Include counts only
 * where the Host around the Include has it too.
 */
export function hostNames(files: readonly (readonly ConfigItem[])[]): string[] {
  const names = new Set<string>();
  for (const items of files) collect(items, () => true, names);
  return [...names];
}

function collect(items: readonly ConfigItem[], counts: (name: string) => boolean, names: Set<string>): void {
  let here = counts;
  for (const item of items) {
    if ('included' in item) collect(item.included, here, names);
    else if (item.keyword === 'host') {
      const { words } = item;
      here = (name) => counts(name) && matchesList(words, name);
      for (const name of words) if (isName(name) && here(name)) names.add(name);
    } else if (item.keyword === 'match') here = counts;
  }
}

/** What could be dialled: a word that begins with a dash would be an option of ssh(1). */
function isName(word: string): boolean {
  return word !== '' && !/^[!-]/.test(word) && !/[*?\s]/.test(word);
}
