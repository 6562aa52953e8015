import { expect, test } from 'vitest';
import { parseCompiler } from './compiler.ts';

test.each([
  [
    'Linux version 6.1.0-56-cloud-arm64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP Debian 6.1.192-1 (2026-11-10)',
    'gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0',
  ],
  [
    'Linux version 5.15.36-xilinx-v2022.2 (oe-user@oe-host) (aarch64-xilinx-linux-gcc (GCC) 11.2.0, GNU ld (GNU Binutils) 2.37.20210721) #1 SMP Mon Oct 3 07:50:07 UTC 2022',
    'aarch64-xilinx-linux-gcc (GCC) 11.2.0',
  ],
  [
    'Linux version 4.14.0-xilinx (oe-user@oe-host) (gcc version 7.2.0 (GCC)) #1 SMP PREEMPT Mon',
    'gcc version 7.2.0 (GCC)',
  ],
  [
    'Linux version 6.6.0 (build@host) (Debian clang version 16.0.6 (15~deb12u1), Debian LLD 16.0.6) #2 SMP PREEMPT',
    'Debian clang version 16.0.6 (15~deb12u1)',
  ],
  ['something else', undefined],
  [undefined, undefined],
])('%s', (text, compiler) => {
  expect(parseCompiler(text)).toBe(compiler);
});
