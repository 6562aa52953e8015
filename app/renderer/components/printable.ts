/** Text of a board, which need not be a friendly one. Pure. */
import { visible } from '../../plan/visible.ts';

/** Characters; a line of the kernel's log has about a thousand at most, one of a hostile board may have more. */
const mostCharacters = 2_000;

/** What a board says is shown, and does nothing: no control, no writing from right to left, no end of it. */
export function printable(text: string): string {
  const left = text.length - mostCharacters;
  return `${visible(text.slice(0, mostCharacters))}${left > 0 ? ` … ${left} more characters` : ''}`;
}
