/**
 * The files of a zip archive, by its central directory (PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.4), unpacked one at a time
 * when they are asked for. fflate’s unzipSync makes room for whatever size an archive claims, and does not compare the checksum.
 */
import { Inflate, strFromU8 } from 'fflate';
import { problem } from '../../../remote-helper/rpc/problem.ts';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Of its local header. */
  readonly offset: number;
}

const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endSignature = 0x06054b50;
const endBytes = 22;
/** A comment behind the end has a length of 16 bits. */
const mostComment = 0xffff;

/** Bytes that are inflated at a time: what they unpack to, at most 1032 times as many (DEFLATE), is looked at before the next. */
const piece = 4096;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const isZip = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && [localSignature, endSignature].includes(viewOf(bytes).getUint32(0, true));

/** Throws `address-map.zip-truncated` and `address-map.zip-unsupported`. */
export function zipEntries(file: string, bytes: Uint8Array): ZipEntry[] {
  const view = viewOf(bytes);
  let end = bytes.length - endBytes;
  const first = Math.max(0, end - mostComment);
  while (end >= first && view.getUint32(end, true) !== endSignature) end -= 1;
  if (end < first) throw truncated(file, 'it has no directory at its end');
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw unsupported(file, 'it is a ZIP64 archive');
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== directorySignature) {
      throw truncated(file, `its directory ends after ${index} of ${count} files`);
    }
    const nameLength = view.getUint16(at + 28, true);
    entries.push({
      name: strFromU8(bytes.subarray(at + 46, at + 46 + nameLength)),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/**
 * The bytes of a file. Throws `address-map.too-large` as soon as they are more than `most`, whatever the directory says;
 * `address-map.zip-damaged` when they are not what it says; `address-map.zip-truncated`, `address-map.zip-unsupported`.
 */
export function unpacked(file: string, bytes: Uint8Array, entry: ZipEntry, most: number): Uint8Array {
  const inside = `${file}: ${entry.name}`;
  if (entry.encrypted) throw unsupported(inside, 'it is encrypted');
  if (entry.method !== 0 && entry.method !== 8) {
    throw unsupported(inside, `it is packed by method ${entry.method}, not by deflate`);
  }
  if (entry.size > most) throw tooLarge(inside, BigInt(entry.size), most);
  const view = viewOf(bytes);
  if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== localSignature) {
    throw truncated(inside, 'it does not lie where the directory says');
  }
  const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  const packed = bytes.subarray(start, start + entry.packed);
  if (packed.length < entry.packed) throw truncated(inside, 'the archive ends before it does');
  const whole = entry.method === 0 ? packed : inflated(inside, packed, entry.size, most);
  if (whole.length !== entry.size || crc32(whole) !== entry.crc) {
    throw damaged(inside, 'its bytes are not those that were packed');
  }
  return whole;
}

function inflated(inside: string, packed: Uint8Array, size: number, most: number): Uint8Array {
  const whole = new Uint8Array(size);
  let length = 0;
  const inflate = new Inflate((part) => {
    if (length + part.length > most) throw tooLarge(inside, BigInt(length + part.length), most);
    if (length + part.length > size)
      throw damaged(inside, `it is larger than the ${size} bytes that the directory says`);
    whole.set(part, length);
    length += part.length;
  });
  try {
    for (let at = 0; at < packed.length; at += piece) {
      inflate.push(packed.subarray(at, at + piece), at + piece >= packed.length);
    }
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'ProblemError') throw thrown;
    throw damaged(inside, 'it cannot be unpacked');
  }
  return whole.subarray(0, length);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

const again = 'Export the hardware again (in Vivado: File, Export, Export Hardware), and copy the file whole.';

const truncated = (file: string, why: string) =>
  problem('address-map.zip-truncated', `${file} is not whole: ${why}.`, { hint: again, data: { file } });

const damaged = (file: string, why: string) =>
  problem('address-map.zip-damaged', `${file} is damaged: ${why}.`, { hint: again, data: { file } });

const unsupported = (file: string, why: string) =>
  problem('address-map.zip-unsupported', `${file} cannot be unpacked: ${why}.`, {
    hint: 'Unpack it by another program, and give the .hwh file in it.',
    data: { file },
  });

export const tooLarge = (file: string, bytes: bigint, most: number) =>
  problem('address-map.too-large', `${file} has ${bytes} bytes; at most ${most} are read.`, {
    hint: 'Give the .hwh file of the block design alone, or a CSV with the ranges that are needed.',
    data: { file, bytes: String(bytes), most },
  });
