/** Text of whoever wrote it, such as a board that need not be friendly. Pure. */

/**
 * Does nothing where it is shown: controls become their pictures (U+2400), writing from right to left and halves of characters
 * U+FFFD. `kept`: characters that stay as they are.
 */
export function visible(text: string, kept = ''): string {
  let shown = '';
  for (const character of text) shown += kept.includes(character) ? character : shownAs(character);
  return shown;
}

function shownAs(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  const isUnseen = (code >= 0x80 && code < 0xa0) || (code >= 0x200e && code <= 0x200f);
  const isTurning = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  const isHalf = code >= 0xd800 && code <= 0xdfff;
  return isUnseen || isTurning || isHalf ? '\ufffd' : character;
}
