/** Text of a board, which need not be a friendly one. Pure. */

/** Characters; a line of the kernel's log has about a thousand at most, one of a hostile board may have more. */
const mostCharacters = 2_000;

/** What a board says is shown, and does nothing: no control, no writing from right to left, no end of it. */
export function printable(text: string): string {
  const shown = [...text.slice(0, mostCharacters)].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    const isUnseen = (code >= 0x80 && code < 0xa0) || (code >= 0x200e && code <= 0x200f);
    const isTurning = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return isUnseen || isTurning ? '\ufffd' : character;
  });
  const left = text.length - mostCharacters;
  return `${shown.join('')}${left > 0 ? ` … ${left} more characters` : ''}`;
}
