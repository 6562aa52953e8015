/** What is missing or slower than with the helper, as sentences. */
export const shellLimits: readonly string[] = [
  'Driven by plain commands: each call is a round trip of its own, and long transfers hold up the calls behind them for a moment.',
  'Only what is memory for certain is touched: a reservation of the device tree, or a region of an applied plan with content memory. Registers are not read or written.',
  'Cached devices that are not coherent are read past the cache only, word by word (devmem), up to 16 KiB a call.',
  'Watching looks at most twice a second.',
];
