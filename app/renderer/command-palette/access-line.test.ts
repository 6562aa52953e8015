import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { KnownDevice } from '../../contract/state.ts';
import { deviceAt, readAccessLine } from './access-line.ts';

test.each([
  ['r 0xA0000000 4', { kind: 'read', address: 0xa000_0000n, size: 4n }],
  ['R 0x70000000', { kind: 'read', address: 0x7000_0000n, size: 4n }],
  ['  r  1MiB  4KiB ', { kind: 'read', address: 1n << 20n, size: 4096n }],
  ['w 0xA0000000 1', { kind: 'write', address: 0xa000_0000n, value: 1n, width: 32 }],
  ['w 0xA0000001 0xff 8', { kind: 'write', address: 0xa000_0001n, value: 255n, width: 8 }],
])('%s', (text, line) => {
  expect(readAccessLine(text)).toEqual(line);
});

test.each(['', 'r', 'w ', 'connect', 'read 0x1', 'rw 0x0 1'])('%j is no such line', (text) => {
  expect(readAccessLine(text)).toBeUndefined();
});

test.each([
  ['r here 4', 'here is no address. Write r 0xA0000000 4, or w 0xA0000000 1.'],
  ['r 0x0 0', 'Behind the address stands how many bytes: r 0xA0000000 4.'],
  ['r 0x0 4 8', 'Behind the address stands how many bytes: r 0xA0000000 4.'],
  ['w 0x0', 'Behind the address stands the value: w 0xA0000000 1.'],
  ['w 0x0 1 24', 'Write w ADDRESS VALUE, and behind it 8, 16 or 64 where it is not to be 32 bits.'],
  ['w 0x0 1 8 8', 'Write w ADDRESS VALUE, and behind it 8, 16 or 64 where it is not to be 32 bits.'],
  ['w 0x0 256 8', '0x100 has more than 8 bits.'],
  ['w 0x2 1', '0x2 is no multiple of 4.'],
])('%s is told', (text, why) => {
  expect(readAccessLine(text)).toEqual({ why });
});

test('what is written in any way that numbers are is read back', () => {
  const width = fc.constantFrom(8, 16, 32, 64);
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 60n }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      width,
      (at, value, bits) => {
        const address = at * BigInt(bits / 8);
        const fits = value & (2n ** BigInt(bits) - 1n);
        expect(readAccessLine(`w ${hex(address)} ${fits} ${bits}`)).toEqual({
          kind: 'write',
          address,
          value: fits,
          width: bits,
        });
      },
    ),
  );
});

test('the device is the narrowest that has all of it', () => {
  const device = (name: string, address: bigint, size: bigint) =>
    ({ device: { name, address, size } }) as unknown as KnownDevice;
  const devices = [device('all', 0x1000n, 0x3000n), device('part', 0x2000n, 0x1000n)];
  const at = (text: string) => {
    const line = readAccessLine(text);
    if (line === undefined || 'why' in line) throw new Error(text);
    const found = deviceAt(line, devices);
    return 'why' in found ? found.why : found.device.name;
  };
  expect(at('r 0x1000 16')).toBe('all');
  expect(at('w 0x2ffc 1')).toBe('part');
  expect(at('r 0x2ffc 8')).toBe('all');
  expect(at('r 0x3ffc 8')).toBe('0x4003 lies behind the end of all.');
  expect(at('r 0x9000')).toBe('No device has 0x9000: there are all at 0x1000, part at 0x2000.');
});
