/** What stands at the outermost level with a word between slashes: `/memreserve/`, `/delete-node/`, and the headers. */
import { readInteger } from './integer.ts';
import type { Reading } from './reading.ts';
import { readReference } from './reference.ts';
import { reportUnknown } from './unknown-reference.ts';

const semicolonWhy = 'Each line of its own at the outermost level ends with a semicolon.';

export function semicolon(reading: Reading): void {
  const { scanner } = reading;
  scanner.skip();
  if (!scanner.take(';')) scanner.missing(';', semicolonWhy);
}

export function lateHeader({ scanner }: Reading, what: string, start: number): void {
  scanner.report({
    id: 'device-tree.late-header',
    message: `\`${what}\` stands behind what it is about.`,
    why: '`/dts-v1/;` and `/plugin/;` are the first lines of a text; what stands before them was read without.',
    start,
    end: scanner.position,
  });
}

export function readReservation(reading: Reading, start: number): void {
  const { scanner } = reading;
  if (reading.hasRoot) {
    scanner.report({
      id: 'device-tree.late-header',
      message: '`/memreserve/` stands behind the tree.',
      why: 'Reservations stand before the root (Devicetree Specification 0.4, 6.3).',
      start,
      end: scanner.position,
    });
  }
  const numbers: bigint[] = [];
  while (numbers.length < 2) {
    scanner.skip();
    const number = readInteger(scanner);
    if (number === undefined) {
      scanner.missing(
        ' 0',
        '`/memreserve/` is followed by an address and a size.',
        numbers.length === 0 ? 'An address' : 'A size',
      );
      break;
    }
    numbers.push(number);
  }
  const [address, size] = numbers;
  if (address !== undefined && size !== undefined) reading.reservations.push({ address, size });
  semicolon(reading);
}

export function readTarget(reading: Reading, start: number, directive: string): ReturnType<Reading['find']> {
  const { scanner } = reading;
  scanner.skip();
  const from = scanner.position;
  if (scanner.code !== 0x26 /* & */) {
    scanner.position = scanner.nameEnd(from);
    scanner.report({
      id: 'device-tree.syntax',
      message: `At the outermost level \`${directive}\` takes a reference, \`&label\` or \`&{/path}\`.`,
      why: 'A name alone says no node here.',
      start,
      end: scanner.position,
    });
    return undefined;
  }
  const to = readReference(scanner);
  if (to === undefined) return undefined;
  const node = reading.find(to);
  if (node === undefined) {
    reportUnknown(reading, to, from, `\`${directive}\` finds no node to act on.`);
    return undefined;
  }
  if (node === reading.root) {
    scanner.report({
      id: 'device-tree.delete-root',
      message: `\`${directive}\` names the root.`,
      why: 'A device tree without a root is none.',
      start: from,
      end: scanner.position,
    });
    return undefined;
  }
  return node;
}
