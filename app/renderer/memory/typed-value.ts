/** A value as an engineer types it into a cell: hex, decimal, binary, and negative numbers in two's complement. */
import type { Width } from '../../../remote-helper/contract/memory.ts';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';

export type TypedValue =
  | { readonly value: bigint; readonly problem?: undefined }
  | { readonly problem: Problem; readonly value?: undefined };

const forms = /^([+-]?)(?:0x([0-9a-f][0-9a-f_]*)|0b([01][01_]*)|([0-9][0-9_]*))$/i;

/** `digits`: what is typed is hex without a prefix, as in the cell itself. Underscores may group digits. */
export function typedValue(text: string, width: Width, digits = false): TypedValue {
  const trimmed = text.trim();
  if (trimmed === '') {
    return { problem: { id: 'value.empty', message: 'Nothing was typed.', hint: examples } };
  }
  const found = digits ? (/^()([0-9a-f][0-9a-f_]*)$/i.exec(trimmed) ?? forms.exec(trimmed)) : forms.exec(trimmed);
  if (found === null) {
    return {
      problem: {
        id: 'value.not-a-number',
        message: `${JSON.stringify(trimmed)} is no number.`,
        hint: examples,
        data: { text: trimmed },
      },
    };
  }
  const [, sign, hexDigits, bits, decimal] = found;
  const plain = (part: string) => part.replaceAll('_', '');
  const size =
    hexDigits !== undefined
      ? BigInt(`0x${plain(hexDigits)}`)
      : bits !== undefined
        ? BigInt(`0b${plain(bits)}`)
        : BigInt(plain(decimal ?? '0'));
  const negative = sign === '-';
  const most = negative ? 2n ** BigInt(width - 1) : 2n ** BigInt(width) - 1n;
  if (size > most) {
    return {
      problem: {
        id: 'value.too-wide',
        message: `${trimmed} does not fit into ${width} bits.`,
        hint: `From -${2n ** BigInt(width - 1)} to 0x${(2n ** BigInt(width) - 1n).toString(16)}.`,
        data: { text: trimmed, width },
      },
    };
  }
  return { value: negative ? BigInt.asUintN(width, -size) : size };
}

const examples = 'Write it like 0xcafe, 51966, 0b1010 or -1.';

/** The same value in all forms: `0xff`, `255`, `-1` where the highest bit is set, `0b1111 1111`. */
export function formsOf(
  value: bigint,
  width: Width,
): { hex: string; decimal: string; signed?: string; binary: string } {
  const signed = BigInt.asIntN(width, value);
  const bits = value.toString(2).padStart(width, '0');
  return {
    hex: `0x${value.toString(16).padStart(width / 4, '0')}`,
    decimal: value.toString(),
    ...(signed < 0n && { signed: signed.toString() }),
    binary: `0b${bits.replace(/(?<=.)(?=(?:.{4})+$)/g, '_')}`,
  };
}
