/** `/incbin/("file")` and `/incbin/("file", offset, size)`: bytes of a file as a part of a value. */
import type { ByteFiles } from './byte-files.ts';
import { readInteger } from './integer.ts';
import type { Scanner } from './scanner.ts';
import { readText } from './text-value.ts';
import type { ValueBuilder } from './value-builder.ts';

/** dtc takes a size of -1 for all that follows, and makes room for any other before it reads: none has so many bytes. */
const all = 0xffff_ffff_ffff_ffffn;
const mostSize = 1n << 47n;
/** Offsets of files have a sign. */
const mostOffset = (1n << 63n) - 1n;

interface Wanted {
  readonly name: string;
  readonly offset: bigint;
  readonly size: bigint;
}

/** Behind `/incbin/`, which starts at `start`. */
export function readIncbin(scanner: Scanner, into: ValueBuilder, files: ByteFiles, start: number): void {
  files.asked += 1;
  const told = scanner.findings.length;
  const wanted = readWanted(scanner);
  if (wanted === undefined) {
    skipRest(scanner, start);
    if (scanner.findings.length > told) return;
    scanner.report({
      id: 'device-tree.syntax',
      message: '`/incbin/` is followed by ("file") or ("file", offset, size).',
      why: 'dtc takes nothing else for the bytes of a file.',
      start,
      end: scanner.position,
    });
    return;
  }
  const end = scanner.position;
  const { name, offset, size } = wanted;
  const wrong = (finding: { readonly id: string; readonly message: string; readonly why: string; hint?: string }) =>
    scanner.report({ ...finding, start, end });
  if (files.read === undefined) {
    wrong({
      id: 'device-tree.incbin',
      message: `The bytes of ${name} are not read here; the value is without them.`,
      why: 'Only texts are known here. dtc puts the bytes of the file there.',
      hint: 'Write the bytes between [ and ].',
    });
    return;
  }
  if (offset > mostOffset || (size > mostSize && size !== all)) {
    wrong({
      id: 'device-tree.incbin-range',
      message: `No file has ${offset > mostOffset ? `an offset of ${offset}` : `${size} bytes`}.`,
      why: 'dtc stops at it. An offset and a size are numbers of bytes.',
      hint: 'A size of (-1) is all that follows the offset.',
    });
    return;
  }
  const bytes = name === '' ? undefined : files.read(name, { file: scanner.map.dtcFile(start) });
  if (bytes === undefined) {
    wrong({
      id: 'device-tree.incbin-missing',
      message: `The file "${name}" is not there, or can not be read.`,
      why: 'dtc stops at it; here the value is without its bytes.',
      hint: 'Correct the name, or add the folder that has it to the include path. dtc looks beside the text it was given, not beside one that #include brings.',
    });
    return;
  }
  const rest = bytes.subarray(Number(offset));
  const taken = size < BigInt(rest.length) ? rest.subarray(0, Number(size)) : rest;
  if (size === all ? offset > BigInt(bytes.length) : size > BigInt(rest.length)) {
    scanner.report({
      id: 'device-tree.incbin-short',
      severity: 'warning',
      message: `${name} has ${bytes.length} bytes: ${rest.length} from ${offset} on${size === all ? '' : `, not ${size}`}.`,
      why: 'dtc takes those that are there, and says nothing.',
      start,
      end,
    });
  }
  if (!files.takes(taken.length)) {
    wrong({
      id: 'device-tree.expansion-limit',
      message: 'The files of this text have more bytes than can be kept; these are left out.',
      why: 'That is a limit of this reader.',
    });
    return;
  }
  into.all(taken);
}

/** Undefined: something else stands there. */
function readWanted(scanner: Scanner): Wanted | undefined {
  if (!takeNext(scanner, '(')) return undefined;
  scanner.skip();
  if (scanner.code !== 0x22 /* " */) return undefined;
  const name = readName(scanner);
  if (!takeNext(scanner, ',')) return takeNext(scanner, ')') ? { name, offset: 0n, size: all } : undefined;
  const offset = nextInteger(scanner);
  const size = takeNext(scanner, ',') ? nextInteger(scanner) : undefined;
  return offset !== undefined && size !== undefined && takeNext(scanner, ')') ? { name, offset, size } : undefined;
}

function takeNext(scanner: Scanner, mark: string): boolean {
  scanner.skip();
  return scanner.take(mark);
}

function nextInteger(scanner: Scanner): bigint | undefined {
  scanner.skip();
  return readInteger(scanner);
}

/** Up to a zero byte, as C takes it. */
function readName(scanner: Scanner): string {
  const bytes: number[] = [];
  readText(scanner, {
    byte: (value) => void bytes.push(value),
    all: (values) => {
      for (const value of values) bytes.push(value);
    },
  });
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(Uint8Array.from(end < 0 ? bytes : bytes.slice(0, end)));
}

/** To behind the `)` on this line, or before what ends the property. */
function skipRest(scanner: Scanner, start: number): void {
  const { text, position } = scanner;
  const end = text.slice(position).search(/[);\n}]|$/) + position;
  scanner.position = Math.max(text[end] === ')' ? end + 1 : end, start + '/incbin/'.length);
}
