/** Entries by the words that somebody wrote. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { nearest } from '../nearest.ts';
import { parseQuantity } from '../quantity.ts';
import type { AddressEntry } from './address-map.ts';

const withAddress = ({ name, address }: AddressEntry): string => `${name}@${hex(address)}`;

/** The word that chooses an entry among all. */
export const wordOf = (entry: AddressEntry, entries: readonly AddressEntry[]): string =>
  entries.some((each) => each !== entry && each.name === entry.name) ? withAddress(entry) : entry.name;

/**
 * In the order of the words, each once. A word is a name, or `NAME@0xADDRESS`. Throws `address-map.unknown-name`, and
 * `address-map.ambiguous-name` when several have it (data: names that tell them apart).
 */
export function chosenEntries(entries: readonly AddressEntry[], words: readonly string[]): AddressEntry[] {
  return [...new Set(words.map((word) => chosenEntry(entries, word.trim())))];
}

function chosenEntry(entries: readonly AddressEntry[], word: string): AddressEntry {
  const [, before, behind] = /^(.*)@([^@]+)$/.exec(word) ?? [];
  const address = behind === undefined ? undefined : parseQuantity(behind);
  const found = entries.filter((entry) => entry.name === word || (entry.name === before && entry.address === address));
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const names = found.map(withAddress);
  if (first !== undefined) {
    const apart = new Set(names).size === names.length;
    throw problem('address-map.ambiguous-name', `${found.length} ranges are called ${word}.`, {
      hint: apart ? `Say which: ${names.join(', ')}.` : 'Give them names of their own in the design.',
      data: { name: word, names },
    });
  }
  const meant = nearest(word, [...entries.map(({ name }) => name), ...entries.map(withAddress)]);
  throw problem('address-map.unknown-name', `The design has no ${JSON.stringify(word)}.`, {
    hint: meant === undefined ? 'plan import FILE lists what it has.' : `Did you mean ${meant}?`,
    data: { name: word, ...(meant !== undefined && { meant }) },
  });
}
