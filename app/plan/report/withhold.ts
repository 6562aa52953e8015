/** Secrets out of what is written down. Nothing of ours puts one there: this is for what programs and people may have said. */

const mark = '(withheld)';

/** Characters; a shorter word stands in texts by chance, and hiding it there would tell it. */
const shortestWord = 8;

/** Bounded in what they look back and ahead at, so that no text takes long. */
const patterns: readonly RegExp[] = [
  // A private key itself, also one that is cut off.
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  // Where one lies: ssh(1)'s folder and names, and those that DKMS and sign-file are given.
  /(?<![\w.~+@%:/-])[\w.~+@%:/-]*(?:\/\.ssh\/[\w.~+@%/-]*|\bid_(?:rsa|dsa|ecdsa|ed25519)\w*\b(?!\.pub)|\/[\w.+@%-]+\.(?:key|pem|priv|p12|pfx|ppk)\b)/g,
  // user:password@host
  /(?<=:\/\/[^\s/:@]{0,100}:)[^\s/@]{1,200}(?=@)/g,
  /(?<=\b(?:password|passwd|passphrase|secret)\s{0,3}[=:]\s{0,3})[^\s'",;]+/gi,
];

export interface Withheld<T> {
  readonly value: T;
  /** Places in which something was left out, now or before. */
  readonly count: number;
}

/** Pure. Plain data with every text in it freed of `words` (whole secrets and paths of keys) and of what looks like a secret. */
export function withhold<T>(value: T, words: readonly string[]): Withheld<T> {
  // Longer ones first: one may be a part of another.
  const known = [...new Set(words)].filter(({ length }) => length >= shortestWord).sort((a, b) => b.length - a.length);
  let count = 0;
  const clean = (text: string): string => {
    const named = known.reduce((now, word) => now.replaceAll(word, mark), text);
    const all = patterns.reduce((now, pattern) => now.replace(pattern, mark), named);
    count += all.split(mark).length - 1;
    return all;
  };
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return clean(part);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, walk(each)]));
  };
  return { value: walk(value) as T, count };
}
