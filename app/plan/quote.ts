/** Words for a POSIX shell. */

/** Single quotes where a word has more than the characters that no shell looks at. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** `cat > PATH` with a text that reaches it byte for byte. */
export function writeText(path: string, text: string): string {
  let end = 'END';
  while (text.split('\n').includes(end)) end += '_';
  return text === '' || text.endsWith('\n')
    ? `cat > ${quote(path)} <<'${end}'\n${text}${end}`
    : `printf %s ${quote(text)} > ${quote(path)}`;
}
