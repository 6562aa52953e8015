/** What a letter may be part of, looked up by its code. */
const nameBit = 1;
const wordBit = 2;
const wordStartBit = 4;
const digitBit = 8;
const hexBit = 16;
const spaceBit = 32;

const kinds = new Uint8Array(128);
mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', nameBit | wordBit | wordStartBit);
mark('_', nameBit | wordBit | wordStartBit);
mark('0123456789', nameBit | wordBit | digitBit | hexBit);
mark('abcdefABCDEF', hexBit);
mark(',.+*#?@-', nameBit);
mark(' \t\n\r\v\f', spaceBit);

function mark(letters: string, bits: number): void {
  for (let index = 0; index < letters.length; index += 1) {
    const code = letters.charCodeAt(index);
    kinds[code] = (kinds[code] ?? 0) | bits;
  }
}

function is(code: number, bits: number): boolean {
  return code < 128 && ((kinds[code] ?? 0) & bits) !== 0;
}

/** Of a node's or a property's name as dtc takes it: the letters of the specification (2.2.1, 2.2.4) and `*`. */
export const isNameLetter = (code: number): boolean => is(code, nameBit);
/** Of a label or macro's name. */
export const isWordLetter = (code: number): boolean => is(code, wordBit);
export const isWordStart = (code: number): boolean => is(code, wordStartBit);
export const isDigit = (code: number): boolean => is(code, digitBit);
export const isHexDigit = (code: number): boolean => is(code, hexBit);
export const isSpace = (code: number): boolean => is(code, spaceBit);

/** The value of a hexadecimal digit, of which `isHexDigit` holds. */
export function digitValue(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
}
