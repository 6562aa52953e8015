/** Keys by which one leaves a terminal that takes all keys. Pure. */

export interface Watched {
  /** What goes on to the terminal. */
  readonly bytes: Uint8Array;
  /** It is to be left; what followed is dropped. */
  readonly left: boolean;
}

export type WayBack = (bytes: Uint8Array) => Watched;

const tilde = 0x7e;
const dot = 0x2e;
const controlBracket = 0x1d;
const lineEnds: readonly number[] = [0x0a, 0x0d];

/** `~.` at the beginning of a line, as ssh has it; `~~` there is one tilde. */
export function tildeDot(): WayBack {
  let atStart = true;
  let held = false;
  return (bytes) => {
    const out: number[] = [];
    for (const byte of bytes) {
      if (held) {
        held = false;
        if (byte === dot) return { bytes: Uint8Array.from(out), left: true };
        if (byte !== tilde) out.push(tilde);
      } else if (atStart && byte === tilde) {
        held = true;
        atStart = false;
        continue;
      }
      out.push(byte);
      atStart = lineEnds.includes(byte);
    }
    return { bytes: Uint8Array.from(out), left: false };
  };
}

/** Ctrl-], as telnet has it, since a console may need every line. */
export function controlRightBracket(): WayBack {
  return (bytes) => {
    const at = bytes.indexOf(controlBracket);
    return at < 0 ? { bytes, left: false } : { bytes: bytes.subarray(0, at), left: true };
  };
}
