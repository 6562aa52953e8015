import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseKernelConfig } from './kernel-config.ts';

test('set, unset and unquoted options; others are left out', () => {
  const text = `# Linux/arm64 6.1.0 Kernel Configuration
CONFIG_CC_VERSION_TEXT="aarch64-linux-gnu-gcc-12 (Debian 12.2.0-14) \\"12\\""
CONFIG_MODULES=y
# CONFIG_OF_OVERLAY is not set
CONFIG_OF_DYNAMIC=y
CONFIG_FPGA=m
# CONFIG_MODVERSIONS is deprecated`;
  expect(parseKernelConfig(text)).toEqual({
    CC_VERSION_TEXT: 'aarch64-linux-gnu-gcc-12 (Debian 12.2.0-14) "12"',
    MODULES: 'y',
    OF_OVERLAY: 'n',
    FPGA: 'm',
  });
});

test('an option that is in no line is in no answer', () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/);
  fc.assert(
    fc.property(fc.dictionary(name, fc.constantFrom('y', 'm', 'n', '0x1000', '42')), name, (options, other) => {
      const text = Object.entries(options)
        .map(([key, value]) => (value === 'n' ? `# CONFIG_${key} is not set` : `CONFIG_${key}=${value}`))
        .join('\n');
      const found = parseKernelConfig(text, [...Object.keys(options), other]);
      expect({ ...found }).toEqual({ ...options });
    }),
  );
});
