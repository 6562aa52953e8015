/** Text of a file whose encoding nobody told. */
import { strFromU8 } from 'fflate';
import { problem } from '../../../remote-helper/rpc/problem.ts';

const startsWith = (bytes: Uint8Array, ...first: number[]) => first.every((byte, index) => bytes[index] === byte);

/**
 * UTF-8 without its byte-order mark. Throws `address-map.wrong-encoding` for UTF-16, and for bytes that are no UTF-8, with their
 * line; `address-map.unknown-format` for what is no text.
 */
export function utf8(file: string, bytes: Uint8Array): string {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
    throw wrong(file, `${file} is UTF-16, and is read as UTF-8.`, 1);
  }
  if (bytes.subarray(0, 4096).includes(0)) {
    throw problem('address-map.unknown-format', `${file} is no text, and no platform (.xsa) either.`, {
      hint: 'Give the .xsa or .hwh of a Vivado design, or a CSV or JSON file of addresses.',
      data: { file },
    });
  }
  const text = strFromU8(startsWith(bytes, 0xef, 0xbb, 0xbf) ? bytes.subarray(3) : bytes);
  // What cannot be decoded becomes this character.
  const at = text.indexOf('\ufffd');
  if (at < 0) return text;
  const line = lineAt(text, at);
  throw wrong(file, `${file} is no UTF-8: a character in line ${line} cannot be read.`, line);
}

function wrong(file: string, message: string, line: number) {
  return problem('address-map.wrong-encoding', message, {
    hint: 'Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”).',
    data: { file, line },
  });
}

/** From 1. */
function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** Names of a design go into a plan and onto a terminal: one line, and of a length that can be read. */
export function clean(text: string, most: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** Characters of a name; Vivado allows paths of 260 characters on Windows (UG973), a name in them less. */
const mostOfName = 120;
export const cleanName = (text: string): string => clean(text, mostOfName);
