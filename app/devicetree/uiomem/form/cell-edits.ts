/** Bytes of a value changed cell by cell, each written as it was: hex stays hex, and what is the same stays. */
import type { TextEdit } from '../../finding.ts';
import { cellAt } from '../../lint/cells.ts';
import type { PropertyOrigin } from '../../source-tree.ts';
import { type FormNode, propertyBytes, writtenAt } from './form-node.ts';
import { ownProperty } from './property-edits.ts';

/** Undefined where the value's cells do not cover these bytes just so: then the value is written anew. */
export function cellEdits(node: FormNode, property: string, offset: number, bytes: Uint8Array): TextEdit[] | undefined {
  const origin = ownProperty(node, property);
  const old = propertyBytes(node, property);
  if (origin?.value === undefined || old === undefined) return undefined;
  const end = offset + bytes.length;
  const cells = origin.cells.filter((cell) => cell.offset < end && cell.offset + cell.bits / 8 > offset);
  const edits: TextEdit[] = [];
  let at = offset;
  for (const cell of cells) {
    const length = cell.bits / 8;
    if (cell.offset !== at || at + length > end) return undefined;
    const now = bytes.subarray(at - offset, at - offset + length);
    if (now.some((byte, index) => byte !== old[at + index])) {
      const written = writtenAt(node, cell.place);
      if (written === undefined || isShared(origin, cell.place.start)) return undefined;
      edits.push({ ...cell.place, text: likeWritten(written, numberOf(now)) });
    }
    at += length;
  }
  return at === end ? edits : undefined;
}

/** A macro that stands for several cells has one place for all of them. */
function isShared({ cells }: PropertyOrigin, start: number): boolean {
  return cells.filter(({ place }) => place.start === start).length > 1;
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.length % 4 === 0
    ? Array.from({ length: bytes.length / 4 }, (_, index) => BigInt(cellAt(bytes, index) ?? 0)).reduce(
        (value, cell) => (value << 32n) | cell,
        0n,
      )
    : bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** Decimal where it was; else hex, with the zeros in front that it had. */
function likeWritten(written: string, value: bigint): string {
  if (/^(?:0|[1-9][0-9]*)$/.test(written)) return value.toString();
  const digits = /^0x(0[0-9a-f]+)$/i.exec(written)?.[1];
  return `0x${value.toString(16).padStart(digits?.length ?? 1, '0')}`;
}
